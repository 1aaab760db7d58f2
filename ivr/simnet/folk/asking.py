"""A citizen's own call: listening, thinking, pressing, until there is nothing more to want."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from ivr.simnet.folk import ears
from ivr.simnet.folk.character import Character, Wish
from ivr.simnet.folk.ears import Sense
from ivr.simnet.line import Line

Result = Literal["promised", "booked", "cancelled", "given up"]
_BOOKING: Final = frozenset({"phone time", "visit"})
_KEYS: Final = "0123456789*#"


@dataclass(slots=True)
class Asking:
    """One call of one person, from the first word to the last."""

    line: Line
    ways: Character
    wish: Wish
    chance: Random
    has_typed: bool = False
    has_mistyped: bool = False
    heard: int = 0

    async def goes_on(self) -> Result:
        """Talks with the machine; what came of it when this person is about to hang up.

        Who waits for the goodbye lets the network end the call.
        """
        self.line.meanwhile(self._answers_questions())
        await self.line.connected()
        if self.wish == "nothing":
            await self.line.sleep(self.chance.uniform(0.5, 6))
        elif await self.line.until(self._is_settled, self.ways.patience):
            return self._result()
        return "given up"

    def _result(self) -> Result:
        heard = self.line.heard
        if self.wish == "own":
            return "given up"  # and knows all that there was to know
        if ears.hears(ears.CANCELLED, heard):
            return "cancelled"
        return "booked" if ears.hears(ears.BOOKED, heard) else "promised"

    def _is_settled(self) -> bool:
        heard = self.line.heard
        if self.wish == "cancel":
            return ears.hears(ears.CANCELLED, heard)
        settles = (ears.SAVED, ears.KNOWN, ears.BOOKED)
        told = (*settles, ears.STANDING) if self.wish == "own" else settles
        return any(ears.hears(sense, heard) for sense in told)

    async def _answers_questions(self) -> None:
        while self.wish != "nothing":
            await self.line.asked(barge_in=True)
            said = await self._listens()
            await self.line.sleep(self.ways.think)
            if self._has_had_enough(said):
                self.line.hang_up()
                return
            keys = self._keys(said)
            self.heard = len(self.line.heard)
            if keys is not None:
                await self._presses(keys)

    async def _listens(self) -> Sequence[str]:
        """Hears the question out, or only so far as to know the key; all since the last key."""
        hasty = self.ways.barges_in
        await self.line.until(lambda: self.line.quiet or (hasty and self._knows_a_key()))
        return self.line.heard[self.heard :]

    def _knows_a_key(self) -> bool:
        return self._keys(self.line.heard[self.heard :]) is not None

    def _has_had_enough(self, said: Sequence[str]) -> bool:
        """Hours were told; or all is cancelled, or nothing to cancel, for we are offered a call."""
        if self.wish == "hours":
            return ears.hears(ears.PRICE, said)
        nothing_to_cancel = ears.key_for(ears.HOURS, said) is not None
        return self.wish == "cancel" and (nothing_to_cancel or ears.hears(ears.CANCELLED, said))

    def _keys(self, said: Sequence[str]) -> str | None:
        """What to press, by the meaning of what was said; None for nothing."""
        if self.ways.silent:
            return None
        if ears.hears(ears.A_NUMBER, said):
            return f"0{self._number[4:]}#"
        keys = (ears.key_for(sense, said) for sense in self._senses())
        return next((key for key in keys if key is not None), None)

    @property
    def _number(self) -> str:
        """Where this person would like to be called."""
        return self.ways.other if self.wish == "another number" else self.ways.number

    def _senses(self) -> Iterator[Sense]:
        """What a key might do for this person, the dearest first."""
        yield ears.LANGUAGES[self.ways.language]
        if self.wish == "cancel":
            yield ears.CANCEL
            return
        if self.wish == "own":
            yield ears.OWN
            return
        if self.wish == "hours":
            yield ears.HOURS
        if self.wish in _BOOKING:
            yield from self._booking_senses()
        if self.has_mistyped or (self.wish == "another number" and not self.has_typed):
            yield ears.OTHER
        yield ears.RIGHT
        yield ears.SOONER
        yield ears.CALL_ME
        yield ears.OTHER

    def _booking_senses(self) -> Iterator[Sense]:
        """The first time there is, at the first service point."""
        yield ears.PHONE_TIME if self.wish == "phone time" else ears.VISIT
        yield ears.FITS
        yield ears.SOONER
        yield ears.A_POINT
        yield ears.A_TIME

    async def _presses(self, keys: str) -> None:
        slipped = False
        for place, key in enumerate(keys):
            if place:
                await self.line.sleep(self.ways.finger)
            slips = self.chance.random() < self.ways.wrong_key / len(keys)
            slipped = slipped or slips
            await self.line.press(self.chance.choice(_KEYS) if slips else key)
        if len(keys) > 1:
            self.has_typed, self.has_mistyped = True, slipped
