"""Filling the calendar years ahead: public holidays by rule, and the agency's short days.

What is there already stays as it is: supervisors may have changed it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.orm import Session

from flows.rules.window import local_date
from ivr.db import racing_insert
from ivr.models import CalendarDay

YEARS = 3
DAYS_AHEAD_WANTED = 400
"""Fewer days than this ahead are a warning: a date without a row is closed."""

SHORT_DAYS: Mapping[str, time] = MappingProxyType(
    {"maundy_thursday": time(13), "new_years_eve": time(13)}
)
"""When the agency closes on its short days, Helsinki time."""

_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
_KNOWN = select(CalendarDay.date).where(CalendarDay.date.between(_FIRST, _LAST))
_COUNT = (
    select(func.count()).select_from(CalendarDay).where(CalendarDay.date.between(_FIRST, _LAST))
)
_INSERT = racing_insert(CalendarDay.__table__)


def extend(
    session: Session,
    now: datetime,
    short_days: Mapping[str, time] = SHORT_DAYS,
    years: int = YEARS,
) -> int:
    """Fill in every date that is missing from today to so many years ahead; how many were.

    Raises ValueError for a short day that has no rule here.
    """
    today = local_date(now)
    span = {"first": today, "last": today + timedelta(days=365 * years)}
    known = set(session.scalars(_KNOWN, span))
    missing = [day for day in _dates(**span) if day not in known]
    if missing:
        rules = Rules(range(today.year, span["last"].year + 1), short_days)
        session.execute(_INSERT, [rules.row(day) for day in missing])
    return len(missing)


def days_ahead(session: Session, now: datetime, at_most: int = DAYS_AHEAD_WANTED) -> int:
    """How many of the next `at_most` days, today included, the calendar knows."""
    today = local_date(now)
    span = {"first": today, "last": today + timedelta(days=at_most - 1)}
    return session.scalars(_COUNT, span).one()


class Rules:
    """The yearly rules, worked out for some years."""

    def __init__(self, years: range, short_days: Mapping[str, time]) -> None:
        import holidays  # of every country: much to load for what is needed once a day

        if unknown := set(short_days) - set(SHORT_DAYS):
            raise ValueError(f"no rule tells the date of {', '.join(sorted(unknown))}")
        names = holidays.country_holidays("FI", years=years, language="en_US")
        self._holidays = {day: _key(name) for day, name in names.items()}
        self._closes = short_days
        self._short = dict(self._short_dates(years))

    def _short_dates(self, years: range) -> Iterator[tuple[date, str]]:
        for day, key in self._holidays.items():
            if key == "good_friday":
                yield day - timedelta(days=1), "maundy_thursday"
        yield from ((date(year, 12, 31), "new_years_eve") for year in years)

    def row(self, day: date) -> dict[str, Any]:
        """What the calendar keeps of a date."""
        short = self._short.get(day)
        closes = self._closes.get(short) if short and day.weekday() < 5 else None
        return {
            "date": day,
            "holiday": self._holidays.get(day),
            "closes": closes,
            "short_day": short if closes else None,
        }


def _key(name: str) -> str:
    """The key by which prompts know a day: its English name, `new_years_day`."""
    return name.lower().replace("'", "").replace(" ", "_")


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
