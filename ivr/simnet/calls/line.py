"""The person's end of a leg: all that somebody with a phone at the ear can see and do."""

from collections.abc import Coroutine
from typing import Any, Literal, Protocol

from ivr.simnet.calls.call import Call, Reply

KEYS = frozenset("0123456789*#")
BETWEEN_KEYS = 0.3
"""Seconds between two keys of one number."""
_REFUSALS = {
    "busy": Reply("busy", 486),
    "rejected": Reply("no-answer", 603),
    "unreachable": Reply("failed", 404),
}


class Person(Protocol):
    """Whoever is at a phone: lives through one leg, from the first ring to its end."""

    def __call__(self, line: "Line") -> Coroutine[Any, Any, None]:
        """Runs beside the leg and is cancelled when the leg ends."""


class Line:
    """One leg as its person has it in hand."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._answered_questions = 0

    @property
    def sid(self) -> str:
        """The name of the leg."""
        return self._call.leg.sid

    @property
    def called(self) -> bool:
        """True if this phone is being called, False if it has called the network."""
        return self._call.leg.direction != "inbound"

    @property
    def engaged(self) -> bool:
        """True if this phone has another call."""
        return self._call.exchange.engaged(self._call.leg.person) > 1

    @property
    def heard(self) -> tuple[str, ...]:
        """The sentences spoken so far."""
        return tuple(said.text for said in self._call.exchange.heard(self.sid))

    def meanwhile(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something else beside, until it is done or the leg ends."""
        self._call.accompany("hands", work)

    async def sleep(self, seconds: float) -> None:
        """Lets time pass."""
        await self._call.exchange.clock.sleep(seconds)

    async def rings(self) -> None:
        """Waits for the phone to ring."""
        await self._call.changed.until(lambda: self._call.leg.rang_at is not None)

    async def connected(self) -> None:
        """Waits until somebody has answered: this phone, or the network."""
        await self._call.changed.until(lambda: self._call.leg.answered_at is not None)

    async def bridged(self) -> None:
        """Waits until this phone is talking to another phone."""
        await self._call.changed.until(lambda: self._call.bridged_to is not None)

    async def asked(self, *, barge_in: bool = False) -> None:
        """Waits for the next question: for its end, or with `barge_in` for its first word."""
        call = self._call

        def new() -> bool:
            question = call.question
            fresh = call.questions > self._answered_questions
            return question is not None and fresh and (barge_in or question.silent)

        await call.changed.until(new)
        self._answered_questions = call.questions

    def answer(self, *, by: Literal["person", "voicemail"] = "person") -> bool:
        """Takes the call; False if it rings no more."""
        taken = self._reply(Reply("in-progress", 200))
        if taken:
            self._call.note("answer", by=by)
        return taken

    def refuse(self, how: Literal["busy", "rejected", "unreachable"] = "rejected") -> bool:
        """Does not take the call; False if it rings no more."""
        return self._reply(_REFUSALS[how])

    async def press(self, keys: str) -> None:
        """Presses the keys one after the other, as a finger does."""
        for position, key in enumerate(keys):
            if position:
                await self.sleep(BETWEEN_KEYS)
            self._call.press(key)

    def hang_up(self) -> None:
        """Ends the call, or refuses it while it rings."""
        call = self._call
        if call.leg.status == "in-progress":
            call.end("completed", 200)
        elif self.called:
            self.refuse()
        else:
            call.end("no-answer", 487)

    def _reply(self, reply: Reply) -> bool:
        if not self.called or self._call.reply.done() or not self._call.leg.live:
            return False
        self._call.reply.set_result(reply)
        return True
