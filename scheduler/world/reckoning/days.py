"""The days of a question, weighed as the line's calendar weighs them."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from flows.rules.hours import (
    OUTER,
    Day,
    DayFacts,
    Hours,
    ShortDay,
    day_hours,
    from_monday_to_friday,
)
from flows.rules.window import Calendar
from ivr.services.almanac import SHORT_DAYS, Rules

LINE: Final = "general"
REACH: Final = 60
"""So many days are known ahead at any time, as in the product."""


class Days:
    """The calendar of one line from a first date up to a last one, and as far as it reaches."""

    def __init__(self, first: date, last: date, hours: Hours) -> None:
        end = last + timedelta(days=REACH + 1)
        rules = Rules(range(first.year, end.year + 1), SHORT_DAYS)
        week = from_monday_to_friday(hours)
        rows = (rules.row(day) for day in _dates(first, end))
        self._days = tuple(
            day_hours(DayFacts(row["date"], week, row["holiday"], _short(row)), LINE)
            for row in rows
        )
        self._first = first

    def since(self, on: date) -> Calendar:
        """What is known on a date."""
        place = (on - self._first).days
        return Calendar(self._days[place : place + REACH + 1])

    def only(self, on: date) -> Calendar:
        """That date alone."""
        return Calendar((self.day(on),))

    def is_holiday(self, on: date) -> bool:
        """Whether a working day is a public holiday."""
        return self.day(on).why.code == "holiday"

    def day(self, on: date) -> Day:
        """That date."""
        return self._days[(on - self._first).days]


def _short(row: Mapping[str, Any]) -> ShortDay | None:
    closes = row["closes"]
    return ShortDay(row["short_day"], Hours(OUTER.opens, closes)) if closes else None


def _dates(first: date, past: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((past - first).days))
