"""A day in quarter-hours: what happened in each, how many stood at its beginning; and shares."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Final

from flows.rules.hours import OUTER
from flows.rules.window import at_local

QUARTER: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of a `whole`; no share of nothing."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Rounded down, so that a hundred means all of them."""
        return 100 * self.part // self.whole if self.whole else None


def quarters(on: date) -> tuple[datetime, ...]:
    """The beginnings, in UTC, of the quarter-hours of the widest opening hours of a date."""
    first, past = at_local(on, OUTER.opens), at_local(on, OUTER.closes)
    return tuple(first + n * QUARTER for n in range((past - first) // QUARTER))


def counted(
    moments: Iterable[datetime], starts: Sequence[datetime], now: datetime
) -> list[int | None]:
    """How many of the moments fall into each quarter-hour; None for one that is still to come."""
    ordered = sorted(moments)
    return [
        bisect_left(ordered, start + QUARTER) - bisect_left(ordered, start)
        if start <= now
        else None
        for start in starts
    ]


def standing(
    before: int,
    come: Iterable[datetime],
    gone: Iterable[datetime],
    starts: Sequence[datetime],
    now: datetime,
) -> list[int | None]:
    """How many stand at the beginning of each quarter-hour, of `before` at first and those who
    came and went since; None for one that is still to come."""
    came, went = sorted(come), sorted(gone)
    return [
        before + bisect_right(came, start) - bisect_right(went, start) if start <= now else None
        for start in starts
    ]


def nearest_rank(lengths: Iterable[timedelta], percent: int) -> timedelta | None:
    """The shortest of the lengths that so many percent of them do not exceed; None of none."""
    ordered = sorted(lengths)
    return ordered[max(ceil(len(ordered) * percent / 100), 1) - 1] if ordered else None


def covered(first: datetime, past: datetime, starts: Sequence[datetime]) -> tuple[int, int]:
    """The places among the quarter-hours that `[first, past)` touches: from one, up to another."""
    return bisect_right(starts, first) - 1, bisect_left(starts, past)
