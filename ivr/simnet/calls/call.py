"""One leg while it lives: where it stands, who takes its keys, what it has under way."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ivr.simnet import fields
from ivr.simnet.calls.exchange import Exchange
from ivr.simnet.calls.keys import Keys
from ivr.simnet.calls.signal import Signal
from ivr.simnet.delivery import DeliveryError, Method, Webhook
from ivr.simnet.faults import Fault, Occasion
from ivr.simnet.faults.kinds import Place
from ivr.simnet.legs import Leg, Status

EVENTS = ("initiated", "ringing", "answered", "completed")
LONGEST = 14_400
"""Seconds after which Twilio ends any call."""
_EVENT_OF: dict[Status, str] = {
    "initiated": "initiated",
    "ringing": "ringing",
    "in-progress": "answered",
}


@dataclass(frozen=True, slots=True)
class Goto:
    """Where call control continues: the document at `url`, asked for with `fields` besides.

    `inline` is the document itself, where it was given instead of a URL.
    """

    url: str
    method: Method = "POST"
    fields: dict[str, str] = field(default_factory=dict)
    inline: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Who is told of the call's progress, and of which events."""

    url: str
    method: Method = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What the called phone does: `status` is in-progress if it is answered."""

    status: Status
    sip: int


class Call:
    """A live leg. `changed` fires whenever anything does that a person could notice."""

    def __init__(
        self,
        exchange: Exchange,
        leg: Leg,
        progress: Progress | None = None,
        fallback: Goto | None = None,
    ) -> None:
        loop = exchange.clock.loop
        self.exchange, self.leg = exchange, leg
        self.progress, self.fallback = progress, fallback
        self.random = Random(f"{exchange.settings.seed}/{leg.sid}")
        self.reply: asyncio.Future[Reply] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()
        self.changed = Signal(loop)
        self.cookies: dict[str, str] = {}
        self.question: Keys | None = None
        self.questions = 0
        self.takes_key: Callable[[str], bool] = _nobody
        self.keys = 0
        self.bridged_to: Call | None = None
        self._reported = 0
        self._company: dict[str, asyncio.Task[None]] = {}
        self._outbox = exchange.outbox(self.random, self._tell)
        exchange.calls[leg.sid] = self
        exchange.ledger.legs.write(leg)
        self.note(
            "call", direction=leg.direction, from_=leg.from_, to=leg.to, person=leg.person,
            parent=leg.parent,
        )  # fmt: skip

    def accompany(self, role: str, work: Coroutine[Any, Any, None]) -> None:
        """Runs `work` until the leg ends; it takes the place of what had the same role.

        Should it fail, the leg ends: nothing is left hanging.
        """
        if role in self._company:
            self._company[role].cancel()
        self._company[role] = self.exchange.tasks.start(work)
        self._company[role].add_done_callback(self._drop_if_failed)

    def move(self, status: Status, sip: int | None = None) -> None:
        """Moves the leg and tells whoever subscribed. Raises IllegalMoveError."""
        silent = self.leg.status == "queued" and status == "canceled"
        self.leg = self.leg.moved(status, self.exchange.clock.now(), sip)
        self.exchange.ledger.legs.write(self.leg)
        self.note("status", status=status, sip=sip)
        if not silent:
            self._report(_EVENT_OF.get(status, "completed"))
        self.changed.fire()

    def end(self, status: Status, sip: int | None) -> None:
        """Ends the leg and all it has under way; does nothing if it has ended before."""
        if not self.leg.live:
            return
        self.move(status, sip)
        self.note("end", status=status)
        del self.exchange.calls[self.leg.sid]
        for task in self._company.values():
            task.cancel()
        self.ended.set_result(None)

    def vanish(self) -> None:
        """Ends the leg, as a breakdown of the network does: nobody is told."""
        self.progress = None
        self.end(*(("completed", 200) if self.leg.answered_at else ("failed", 500)))

    def drop(self) -> None:
        """Ends the leg from the network's side."""
        if self.leg.status == "in-progress":
            self.end("completed", 200)
        else:
            self.end("canceled", 487)

    def limit(self, seconds: float) -> None:
        """Lets the call last that long from now on, no longer."""
        self.accompany("limit", self._expire(seconds))

    def press(self, key: str) -> None:
        """A key of the phone; it is lost unless something on the call is waiting for keys."""
        fault = self.strike("key")
        if fault is None or fault.name == "key_doubled":
            self._key_down(key)
        if fault is not None:
            self.exchange.tasks.start(self._press_later(key, fault.lasts))

    def strike(self, place: Place, what: str = "") -> Fault | None:
        """The fault that strikes this call there, if one does."""
        leg = self.leg
        return self.exchange.faults.strike(
            place, occasion=lambda: Occasion(leg.sid, "line", what, leg.direction, leg.status)
        )

    def take_no_keys(self) -> None:
        """Keys are lost from now on."""
        self.takes_key = _nobody

    def note(self, kind: Any, **data: Any) -> None:
        """Records an event of this call."""
        self.exchange.log.note(self.exchange.clock.now(), self.leg.sid, kind, **data)

    def find(self, url: str, code: int | None, fatal: bool, what: str) -> None:
        """Records a fault of the application on this call."""
        self.exchange.find(self.leg.sid, url, code, fatal, what)

    def _key_down(self, key: str) -> None:
        self.keys += 1
        self.note("key", key=key, taken=self.takes_key(key))

    async def _press_later(self, key: str, seconds: float) -> None:
        await self.exchange.clock.sleep(seconds)
        if self.leg.live:
            self._key_down(key)

    def _drop_if_failed(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception():
            self.drop()

    async def _expire(self, seconds: float) -> None:
        await self.exchange.clock.sleep(seconds)
        self.drop()

    def _report(self, event: str) -> None:
        if self.progress is None or event not in self.progress.events:
            return
        told = fields.of_leg(self.exchange.settings.account_sid, self.leg)
        told |= fields.of_progress(self.leg, self._reported, self.exchange.clock.now())
        self._reported += 1
        self._outbox.put(
            Webhook("status", self.leg.sid, self.progress.url, told, self.progress.method)
        )

    async def _tell(self, webhook: Webhook) -> None:
        try:
            answer = await self.exchange.courier.send(webhook)
        except DeliveryError as error:
            if not webhook.fault:
                self.find(webhook.url, error.code, False, f"status callback: {error}")
            return
        if not (answer.status == 204 or not answer.body or "xml" in answer.header("Content-Type")):
            self.find(webhook.url, 15003, False, "status callback: answer is neither empty nor XML")


def live_call(exchange: Exchange, sid: str) -> Call | None:
    """The live call of that name."""
    call = exchange.calls.get(sid)
    return call if isinstance(call, Call) else None


def _nobody(_key: str) -> bool:
    return False
