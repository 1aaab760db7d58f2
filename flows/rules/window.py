"""The window in which citizens may be called: open moments of a line's calendar.

Moments come in aware and go out in UTC, so that subtracting them is right across a clock change.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from flows.rules.hours import Day
from flows.rules.reason import Decision, allow, refuse

HELSINKI: Final = ZoneInfo("Europe/Helsinki")
NOON: Final = time(12)
RELEASE_MARGIN: Final = timedelta(seconds=15)
"""A released leg starts at the latest this much later (Twilio: 15 s for a webhook's answer)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A line's weighed days in order of date; a date that is missing is closed."""

    days: tuple[Day, ...]

    @classmethod
    def of(cls, days: Iterable[Day]) -> "Calendar":
        """The calendar of these days in any order; ValueError if a date comes twice."""
        ordered = tuple(sorted(days, key=_date))
        if len({day.date for day in ordered}) != len(ordered):
            raise ValueError("a date comes twice in the calendar")
        return cls(ordered)

    def day(self, on: date) -> Day | None:
        """What is known about a date, None without data."""
        place = bisect_left(self.days, on, key=_date)
        found = self.days[place : place + 1]
        return found[0] if found and found[0].date == on else None

    def since(self, on: date) -> Iterator[Day]:
        """The known days from this date on."""
        yield from self.days[bisect_left(self.days, on, key=_date) :]


@dataclass(frozen=True, slots=True)
class Span:
    """One day's window as moments in UTC, `[opens, closes)`."""

    opens: datetime
    closes: datetime


def local_date(moment: datetime) -> date:
    """The date in Helsinki at this moment."""
    return moment.astimezone(HELSINKI).date()


@lru_cache(maxsize=1024)
def at_local(on: date, clock: time) -> datetime:
    """The moment, in UTC, when clocks in Helsinki show this date and time."""
    return datetime.combine(on, clock, HELSINKI).astimezone(UTC)


def spans(calendar: Calendar, now: datetime) -> Iterator[Span]:
    """The windows not yet over at `now`, the current one first if there is one."""
    for day in calendar.since(local_date(now)):
        if day.hours and now < (closes := at_local(day.date, day.hours.closes)):
            yield Span(at_local(day.date, day.hours.opens), closes)


def is_open(calendar: Calendar, now: datetime) -> bool:
    """Is `now` inside the window?"""
    return bool(may_start(calendar, now))


def may_start(calendar: Calendar, now: datetime, margin: timedelta = timedelta()) -> Decision:
    """May a call start now: is the window open, and still open after `margin`?"""
    day = calendar.day(local_date(now))
    if day is None:
        return refuse("no_calendar", date=local_date(now))
    if day.hours is None:
        return Decision(False, day.why)
    opens, closes = at_local(day.date, day.hours.opens), at_local(day.date, day.hours.closes)
    if now < opens:
        return refuse("before_opening", opens=opens)
    if now >= closes:
        return refuse("after_closing", closes=closes)
    if now + margin >= closes:
        return refuse("near_closing", closes=closes)
    return allow("open", closes=closes)


def next_opening(calendar: Calendar, now: datetime) -> datetime | None:
    """The first open moment not before `now` (`now` itself if open), None if none is known."""
    span = next(spans(calendar, now), None)
    return max(span.opens, now.astimezone(UTC)) if span else None


def next_morning(calendar: Calendar, now: datetime) -> datetime | None:
    """The next opening before noon that is still to come, None if none is known."""
    mornings = (span.opens for span in spans(calendar, now) if span.opens < noon(span))
    return next((opens for opens in mornings if opens > now), None)


def next_afternoon(calendar: Calendar, now: datetime) -> datetime | None:
    """The beginning of the next afternoon still to come, None if none is known."""
    later = (
        max(noon(span), span.opens) for span in spans(calendar, now) if span.closes > noon(span)
    )
    return next((begins for begins in later if begins > now), None)


def noon(span: Span) -> datetime:
    """Noon of the span's date."""
    return at_local(local_date(span.opens), NOON)


def _date(day: Day) -> date:
    return day.date
