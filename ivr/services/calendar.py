"""The calendar of a line or service point: its week, public holidays, short days, closures."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, cast

from sqlalchemy import BindParameter, Date, Table, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from flows.rules import hours as rules
from flows.rules.hours import OUTER, DayFacts, Hours, ShortDay, WeekHours, day_hours, point_hours
from flows.rules.languages import LANGUAGES
from flows.rules.window import Calendar
from ivr.db import Prepared, plainly
from ivr.models import CalendarDay, Closure, Line, ServicePoint
from ivr.services.almanac import days_ahead, extend

__all__ = ["HORIZON", "days_ahead", "extend", "of_line", "of_point", "usual_hours"]

HORIZON = timedelta(days=60)
"""How far a calendar reaches unless asked otherwise: no promise is made beyond it."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
_DATES = cast(Table, CalendarDay.__table__).c
_DAYS = Prepared(
    select(_DATES.date, _DATES.holiday, _DATES.closes, _DATES.short_day).where(
        _DATES.date.between(_FIRST, _LAST)
    )
)
_SHUT = cast(Table, Closure.__table__).c
_OWNER: BindParameter[int] = bindparam("owner_id")
_OF_ALL = and_(_SHUT.line_id.is_(None), _SHUT.point_id.is_(None))
_CLOSURES = select(_SHUT.date, _SHUT.opens, _SHUT.closes, _SHUT.reasons, ~_OF_ALL).where(
    _SHUT.date.between(_FIRST, _LAST)
)
_OF_LINE = Prepared(_CLOSURES.where(or_(_OF_ALL, _SHUT.line_id == _OWNER)))
_OF_POINT = Prepared(_CLOSURES.where(or_(_OF_ALL, _SHUT.point_id == _OWNER)))


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
    closures: Prepared,
    span: Mapping[str, Any],
    week: WeekHours,
    **owner: str,
) -> Iterator[DayFacts]:
    """What is known about each date of a span, with the closures of its owner and of all."""
    rows = plainly(session)
    days = {"first": span["first"], "last": span["last"]}
    exceptions: dict[date, list[rules.Closure]] = {}
    for closure in closures.rows(rows, span):
        exceptions.setdefault(closure[0], []).append(_exception(closure, owner))
    for day, holiday, closes, name in _DAYS.rows(rows, days):
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


def _exception(row: Sequence[Any], owner: Mapping[str, str]) -> rules.Closure:
    day, opens, closes, reasons, is_own = row
    hours = Hours(opens, closes) if opens and closes else None
    texts = {language: reasons[language] for language in LANGUAGES}
    return rules.Closure(day, hours, texts, **(owner if is_own else {}))
