"""The calendar of a line, out of its week, the public holidays, short days and closures."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Date, bindparam, or_, select
from sqlalchemy.orm import Session

from flows.rules import hours as rules
from flows.rules.hours import OUTER, DayFacts, Hours, ShortDay, WeekHours, day_hours
from flows.rules.languages import LANGUAGES, Language
from flows.rules.window import Calendar
from ivr.models import CalendarDay, Closure, Line
from ivr.services import events
from ivr.services.almanac import days_ahead, extend

__all__ = ["HORIZON", "add_closure", "days_ahead", "extend", "of_line", "usual_hours"]

HORIZON = timedelta(days=60)
"""How far a calendar reaches unless asked otherwise: no promise is made beyond it."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
_DAYS = select(
    CalendarDay.date, CalendarDay.holiday, CalendarDay.closes, CalendarDay.short_day
).where(CalendarDay.date.between(_FIRST, _LAST))
_CLOSURES = select(Closure).where(
    Closure.date.between(_FIRST, _LAST),
    or_(Closure.line_id.is_(None), Closure.line_id == bindparam("line_id")),
)


def of_line(session: Session, line: Line, around: date, reach: timedelta = HORIZON) -> Calendar:
    """The line's weighed days from `around` (a date in Helsinki) on."""
    dates = {"first": around, "last": around + reach}
    exceptions: dict[date, list[rules.Closure]] = {}
    for closure in session.scalars(_CLOSURES, {**dates, "line_id": line.id}):
        exceptions.setdefault(closure.date, []).append(_exception(closure, line))
    week = _week(line.hours)
    return Calendar.of(
        day_hours(
            DayFacts(day, week, holiday, _short(name, closes), tuple(exceptions.get(day, ()))),
            line.key,
        )
        for day, holiday, closes, name in session.execute(_DAYS, dates)
    )


def usual_hours(line: Line, day: date) -> Hours | None:
    """The line's hours by its week alone, within the agency's outer limit."""
    return OUTER.within(_week(line.hours).on(day))


def add_closure(
    session: Session,
    line: Line | None,
    day: date,
    hours: Hours | None,
    reasons: Mapping[Language, str],
    actor: str,
    now: datetime,
) -> Closure:
    """Close a date, or shorten it to `hours`, for one line or (None) for all.

    Raises ValueError if a language lacks its reason or the date already has a closure.
    """
    if missing := [language for language in LANGUAGES if not reasons.get(language)]:
        raise ValueError(f"the reason is missing in {', '.join(missing)}")
    same_line = Closure.line_id == line.id if line else Closure.line_id.is_(None)
    if session.scalar(select(Closure.id).where(Closure.date == day, same_line)):
        raise ValueError(f"{day} already has a closure")
    closure = Closure(
        line_id=line and line.id,
        date=day,
        opens=hours and hours.opens,
        closes=hours and hours.closes,
        reasons=dict(reasons),
        created_at=now,
    )
    session.add(closure)
    session.flush()
    to = "shortened" if hours else "closed"
    events.record(session, ("closure", closure.id), None, to, "added", actor, now)
    return closure


def _week(hours: Mapping[str, Sequence[str]]) -> WeekHours:
    return WeekHours(tuple(_hours(hours.get(day)) for day in _WEEKDAYS))


def _hours(clocks: Sequence[str] | None) -> Hours | None:
    if not clocks:
        return None
    opens, closes = clocks
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes))


def _short(name: str | None, closes: time | None) -> ShortDay | None:
    return ShortDay(name, Hours(OUTER.opens, closes)) if name and closes else None


def _exception(closure: Closure, line: Line) -> rules.Closure:
    opens, closes = closure.opens, closure.closes
    hours = Hours(opens, closes) if opens and closes else None
    own = line.key if closure.line_id is not None else None
    texts = {language: closure.reasons[language] for language in LANGUAGES}
    return rules.Closure(closure.date, hours, texts, own)
