"""The closures that supervisors have made, as pages list them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from flows.rules.hours import Hours
from flows.rules.languages import Language
from ivr.models import Closure, Line, ServicePoint
from ivr.services.month import line_names, point_names

_WHOLE = (
    select(Closure, Line, ServicePoint)
    .outerjoin(Line, Line.id == Closure.line_id)
    .outerjoin(ServicePoint, ServicePoint.id == Closure.point_id)
    .order_by(Closure.date, Closure.id)
)
_AHEAD = _WHOLE.where(Closure.date >= bindparam("today", type_=Date))
_ON = _WHOLE.where(Closure.date == bindparam("day", type_=Date))
_ONE = _WHOLE.where(Closure.id == bindparam("closure_id"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A closure: `hours` is what is left of the day; `names` of whom it closes, None for all."""

    id: int
    date: date
    hours: Hours | None
    reasons: Mapping[str, str]
    names: Mapping[Language, str] | None


def ahead(session: Session, today: date) -> Sequence[Listed]:
    """Those of today and later, the next first."""
    return [_listed(*row) for row in session.execute(_AHEAD, {"today": today})]


def on(session: Session, day: date) -> Sequence[Listed]:
    """Those of one date."""
    return [_listed(*row) for row in session.execute(_ON, {"day": day})]


def one(session: Session, closure_id: int) -> Listed | None:
    """The closure with this id, if there still is one."""
    row = session.execute(_ONE, {"closure_id": closure_id}).first()
    return _listed(*row) if row else None


def _listed(closure: Closure, line: Line | None, point: ServicePoint | None) -> Listed:
    opens, closes = closure.opens, closure.closes
    return Listed(
        id=closure.id,
        date=closure.date,
        hours=Hours(opens, closes) if opens and closes else None,
        reasons=closure.reasons,
        names=line_names(line) if line else point_names(point) if point else None,
    )
