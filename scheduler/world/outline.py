"""What a world is made of: two worlds of one outline are the same to the last microsecond."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

CROWD: Final = 1_000_000
"""Citizens are numbered below this; a seed's people are its own."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The days that a world lives through, and who and what there is in it.

    `factor` is the number of calls beside that of Kainuu's office; `agents` are at work from its
    first day; `rough` says whether anything goes wrong.
    """

    seed: int
    first: date
    days: int = 28
    factor: float = 1.0
    agents: int = 6
    schedulers: int = 1
    rough: bool = True

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day on which citizens call for the first time."""
        return tuple(self.first + timedelta(days=day) for day in range(self.days))
