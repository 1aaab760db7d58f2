"""Calendars and moments for the tests of the rules: Helsinki dates in, weighed days out."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from flows.rules.hours import (
    Closure,
    DayFacts,
    Hours,
    ShortDay,
    WeekHours,
    day_hours,
    from_monday_to_friday,
)
from flows.rules.window import HELSINKI, Calendar

YEARS = range(2026, 2031)
NINE_TO_SIXTEEN = Hours(time(9), time(16))
NINE_TO_THIRTEEN = Hours(time(9), time(13))
USUAL_WEEK = from_monday_to_friday()
FRIDAYS_ONLY = WeekHours((None,) * 4 + (NINE_TO_SIXTEEN, None, None))


def at(text: str) -> datetime:
    """The moment of a Helsinki time written `4.12.2026 16:00` or with seconds."""
    form = "%d.%m.%Y %H:%M:%S" if text.count(":") == 2 else "%d.%m.%Y %H:%M"
    return datetime.strptime(text, form).replace(tzinfo=HELSINKI).astimezone(UTC)


def on(text: str) -> date:
    """The date written `4.12.2026`."""
    return at(f"{text} 12:00").astimezone(HELSINKI).date()


@cache
def public_holidays() -> dict[date, str]:
    """What the holidays library knows about Finland, 2026-2030."""
    return dict(holidays.country_holidays("FI", years=YEARS, language="fi"))


@cache
def short_days() -> dict[date, ShortDay]:
    """The agency's short days: Maundy Thursday and New Year's Eve when it is a weekday."""
    fridays = [day for day, name in public_holidays().items() if name.startswith("Pitkäperjantai")]
    maundy = {friday - timedelta(days=1): "maundy_thursday" for friday in fridays}
    eves = {date(year, 12, 31): "new_years_eve" for year in YEARS}
    return {day: ShortDay(name, NINE_TO_THIRTEEN) for day, name in {**maundy, **eves}.items()}


def facts(day: date, week: WeekHours = USUAL_WEEK, closures: Iterable[Closure] = ()) -> DayFacts:
    """What is known about a date from the library, the short days and these closures."""
    holiday = public_holidays().get(day)
    return DayFacts(day, week, holiday, short_days().get(day), tuple(closures))


@cache
def calendar(week: WeekHours = USUAL_WEEK, closures: tuple[Closure, ...] = ()) -> Calendar:
    """The general line's calendar of 2026-2030."""
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    dates = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return Calendar.of(day_hours(facts(day, week, closures), "general") for day in dates)


def closed(day: str, line: str | None = None, hours: Hours | None = None) -> Closure:
    """A supervisor's exception: closed on that date unless hours are given."""
    return Closure(on(day), hours, {"fi": "syy", "sv": "skäl", "en": "reason"}, line)
