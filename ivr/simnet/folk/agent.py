"""An agent for a whole shift: takes offers or misses them, talks, files, forgets to."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final, Literal

from ivr.simnet.folk import ears
from ivr.simnet.folk.character import around, pick
from ivr.simnet.line import Line

Mind = Literal["answers", "misses", "declines", "voicemail"]
MINDS: Final[Mapping[Mind, float]] = {
    "answers": 0.94, "misses": 0.03, "declines": 0.02, "voicemail": 0.01,
}  # fmt: skip
PASSES, FORGETS = 0.04, 0.06
PICKS_UP: Final = (4.0, 0.4)
TALKS: Final = (180.0, 0.6)
THINKS: Final = (1.0, 0.4)
"""Seconds until she picks up, of a conversation, and before a key: the middle, the spread."""
DECLINES_AFTER: Final = 2.0
PRESSES_TWICE: Final = 0.03
"""Share of keys that an agent presses once more right after."""
OUTCOMES: Final[Mapping[str, float]] = {
    "1": 0.74, "2": 0.1, "3": 0.06, "4": 0.02, "5": 0.03, "6": 0.03, "0": 0.02,
}  # fmt: skip
"""Shares of the keys with which outcomes are filed, among those that are offered."""


class Agent:
    """One agent at her telephone; with her `pin` she can phone in to say that she is there."""

    def __init__(self, seed: int, pin: str = "") -> None:
        self.seed, self.pin = seed, pin
        self._turns = 0
        self._slips = Random(f"agent {seed} slips")

    async def __call__(self, line: Line) -> None:
        """Lives through one leg: an offer, or phoning in."""
        self._turns += 1
        chance = Random(f"agent {self.seed} turn {self._turns}")
        if line.called:
            await self._is_offered(line, chance)
        else:
            line.meanwhile(self._answers_questions(line, chance))

    async def _is_offered(self, line: Line, chance: Random) -> None:
        mind = "misses" if line.engaged else pick(chance, MINDS)
        await line.rings()
        if mind == "declines":
            await line.sleep(DECLINES_AFTER)
            line.refuse()
        elif mind == "voicemail":
            await line.sleep(15)
            line.answer(by="voicemail")
            await line.sleep(60)
            line.hang_up()
        elif mind == "answers":
            await line.sleep(around(chance, *PICKS_UP))
            if line.answer():
                line.meanwhile(self._answers_questions(line, chance))
                await self._talks(line, chance)

    async def _talks(self, line: Line, chance: Random) -> None:
        """Ends the conversation by `*`, or by hanging up, which forgets the outcome."""
        await line.bridged()
        await line.sleep(around(chance, *TALKS))
        if chance.random() < FORGETS:
            line.hang_up()
        else:
            await line.press("*")

    async def _answers_questions(self, line: Line, chance: Random) -> None:
        heard = 0
        while True:
            await line.asked()
            await line.sleep(around(chance, *THINKS))
            keys = self._keys(line.heard[heard:], chance)
            heard = len(line.heard)
            if keys:
                await line.press(keys)
                await self._presses_again(line, keys)

    async def _presses_again(self, line: Line, keys: str) -> None:
        """By mistake, and only a single key."""
        if len(keys) == 1 and self._slips.random() < PRESSES_TWICE:
            await line.sleep(0.3)
            await line.press(keys)

    def _keys(self, said: Sequence[str], chance: Random) -> str:
        if ears.hears(ears.A_PIN, said):
            return self.pin
        if take := ears.key_for(ears.TAKE, said):
            passes = ears.key_for(ears.PASS, said)
            return passes if passes and chance.random() < PASSES else take
        return ears.key_for(ears.READY, said) or self._outcome(said, chance)

    def _outcome(self, said: Sequence[str], chance: Random) -> str:
        offered = {choice.key for choice in ears.choices(said)} & OUTCOMES.keys()
        return pick(chance, {key: OUTCOMES[key] for key in sorted(offered)}) if offered else ""
