"""Takes one webhook to the application: signed, retried, redirected, within its budget."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urldefrag, urljoin

from ivr.simnet.clock import Clock
from ivr.simnet.delivery import (
    Answer,
    Deliver,
    DeliveryError,
    Method,
    Request,
    UnreachableError,
    Webhook,
    encode,
    is_url,
)
from ivr.simnet.events import EventLog
from ivr.simnet.faults.road import Road
from ivr.simnet.settings import Settings
from ivr.simnet.sids import Sids
from ivr.simnet.signing import HEADER, sign

CONNECTIONS = 2
REDIRECTS = 10
NOTED = 16_384
"""How many bytes of an answer go into the event log."""
_KEEPS_METHOD = frozenset({307, 308})
_REDIRECTS = frozenset({301, 302, 303}) | _KEEPS_METHOD


class Courier:
    """Delivers the webhooks of one network."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        sids: Sids,
        log: EventLog,
        road: Road,
        deliver: Deliver,
    ) -> None:
        self._token, self._budget = settings.auth_token, settings.budget
        self._clock, self._sids, self._log = clock, sids, log
        self._road = road
        self._cut_off = False
        self.deliver = deliver

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """While entered, nothing leaves: what is to be sent is dropped with the task that does."""
        self._cut_off = True
        try:
            yield
        finally:
            self._cut_off = False

    async def send(self, webhook: Webhook) -> Answer:
        """The application's answer, with the URL that gave it in the end.

        Raises DeliveryError: not a URL, no connection twice, no answer in time, too many
        redirects, or a status of 400 and above.
        """
        if self._cut_off:
            raise asyncio.CancelledError
        if not is_url(webhook.url):
            raise DeliveryError(11100, f"{webhook.url!r} is not a complete URL")
        note = {"url": webhook.url, "method": webhook.method, "fields": dict(webhook.fields)}
        self._log.note(self._clock.now(), webhook.sid, "request", **note, purpose=webhook.purpose)
        try:
            async with asyncio.timeout(self._budget) as budget:
                answer = await self._follow(webhook)
        except TimeoutError:
            if not budget.expired():
                raise
            raise DeliveryError(11205, f"no answer within {self._budget:g} s") from None
        self._note_answer(webhook, answer)
        if answer.status >= 400:
            raise DeliveryError(11200, f"HTTP status {answer.status}")
        return answer

    def _note_answer(self, webhook: Webhook, answer: Answer) -> None:
        body, purpose = _noted(webhook, answer), webhook.purpose
        self._log.note(
            self._clock.now(), webhook.sid, "response",
            url=answer.url, status=answer.status, body=body, purpose=purpose,
        )  # fmt: skip

    async def _follow(self, webhook: Webhook) -> Answer:
        url, method, fields = webhook.url, webhook.method, webhook.fields
        for _ in range(REDIRECTS + 1):
            url, request = self._request(webhook, url, method, fields)
            answer = await self._road.carry(webhook, request, self._connect)
            _keep_cookies(webhook.cookies, answer)
            if answer.status not in _REDIRECTS or not (where := answer.header("Location")):
                return Answer(answer.status, answer.headers, answer.body, url)
            url = urljoin(url, where)
            if answer.status not in _KEEPS_METHOD:
                method, fields = "GET", {}
        raise DeliveryError(11215, f"more than {REDIRECTS} redirects")

    def _request(
        self, webhook: Webhook, url: str, method: Method, fields: Mapping[str, str]
    ) -> tuple[str, Request]:
        url = urldefrag(url).url
        body = encode(fields)
        if method == "GET":
            url, body, fields = _with_query(url, body), "", {}
        headers = {
            "I-Twilio-Idempotency-Token": self._sids.token(),
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }
        if webhook.purpose != "media":
            headers[HEADER] = sign(self._token, url, fields)
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        if webhook.cookies:
            headers["Cookie"] = "; ".join(f"{n}={v}" for n, v in webhook.cookies.items())
        request = Request(webhook.purpose, webhook.sid, method, url, headers, body.encode())
        return url, request

    async def _connect(self, request: Request) -> Answer:
        for attempt in range(CONNECTIONS):
            try:
                return await self.deliver(request)
            except UnreachableError:
                if attempt + 1 == CONNECTIONS:
                    raise
        raise AssertionError("there is at least one attempt")


def _noted(webhook: Webhook, answer: Answer) -> str:
    if webhook.purpose == "media":
        return f"{len(answer.body)} bytes of {answer.header('Content-Type')}"
    return answer.body[:NOTED].decode(errors="replace")


def _with_query(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url


def _keep_cookies(cookies: dict[str, str], answer: Answer) -> None:
    for name, value in answer.headers:
        if name.lower() == "set-cookie":
            try:
                cookies.update((n, morsel.value) for n, morsel in SimpleCookie(value).items())
            except CookieError:
                continue
