"""The calendar of a line or service point: its week, public holidays, short days, closures."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, cast

from sqlalchemy import Date, Select, Table, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from flows.rules import hours as rules
from flows.rules.hours import OUTER, DayFacts, Hours, ShortDay, WeekHours, day_hours, point_hours
from flows.rules.languages import LANGUAGES
from flows.rules.window import Calendar
from ivr.db import plainly
from ivr.models import CalendarDay, Closure, Line, ServicePoint
from ivr.services.almanac import days_ahead, extend

__all__ = ["HORIZON", "days_ahead", "extend", "of_line", "of_point", "usual_hours"]

HORIZON = timedelta(days=60)
"""How far a calendar reaches unless asked otherwise: no promise is made beyond it."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
_DATES = cast(Table, CalendarDay.__table__).c
_DAYS = select(_DATES.date, _DATES.holiday, _DATES.closes, _DATES.short_day).where(
    _DATES.date.between(_FIRST, _LAST)
)
_CLOSURES = select(Closure).where(Closure.date.between(_FIRST, _LAST))
_OF_ALL = and_(Closure.line_id.is_(None), Closure.point_id.is_(None))
_OF_LINE = _CLOSURES.where(or_(_OF_ALL, Closure.line_id == bindparam("owner_id")))
_OF_POINT = _CLOSURES.where(or_(_OF_ALL, Closure.point_id == bindparam("owner_id")))


def of_line(session: Session, line: Line, around: date, reach: timedelta = HORIZON) -> Calendar:
    """The line's weighed days from `around` (a date in Helsinki) on."""
    span = {"first": around, "last": around + reach, "owner_id": line.id}
    known = _known(session, _OF_LINE, span, _week(line.hours), line=line.key)
    return Calendar.of(day_hours(facts, line.key) for facts in known)


def of_point(
    session: Session, point: ServicePoint, around: date, reach: timedelta = HORIZON
) -> Calendar:
    """The service point's weighed days from `around` (a date in Helsinki) on."""
    span = {"first": around, "last": around + reach, "owner_id": point.id}
    known = _known(session, _OF_POINT, span, _week(point.hours), point=point.key)
    return Calendar.of(point_hours(facts, point.key) for facts in known)


def usual_hours(whose: Line | ServicePoint, day: date) -> Hours | None:
    """The hours of a line or point by its week alone, within the agency's outer limit."""
    return OUTER.within(_week(whose.hours).on(day))


def _known(
    session: Session,
    closures: Select[Any],
    span: Mapping[str, Any],
    week: WeekHours,
    **owner: str,
) -> Iterator[DayFacts]:
    """What is known about each date of a span, with the closures of its owner and of all."""
    exceptions: dict[date, list[rules.Closure]] = {}
    for closure in session.scalars(closures, span):
        exceptions.setdefault(closure.date, []).append(_exception(closure, **owner))
    for day, holiday, closes, name in plainly(session).execute(_DAYS, span):
        yield DayFacts(day, week, holiday, _short(name, closes), tuple(exceptions.get(day, ())))


def _week(hours: Mapping[str, Sequence[str]]) -> WeekHours:
    return WeekHours(tuple(_hours(hours.get(day)) for day in _WEEKDAYS))


def _hours(clocks: Sequence[str] | None) -> Hours | None:
    if not clocks:
        return None
    opens, closes = clocks
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes))


def _short(name: str | None, closes: time | None) -> ShortDay | None:
    return ShortDay(name, Hours(OUTER.opens, closes)) if name and closes else None


def _exception(closure: Closure, **owner: str) -> rules.Closure:
    opens, closes = closure.opens, closure.closes
    hours = Hours(opens, closes) if opens and closes else None
    is_own = closure.line_id is not None or closure.point_id is not None
    texts = {language: closure.reasons[language] for language in LANGUAGES}
    return rules.Closure(closure.date, hours, texts, **owner if is_own else {})
