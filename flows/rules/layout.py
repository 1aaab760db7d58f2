"""Laying out a day: cutting its hours into times, how many places they have, whom it displaces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor
from typing import Final, Protocol, TypeVar

from flows.rules.hours import Day
from flows.rules.times import PhoneTimes, Rhythm
from flows.rules.window import RELEASE_MARGIN, at_local

_FINEST: Final = 1000
"""Shares are kept as decimal fractions: 0.333 of three desks is one of them."""


@dataclass(frozen=True, slots=True)
class Time:
    """One time of a day, `[starts_at, ends_at)`, in UTC."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Time") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Standing:
    """A time that has been laid out, and how many of its places are taken."""

    time: Time
    taken: int


class Seated(Protocol):
    """Who holds or has booked a place: `booked_at` is None while it is only held."""

    @property
    def booked_at(self) -> datetime | None: ...

    @property
    def id(self) -> int: ...


S = TypeVar("S", bound=Seated)


def cut(day: Day | None, rhythm: Rhythm, room: timedelta = timedelta()) -> tuple[Time, ...]:
    """The times of a day: each ends, and has `room` from its start, before the day closes.

    They begin by the clock on the wall, whatever the date has to do with summer time. A day of
    which nothing is known has no times.
    """
    if day is None or day.hours is None:
        return ()
    hours = day.hours
    opens, closes = (datetime.combine(day.date, at) for at in (hours.opens, hours.closes))
    step = rhythm.length + rhythm.buffer
    count = (closes - opens - max(rhythm.length, room)) // step + 1
    return tuple(_time(opens + n * step, rhythm.length) for n in range(count))


def room_for_calls(phone: PhoneTimes, ring: timedelta) -> timedelta:
    """How long before closing a phone time must begin, so that its last try still fits in.

    `ring` is how long the citizen's telephone rings at the most.
    """
    return max(phone.again, default=timedelta()) + ring + RELEASE_MARGIN


def with_standing(
    times: Sequence[Time],
    standing: Iterable[Standing],
    day: Day | None,
    room: timedelta = timedelta(),
) -> tuple[Time, ...]:
    """The times of a day on which some have been laid out already.

    If any place is taken at a time that is not among the new ones, the day keeps its old times,
    so that a change of length or of buffers displaces nobody. What no longer lies within the
    day's hours, or leaves too little room before closing, goes all the same.
    """
    old = [one for one in standing if _fits(one.time, day, room)]
    if all(one.time in times for one in old if one.taken):
        return tuple(times)
    kept = [one.time for one in old]
    free = [time for time in times if not any(time.overlaps(other) for other in kept)]
    return tuple(sorted((*kept, *free), key=lambda time: time.starts_at))


def kept_places(count: int, capacity: int, share: float) -> tuple[int, ...]:
    """How many places of each of `count` times are kept, the share of a day's places in all.

    They are spread over the day, and the last of a few times rather than the first.
    """
    share_of_one = Fraction(share).limit_denominator(_FINEST)
    kept, out_of = share_of_one.numerator * capacity, share_of_one.denominator
    return tuple((n + 1) * kept // out_of - n * kept // out_of for n in range(count))


def places_of(agents: int, share: float) -> int:
    """How many phone times may be booked at once: one at least where anybody can call."""
    return max(1, floor(agents * share)) if agents and share else 0


def to_displace(seated: Iterable[S], capacity: int) -> list[S]:
    """Who has to go when only `capacity` places are left: who only holds one, then the newest."""
    oldest_first = sorted(seated, key=_age)
    return oldest_first[capacity:][::-1]


def _age(seated: Seated) -> tuple[bool, float, int]:
    booked_at = seated.booked_at
    return (booked_at is None, booked_at.timestamp() if booked_at else 0, seated.id)


def _fits(time: Time, day: Day | None, room: timedelta) -> bool:
    if day is None or day.hours is None:
        return False
    opens, closes = (at_local(day.date, clock) for clock in (day.hours.opens, day.hours.closes))
    return opens <= time.starts_at and max(time.ends_at, time.starts_at + room) <= closes


def _time(local: datetime, length: timedelta) -> Time:
    starts, ends = local, local + length
    return Time(at_local(starts.date(), starts.time()), at_local(ends.date(), ends.time()))
