"""What goes wrong on a day of a world: on each day other faults, some often and some seldom.

Faults that always come together hide one another; so each day draws its own few of them.
"""

import math
from datetime import date
from random import Random
from typing import Final

from ivr.simnet.faults import KINDS, Fault

CALM: Final = 0.25
"""Share of the days on which nothing goes wrong."""
SHARE: Final = 0.35
"""Chance of each fault to be there on any other day."""
LEAST, MOST = 0.002, 0.3
"""How often a fault that is there strikes."""
_OFFICES: Final = frozenset(
    {"wrong_signature", "api_invalid_number", "no_such_number", "api_unauthorized"}
)
"""Mistakes in the office's own settings, which last until somebody mends them."""


def of_day(seed: int, on: date) -> tuple[Fault, ...]:
    """The faults of that date."""
    chance = Random(f"swarm {seed} {on.isoformat()}")
    if chance.random() < CALM:
        return ()
    there = [name for name in KINDS if name not in _OFFICES and chance.random() < SHARE]
    return tuple(Fault(name, probability=_often(chance)) for name in there)


def _often(chance: Random) -> float:
    """Small shares are as likely as large ones."""
    return math.exp(chance.uniform(math.log(LEAST), math.log(MOST)))
