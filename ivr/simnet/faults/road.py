"""The way of a webhook to the application, and what can happen to it there."""

import asyncio
from dataclasses import replace
from typing import Final, Literal
from urllib.parse import parse_qsl, urlsplit

from ivr.simnet.clock import Clock
from ivr.simnet.delivery import Answer, Deliver, DeliveryError, Request, UnreachableError, Webhook
from ivr.simnet.events import EventLog
from ivr.simnet.faults.fault import Fault, Occasion
from ivr.simnet.faults.faults import Faults
from ivr.simnet.signing import HEADER, sign
from ivr.simnet.tasks import Tasks

NO_ANSWER: Final = 11205
_EXCUSES: Final = frozenset(
    {"refused", "timeout_before", "timeout_after", "slow", "error_5xx_before", "error_5xx"}
    | {"wrong_signature"}
)


class Road:
    """Carries the requests of one network; a webhook's `fault` is what excuses its failure."""

    def __init__(
        self, faults: Faults, clock: Clock, tasks: Tasks, log: EventLog, budget: float
    ) -> None:
        self._faults, self._clock, self._tasks, self._log = faults, clock, tasks, log
        self._budget = budget

    async def carry(self, webhook: Webhook, request: Request, deliver: Deliver) -> Answer:
        """The answer that comes back. Raises DeliveryError."""
        fault = self._faults.strike("webhook", occasion=lambda: occasion_of(request))
        if fault is None:
            return await deliver(request)
        webhook.fault = fault.name if fault.name in _EXCUSES else ""
        match fault.name:
            case "refused":
                raise UnreachableError(f"no connection to {request.url}")
            case "timeout_before":
                await self._wait_in_vain()
            case "error_5xx_before":
                return _error(502, request)
            case "wrong_signature":
                return await deliver(_forged(request))
            case "doubled":
                answer, _ = await asyncio.gather(deliver(request), self._copy(request, deliver))
                return answer
        answer = await deliver(request)
        return await self._spoil(fault, request, answer, deliver)

    async def _spoil(
        self, fault: Fault, request: Request, answer: Answer, deliver: Deliver
    ) -> Answer:
        match fault.name:
            case "timeout_after":
                self._note("lost", request, answer)
                await self._wait_in_vain()
            case "slow" if fault.lasts >= self._budget:
                self._note("lost", request, answer)
                await self._wait_in_vain()
            case "slow":
                await self._clock.linger(fault.lasts)
            case "error_5xx":
                self._note("lost", request, answer)
                return _error(500, request)
            case "replayed":
                self._tasks.start(self._replay(fault.lasts, request, deliver))
        return answer

    async def _wait_in_vain(self) -> None:
        await self._clock.linger(self._budget)
        raise DeliveryError(NO_ANSWER, f"no answer within {self._budget:g} s")

    async def _replay(self, seconds: float, request: Request, deliver: Deliver) -> None:
        await self._clock.sleep(seconds)
        await self._copy(request, deliver)

    async def _copy(self, request: Request, deliver: Deliver) -> None:
        """The same request once more."""
        try:
            answer = await deliver(request)
        except DeliveryError as error:
            answer = Answer(0, body=str(error).encode())
        self._note("copy", request, answer)

    def _note(self, kind: Literal["copy", "lost"], request: Request, answer: Answer) -> None:
        """Writes down an answer that nobody obeys."""
        body = answer.body.decode(errors="replace")
        data = {"url": request.url, "status": answer.status, "body": body}
        self._log.note(self._clock.now(), request.sid, kind, **data)


def occasion_of(request: Request) -> Occasion:
    """What a fault is matched against: the path, and what the form tells of the leg or text."""
    parts = urlsplit(request.url)
    fields = dict(parse_qsl(f"{parts.query}&{request.body.decode()}"))
    return Occasion(
        request.sid,
        request.purpose,
        parts.path,
        fields.get("Direction", ""),
        fields.get("CallStatus") or fields.get("MessageStatus", ""),
    )


def _error(status: int, request: Request) -> Answer:
    return Answer(status, (("Content-Type", "text/plain"),), b"out of order", request.url)


def _forged(request: Request) -> Request:
    headers = dict(request.headers) | {HEADER: sign("another token", request.url, {})}
    return replace(request, headers=headers)
