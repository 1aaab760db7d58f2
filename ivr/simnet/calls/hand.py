"""The person's end of a call: gives a Line to whoever is at the phone."""

from collections.abc import Coroutine
from typing import Any, Literal

from ivr.simnet.calls.call import Call, Reply
from ivr.simnet.line import Refusal

KEYS = frozenset("0123456789*#")
BETWEEN_KEYS = 0.3
"""Seconds between two keys of one number."""
_REFUSALS: dict[Refusal, Reply] = {
    "busy": Reply("busy", 486),
    "rejected": Reply("no-answer", 603),
    "unreachable": Reply("failed", 404),
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

    def answer(self, *, by: Literal["person", "voicemail"] = "person") -> bool:
        taken = self._call.leg.status == "ringing" and self._reply(Reply("in-progress", 200))
        if taken:
            self._call.note("answer", by=by)
        return taken

    def refuse(self, how: Refusal = "rejected") -> bool:
        return self._reply(_REFUSALS[how])

    async def press(self, keys: str) -> None:
        for position, key in enumerate(keys):
            if position:
                await self.sleep(BETWEEN_KEYS)
            self._call.press(key)

    def hang_up(self) -> None:
        call = self._call
        if call.leg.status == "in-progress":
            call.end("completed", 200)
        elif self.called:
            self.refuse()
        else:
            call.end("no-answer", 487)

    def _reply(self, reply: Reply) -> bool:
        reachable = self._call.leg.status in {"initiated", "ringing"}
        if not self.called or not reachable or self._call.reply.done():
            return False
        self._call.reply.set_result(reply)
        return True
