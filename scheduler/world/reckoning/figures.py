"""What is counted while it happens; figures of a day are kept by its date in Helsinki."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil

QUARTERS_A_DAY = 28
"""From nine to four."""


@dataclass(slots=True)
class DayFigures:
    """One day: `first_waits` are whole minutes from asking to the first call, of those who asked
    then; `left` still stand when it is over."""

    calls: int = 0
    asked: int = 0
    reached: int = 0
    left: int = 0
    first_waits: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class Figures:
    """All days together.

    `refused` by reason; `ended` by state; `reached_on` by the try that reached the citizen;
    `tries` by how many there were; `scores` of promises, `on_time` those of phone times;
    `in_window` are those who asked while the line was open, `same_day` those of them who were
    called that day; `asked_by`, `due_by` and `most_due_by` by quarter-hour from nine on; `present`
    and `busy` are seconds of agents.
    """

    calls: int = 0
    asked: int = 0
    booked: int = 0
    visits: int = 0
    texts: int = 0
    offers: int = 0
    rung: int = 0
    talks: int = 0
    in_window: int = 0
    same_day: int = 0
    open_days: int = 0
    present: float = 0.0
    busy: float = 0.0
    refused: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    reached_on: Counter[int] = field(default_factory=Counter)
    tries: Counter[int] = field(default_factory=Counter)
    scores: Counter[str] = field(default_factory=Counter)
    on_time: Counter[str] = field(default_factory=Counter)
    talk_waits: Counter[int] = field(default_factory=Counter)
    waits_by: dict[str, Counter[int]] = field(default_factory=dict)
    asked_by: Counter[int] = field(default_factory=Counter)
    due_by: Counter[int] = field(default_factory=Counter)
    most_due_by: dict[int, int] = field(default_factory=dict)
    days: dict[date, DayFigures] = field(default_factory=dict)

    def day(self, on: date) -> DayFigures:
        """The figures of a date."""
        found = self.days.get(on)
        if found is None:
            found = self.days[on] = DayFigures()
        return found

    def waits_in(self, language: str) -> Counter[int]:
        """Minutes from asking to the first call of those who speak a language."""
        return self.waits_by.setdefault(language, Counter())

    def stood(self, quarter: int, many: int) -> None:
        """So many could have been called at once at the beginning of a quarter-hour."""
        self.due_by[quarter] += many
        self.most_due_by[quarter] = max(self.most_due_by.get(quarter, 0), many)


def at_rank(counts: Mapping[int, int], percent: int) -> int | None:
    """The least value that so many percent of what was counted do not exceed; None of nothing."""
    rank = max(ceil(sum(counts.values()) * percent / 100), 1)
    for value in sorted(counts):
        rank -= counts[value]
        if rank <= 0:
            return value
    return None


def together(counts: Mapping[str, Counter[int]]) -> Counter[int]:
    """Several counts as one."""
    return sum(counts.values(), Counter())
