"""Citizens who do no good: one calls without end, one would have us call dear numbers."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Final, Literal

from ivr.simnet.folk.character import pick
from ivr.simnet.folk.citizen import Citizen
from ivr.simnet.legs import Leg
from ivr.simnet.line import Line

Kind = Literal["citizen", "spammer", "fraudster"]
KINDS: Final[Mapping[Kind, float]] = {"citizen": 0.985, "spammer": 0.01, "fraudster": 0.005}
MOST_CALLS: Final = 25
"""How often a spammer calls."""
SPAMS: Final = (20.0, 1_200.0)
"""Seconds from one of these calls to the next, the least and the most."""
SAYS_NOTHING: Final = (1.0, 5.0)
"""Seconds that a spammer stays when called, the least and the most."""
DEAR: Final = (
    "600123456", "700555555", "0442079460123", "112", "116111", "100100", "20202", "0881612345678",
    "75123456", "295000000", "501234567",
)  # fmt: skip
"""What a fraudster keys after the first zero: premium, foreign, emergency, directory, satellite,
company's, our own and an agent's number."""


class Spammer(Citizen):
    """Asks for a call again and again, whatever was promised, and has nothing to say."""

    def after(self, leg: Leg) -> float | None:
        """Seconds until the next call; None after many of them."""
        if leg.direction != "inbound" or self.calls >= MOST_CALLS:
            return None
        return self._luck().uniform(*SPAMS)

    async def _talks(self, line: Line, chance: Random) -> None:
        await line.rings()
        if line.answer():
            await line.bridged()
            await line.sleep(chance.uniform(*SAYS_NOTHING))
            line.hang_up()


class Fraudster(Citizen):
    """Asks to be called at a number that costs much, or is somebody else's."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        dear = Random(f"fraudster {seed}").choice(DEAR)
        self.wish = "another number"
        self.ways = replace(self.ways, wish=self.wish, other=f"+358{dear}", wrong_key=0)


def anybody(seed: int) -> Citizen:
    """Mostly a citizen who means well."""
    kind = pick(Random(f"kind {seed}"), KINDS)
    return {"citizen": Citizen, "spammer": Spammer, "fraudster": Fraudster}[kind](seed)
