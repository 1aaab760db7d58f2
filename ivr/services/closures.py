"""Closures: dates on which a line, a service point or all are closed, or open for a shorter time.

Adding one drops nobody: whose time goes is told so, and called to agree on another one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from flows.rules.hours import Hours
from flows.rules.languages import LANGUAGES, Language
from ivr.models import Booking, Closure, Line, ServicePoint
from ivr.services import diaries, events, layouts
from ivr.services.layouts import Owner

_AHEAD = (
    select(Closure)
    .where(Closure.date >= bindparam("today", type_=Date))
    .order_by(Closure.date, Closure.id)
)
_ON = select(Closure).where(Closure.date == bindparam("day", type_=Date)).order_by(Closure.id)


class AlreadyClosed(ValueError):
    """The date has a closure of the same owner: `day` tells which date it is."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day} already has a closure")
        self.day = day


class UnknownClosure(LookupError):
    """There is no such closure, or none any more."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A closure that has been added, and whose times were taken back."""

    closure: Closure
    displaced: Sequence[Booking]


def ahead(session: Session, today: date) -> Sequence[Closure]:
    """The closures from today on, the next first."""
    return session.scalars(_AHEAD, {"today": today}).all()


def on(session: Session, day: date) -> Sequence[Closure]:
    """The closures of a date."""
    return session.scalars(_ON, {"day": day}).all()


def add(
    session: Session,
    line: Line | None,
    point: ServicePoint | None,
    day: date,
    hours: Hours | None,
    reasons: Mapping[Language, str],
    actor: str,
    now: datetime,
) -> Effect:
    """Close a date, or shorten it to `hours`, for one line, one service point, or (neither) all.

    Raises ValueError if a language lacks its reason, AlreadyClosed if the date has a closure.
    """
    if missing := [language for language in LANGUAGES if not reasons.get(language)]:
        raise ValueError(f"the reason is missing in {', '.join(missing)}")
    whose = (line.id if line else None, point.id if point else None)
    if any((other.line_id, other.point_id) == whose for other in on(session, day)):
        raise AlreadyClosed(day)
    closure = _insert(session, whose, day, hours, reasons, now)
    to = "shortened" if hours else "closed"
    events.record(session, ("closure", closure.id), None, to, "added", actor, now)
    return Effect(closure, _renew(session, closure, "closure", actor, now))


def remove(session: Session, closure_id: int, actor: str, now: datetime) -> Sequence[Booking]:
    """Take a closure back: its times are offered again. Raises UnknownClosure.

    Those who were displaced by it still are owed another time. Gives whom the change displaces,
    which is nobody unless the closure had opened more than is usual.
    """
    closure = session.get(Closure, closure_id)
    if closure is None:
        raise UnknownClosure(f"there is no closure {closure_id}")
    was = "closed" if closure.opens is None else "shortened"
    session.delete(closure)
    session.flush()
    events.record(session, ("closure", closure_id), was, "removed", "removed", actor, now)
    return _renew(session, closure, "closure_removed", actor, now)


def _insert(
    session: Session,
    whose: tuple[int | None, int | None],
    day: date,
    hours: Hours | None,
    reasons: Mapping[Language, str],
    now: datetime,
) -> Closure:
    closure = Closure(
        line_id=whose[0],
        point_id=whose[1],
        date=day,
        opens=hours and hours.opens,
        closes=hours and hours.closes,
        reasons=dict(reasons),
        created_at=now,
    )
    session.add(closure)
    session.flush()
    return closure


def _renew(
    session: Session, closure: Closure, cause: str, actor: str, now: datetime
) -> Sequence[Booking]:
    return diaries.renew_day(session, _meant(session, closure), closure.date, now, actor, cause)


def _meant(session: Session, closure: Closure) -> Sequence[Owner]:
    if closure.line_id is not None:
        return [session.get_one(Line, closure.line_id)]
    if closure.point_id is not None:
        return [session.get_one(ServicePoint, closure.point_id)]
    return layouts.owners(session)
