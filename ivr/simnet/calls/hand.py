"""The person's end of a call: gives a Line to whoever is at the phone."""

from collections.abc import Callable, Coroutine
from typing import Any, Literal

from ivr.simnet.calls.call import Call, Reply
from ivr.simnet.clock import within
from ivr.simnet.line import Refusal

KEYS = frozenset("0123456789*#")
BETWEEN_KEYS = 0.3
"""Seconds between two keys of one number."""
_REFUSALS: dict[Refusal, Reply] = {
    "busy": Reply("busy", 486),
    "rejected": Reply("no-answer", 603),
    "unreachable": Reply("failed", 404),
    "failed": Reply("failed", 503),
}


class Hand:
    """One leg as a Line: a hand on the phone that belongs to the call."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._answered_questions = 0

    @property
    def sid(self) -> str:
        return self._call.leg.sid

    @property
    def called(self) -> bool:
        return self._call.leg.direction != "inbound"

    @property
    def engaged(self) -> bool:
        return self._call.exchange.engaged(self._call.leg.person) > 1

    @property
    def heard(self) -> tuple[str, ...]:
        return tuple(said.text for said in self._call.exchange.heard(self.sid))

    def meanwhile(self, work: Coroutine[Any, Any, None]) -> None:
        self._call.accompany("hands", work)

    async def sleep(self, seconds: float) -> None:
        await self._call.exchange.clock.sleep(seconds)

    async def rings(self) -> None:
        await self._call.changed.until(lambda: self._call.leg.rang_at is not None)

    async def connected(self) -> None:
        await self._call.changed.until(lambda: self._call.leg.answered_at is not None)

    async def bridged(self) -> None:
        await self._call.changed.until(lambda: self._call.bridged_to is not None)

    async def asked(self, *, barge_in: bool = False) -> None:
        call = self._call

        def new() -> bool:
            question = call.question
            fresh = call.questions > self._answered_questions
            return question is not None and fresh and (barge_in or question.silent)

        await call.changed.until(new)
        self._answered_questions = call.questions

    @property
    def quiet(self) -> bool:
        return self._call.question is not None and self._call.question.silent

    async def until(self, noticed: Callable[[], bool], patience: float | None = None) -> bool:
        waited = self._call.exchange.clock.loop.create_task(self._call.changed.until(noticed))
        try:
            if patience is None:
                await waited
            else:
                await within(self._call.exchange.clock, patience, waited)
            return waited.done()
        finally:
            waited.cancel()

    def answer(self, *, by: Literal["person", "voicemail"] = "person") -> bool:
        taken = self._call.leg.status == "ringing" and self._reply(Reply("in-progress", 200))
        if taken:
            self._call.note("answer", by=by)
        return taken

    def refuse(self, how: Refusal = "rejected") -> bool:
        refused = self._reply(_REFUSALS[how])
        if refused:
            self._call.note("refuse", how=how)
        return refused

    async def press(self, keys: str) -> None:
        for position, key in enumerate(keys):
            if position:
                await self.sleep(BETWEEN_KEYS)
            self._call.press(key)

    def hang_up(self) -> None:
        call = self._call
        if call.leg.status != "in-progress" and self.called:
            self.refuse()
        elif call.leg.live:
            call.note("hang-up")
            call.end(*(("completed", 200) if call.leg.answered_at else ("no-answer", 487)))

    def _reply(self, reply: Reply) -> bool:
        reachable = self._call.leg.status in {"initiated", "ringing"}
        if not self.called or not reachable or self._call.reply.done():
            return False
        self._call.reply.set_result(reply)
        return True
