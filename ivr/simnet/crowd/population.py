"""Who calls when: days shaped like those of Kainuu's office. Pure; knows no clock.

Source of the size: about 20,000 calls in the ten months from January to October, which is 95 on
each of 211 working days of seven hours (Kela's notice, December 2020). That Mondays are clearly
the busiest is Kela's word, too (2015); the other days, and the shape of a day with its busiest hour
near 18 per cent, are assumptions, as is that a few call when the line is closed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

CALLS_A_DAY: Final = 95.0
"""On the mean of the five working days."""
WEEKDAYS: Final = (1.35, 1.05, 0.95, 0.9, 0.75, 0.06, 0.04)
"""Monday to Sunday, beside the mean of the working days."""
HOURS: Final[Mapping[int, float]] = {
    0: 0.001, 1: 0.001, 5: 0.001, 6: 0.003, 7: 0.01, 8: 0.03,
    9: 0.18, 10: 0.17, 11: 0.14, 12: 0.12, 13: 0.12, 14: 0.11, 15: 0.08,
    16: 0.015, 17: 0.006, 18: 0.004, 19: 0.003, 20: 0.003, 21: 0.002, 22: 0.001,
}  # fmt: skip
"""Share of a day's calls that begin in each hour of Helsinki's clock."""
_RARELY: Final = 0.0005
LOCAL: Final = ZoneInfo("Europe/Helsinki")
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, order=True, slots=True)
class Arrival:
    """Somebody calls for the first time: when (UTC), and the seed of that citizen."""

    at: datetime
    citizen: int


@dataclass(frozen=True, slots=True)
class _Part:
    """An hour or what is left of it."""

    begins: datetime
    length: timedelta
    weight: float


def a_day(on: date, seed: int, factor: float = 1.0, first: int = 0) -> tuple[Arrival, ...]:
    """The arrivals of that date, in order: about 95 times `factor` on a mean working day.

    Citizens are numbered from `first`, so that further days can bring other people.
    """
    chance = Random(f"population {seed} {on.isoformat()}")
    many = _poisson(chance, CALLS_A_DAY * WEEKDAYS[on.weekday()] * factor)
    return _arrivals(list(_hours(*_span(on, (0, 24)))), many, chance, first)


def so_many(
    many: int, on: date, hours: tuple[int, int], seed: int, since: datetime | None = None
) -> tuple[Arrival, ...]:
    """Exactly so many arrivals on that date, from one full hour to another, in its shape.

    None comes before `since`. Raises ValueError if the hours have passed by then.
    """
    begins, ends = _span(on, hours)
    begins = max(begins, since or begins)
    if begins >= ends:
        raise ValueError(f"no hours are left from {hours[0]} to {hours[1]} on {on}")
    return _arrivals(list(_hours(begins, ends)), many, Random(f"crowd {seed} {on.isoformat()}"), 0)


def _span(on: date, hours: tuple[int, int]) -> tuple[datetime, datetime]:
    """Both ends of the span, in UTC; the twenty-fourth hour is the next midnight."""
    days = (on + timedelta(days=hour // 24) for hour in hours)
    clocks = (time(hour % 24) for hour in hours)
    begins, ends = (datetime.combine(d, c, LOCAL) for d, c in zip(days, clocks, strict=True))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def _hours(begins: datetime, ends: datetime) -> Iterator[_Part]:
    """The hours of a span, cut off at its ends, each with its weight."""
    at = begins
    while at < ends:
        end = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, ends)
        weight = HOURS.get(at.astimezone(LOCAL).hour, _RARELY)
        yield _Part(at, end - at, weight * ((end - at) / _HOUR))
        at = end


def _arrivals(parts: Sequence[_Part], many: int, chance: Random, first: int) -> tuple[Arrival, ...]:
    chosen = chance.choices(parts, [part.weight for part in parts], k=many)
    moments = sorted(part.begins + part.length * chance.random() for part in chosen)
    return tuple(Arrival(at, first + place) for place, at in enumerate(moments))


def _poisson(chance: Random, mean: float) -> int:
    """A count whose mean is `mean`: how many exponential pauses fit into one day."""
    count, passed = 0, chance.expovariate(1) if mean else mean + 1
    while passed < mean:
        count, passed = count + 1, passed + chance.expovariate(1)
    return count
