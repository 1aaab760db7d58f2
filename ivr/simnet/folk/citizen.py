"""A citizen for a whole day: calls, is called back, misses that, and calls again."""

from random import Random
from typing import Final

from ivr.simnet.folk.asking import Asking
from ivr.simnet.folk.character import Wish, around, draw
from ivr.simnet.legs import Leg
from ivr.simnet.line import Line

MOST_CALLS: Final = 4
"""How often anybody calls in a day, whatever happens."""
ANSWERS, NO_ANSWER, BUSY = 0.62, 0.30, 0.06
"""Shares of being called back; the rest is out of reach."""
TRIES_AGAIN, ASKS_AFTER_A_MISS = 0.5, 0.3
CANCELS, ASKS_WHEN = 0.04, 0.05
"""Shares of those who asked once and call a second time, before they were called."""
HEARS_WHEN = 0.2
"""Share of those who have booked and call to hear of it."""
PICKS_UP: Final = (6.0, 0.5)
TALKS: Final = (200.0, 0.6)
"""Seconds until the telephone is picked up, and until all has been said: the middle, the spread."""
VOICEMAIL_AFTER: Final = 20.0
"""Seconds of ringing."""
BEGINS_SOON: Final = 60.0
TRIES_AGAIN_WITHIN, CALLS_AGAIN_WITHIN = 1_800.0, 5_400.0
"""Seconds: when a further call begins, of who was promised nothing, and of anybody else."""
_TAPE: Final = 68.0
"""Seconds of a voicemail's greeting and recording."""


class Citizen:
    """One person with a telephone and a second one; remembers what was promised."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.ways = draw(seed)
        self.wish: Wish = self.ways.wish
        self.calls = 0
        self.was_promised = self.has_talked = self.has_cancelled = False
        self.has_booked = False
        self._turns = 0

    @property
    def waits(self) -> bool:
        """True for who was told that a call will come and has not had it yet."""
        return self.was_promised and not self.has_talked and not self.has_cancelled

    async def __call__(self, line: Line) -> None:
        """Lives through one leg: an own call, or being called back."""
        chance = self._luck()
        if line.called:
            await self._is_called(line, chance)
        else:
            await self._calls(line, chance)

    async def _calls(self, line: Line, chance: Random) -> None:
        self.calls += 1
        result = await Asking(line, self.ways, self.wish, chance).goes_on()
        self.was_promised = self.was_promised or result == "promised"
        self.has_booked = self.has_booked or result == "booked"
        self.has_cancelled = result == "cancelled"
        if result == "given up":
            line.hang_up()
        elif not self.ways.waits_for_goodbye:
            await line.sleep(chance.uniform(1, 6))
            line.hang_up()

    def after(self, leg: Leg) -> float | None:
        """Seconds after which this person calls now that `leg` has ended; None for never."""
        chance = self._luck()
        settled = self.has_talked or self.has_cancelled or self.wish in ("hours", "nothing")
        if settled or self.calls >= MOST_CALLS:
            return None
        if leg.direction != "inbound":
            missed = leg.answered_at is None and self.was_promised
            return soon(chance, CALLS_AGAIN_WITHIN, ASKS_AFTER_A_MISS) if missed else None
        if self.has_booked:
            return self._hears_of_it(chance)
        if not self.was_promised:
            return soon(chance, TRIES_AGAIN_WITHIN, TRIES_AGAIN)
        if self.calls > 1:
            return None
        if chance.random() < CANCELS:
            self.wish = "cancel"
            return soon(chance, CALLS_AGAIN_WITHIN, 1)
        return soon(chance, CALLS_AGAIN_WITHIN, ASKS_WHEN)

    def _hears_of_it(self, chance: Random) -> float | None:
        """Some want to hear once more when it is; the network must show their number for that."""
        if self.wish == "own" or self.ways.withheld:
            return None
        self.wish = "own"
        return soon(chance, CALLS_AGAIN_WITHIN, HEARS_WHEN)

    async def _is_called(self, line: Line, chance: Random) -> None:
        mood = chance.random()
        if line.engaged or ANSWERS + NO_ANSWER <= mood < ANSWERS + NO_ANSWER + BUSY:
            line.refuse("busy")
        elif mood < ANSWERS:
            await self._talks(line, chance)
        elif mood < ANSWERS + NO_ANSWER:
            await self._misses(line)
        else:
            line.refuse("unreachable")

    async def _talks(self, line: Line, chance: Random) -> None:
        await line.rings()
        await line.sleep(around(chance, *PICKS_UP))
        if line.answer():
            await line.bridged()
            self.has_talked = True
            await line.sleep(around(chance, *TALKS))
            line.hang_up()

    async def _misses(self, line: Line) -> None:
        await line.rings()
        if self.ways.voicemail:
            await line.sleep(VOICEMAIL_AFTER)
            if line.answer(by="voicemail"):
                await line.sleep(_TAPE)
                line.hang_up()

    def _luck(self) -> Random:
        """Luck of its own for each turn, so that no turn depends on how another went."""
        self._turns += 1
        return Random(f"citizen {self.seed} turn {self._turns}")


def soon(chance: Random, longest: float, share: float) -> float | None:
    """Seconds until such a share of people calls, the rest never."""
    pause = chance.uniform(BEGINS_SOON, longest)
    return pause if chance.random() < share else None
