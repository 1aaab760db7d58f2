"""Text messages: on their way to a phone, and from a phone to the application."""

from random import Random
from typing import Literal

from ivr.simnet import fields
from ivr.simnet.calls.exchange import Exchange
from ivr.simnet.delivery import Answer, DeliveryError, Webhook
from ivr.simnet.numbering import is_landline
from ivr.simnet.settings import Number
from ivr.simnet.texts import Direction, Text, TextStatus
from ivr.simnet.twiml.replies import read_replies

Reception = Literal["takes", "loses", "refuses"]
"""What a number does with texts: `loses` them on the way (30006), or is known to take none
when the text is ordered (21614)."""

HANDED_OVER = 0.5
DELIVERED = 2.0
LANDLINE_ERROR = 30006
OPTED_OUT = 21610
_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
_START = frozenset({"START", "YES", "UNSTOP"})


class Texting:
    """The texts of one network."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.receptions: dict[str, Reception] = {}
        self._stopped: dict[tuple[str, str], None] = {}

    def reception(self, number: str) -> Reception:
        """What `number` does with texts: mobiles take them and landlines lose them."""
        return self.receptions.get(number, "loses" if is_landline(number) else "takes")

    def stopped(self, number: str, sender: str) -> bool:
        """True if the person at `number` has answered STOP to `sender`."""
        return (number, sender) in self._stopped

    def send(self, from_: str, to: str, body: str, status_url: str) -> Text:
        """Queues a text ordered through the API."""
        return self._order("outbound-api", from_, to, body, status_url)

    def receive(self, number: Number, from_: str, body: str) -> Text:
        """A phone has sent `body` to a rented number: the application is told."""
        now = self._exchange.clock.now()
        sid = self._exchange.sids.next("SM")
        text = Text(sid, "inbound", from_, number.e164, body, "received", now, now)
        self._write(text)
        self._heed(text)
        if number.text_url:
            told = fields.of_received_text(self._exchange.settings.account_sid, text)
            webhook = Webhook("text", text.sid, number.text_url, told)
            self._exchange.tasks.start(self._ask(text, webhook))
        return text

    def _order(
        self, direction: Direction, from_: str, to: str, body: str, status_url: str = ""
    ) -> Text:
        now = self._exchange.clock.now()
        sid = self._exchange.sids.next("SM")
        text = Text(sid, direction, from_, to, body, "queued", now, now)
        self._write(text)
        self._exchange.tasks.start(self._carry(text, status_url))
        return text

    def _heed(self, text: Text) -> None:
        word = text.body.strip().upper()
        if word in _STOP:
            self._stopped[text.from_, text.to] = None
        elif word in _START:
            self._stopped.pop((text.from_, text.to), None)

    async def _carry(self, text: Text, status_url: str) -> None:
        exchange = self._exchange
        random = Random(f"{exchange.settings.seed}/{text.sid}")
        outbox = exchange.outbox(random, self._report)
        arrives = self.reception(text.to) == "takes"
        steps: list[tuple[float, TextStatus, int | None]] = [
            (HANDED_OVER, "sent", None),
            (DELIVERED, "delivered", None)
            if arrives
            else (DELIVERED, "undelivered", LANDLINE_ERROR),
        ]
        for seconds, status, error in steps:
            await exchange.clock.sleep(seconds)
            text = text.moved(status, exchange.clock.now(), error)
            self._write(text)
            if status_url:
                told = fields.of_text(exchange.settings.account_sid, text)
                outbox.put(Webhook("text", text.sid, status_url, told))

    async def _ask(self, text: Text, webhook: Webhook) -> None:
        """Tells of a text that has come in, and sends what it is answered with."""
        answer = await self._tell(webhook)
        if answer is None:
            return
        bodies, problems = read_replies(answer.body, answer.header("Content-Type"))
        for problem in problems:
            self._find(webhook, problem.code, problem.what)
        for body in bodies:
            if self.stopped(text.from_, text.to):
                self._find(webhook, OPTED_OUT, f"{text.from_} wants no texts")
            else:
                self._order("outbound-reply", text.to, text.from_, body)

    async def _tell(self, webhook: Webhook) -> Answer | None:
        try:
            return await self._exchange.courier.send(webhook)
        except DeliveryError as error:
            if not webhook.fault:
                self._find(webhook, error.code, f"text: {error}")
            return None

    async def _report(self, webhook: Webhook) -> None:
        await self._tell(webhook)

    def _find(self, webhook: Webhook, code: int | None, what: str) -> None:
        self._exchange.find(webhook.sid, webhook.url, code, False, what)

    def _write(self, text: Text) -> None:
        self._exchange.ledger.texts.write(text)
        self._exchange.log.note(
            text.updated_at, text.sid, "text",
            from_=text.from_, to=text.to, body=text.body, status=text.status, error=text.error,
            direction=text.direction,
        )  # fmt: skip
