"""Service points: where citizens come by appointment, in the order of every list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ivr.db import racing_insert
from ivr.models import Booking, ServicePoint
from ivr.services import diaries, events, keys

_ALL = select(ServicePoint).order_by(ServicePoint.position, ServicePoint.id)
_ACTIVE = _ALL.where(ServicePoint.active)
_BY_KEY = select(ServicePoint).where(ServicePoint.key == bindparam("key"))
_LOCK = _BY_KEY.with_for_update(key_share=True).execution_options(populate_existing=True)
_INSERT = racing_insert(ServicePoint).returning(ServicePoint)


class UnknownPoint(LookupError):
    """The agency has no such service point."""


def every(session: Session, active: bool = True) -> Sequence[ServicePoint]:
    """The service points in their order; with `active` false also those that were given up."""
    return session.scalars(_ACTIVE if active else _ALL).all()


def by_key(session: Session, key: str) -> ServicePoint:
    """The point with this key. Raises UnknownPoint."""
    point = session.scalar(_BY_KEY, {"key": key})
    if point is None:
        raise UnknownPoint(f"no service point has the key {key!r}")
    return point


def lock(session: Session, key: str) -> ServicePoint:
    """The point with this key as it is now; nobody changes it meanwhile. Raises UnknownPoint."""
    point = session.scalar(_LOCK, {"key": key})
    if point is None:
        raise UnknownPoint(f"no service point has the key {key!r}")
    return point


def by_id(session: Session, point_id: int) -> ServicePoint:
    """The point with this id. Raises UnknownPoint."""
    point = session.get(ServicePoint, point_id)
    if point is None:
        raise UnknownPoint(f"there is no service point {point_id}")
    return point


def put_in(
    session: Session, values: Mapping[str, Any], cause: str, actor: str, now: datetime
) -> ServicePoint | None:
    """Add a point with all its columns and lay out its times; None if its key is taken."""
    point = session.scalar(_INSERT, dict(values))
    if point is not None:
        events.record(session, ("service_point", point.id), None, "added", cause, actor, now)
        diaries.renew(session, point, now, actor, cause)
    return point


def add(session: Session, values: Mapping[str, Any], actor: str, now: datetime) -> ServicePoint:
    """Add a point that somebody has described; its key comes from its Finnish name."""
    name = keys.of_name(values["names"]["fi"]["point"], "point")
    for number in range(1, 1000):
        key = name if number == 1 else f"{name}_{number}"
        if point := put_in(session, {"key": key, **values}, "added", actor, now):
            return point
    raise ValueError(f"a thousand service points are called {name}")


def save(
    session: Session, point: ServicePoint, values: Mapping[str, Any], actor: str, now: datetime
) -> Sequence[Booking]:
    """Change columns of a point and lay its times to come anew; whose time is taken back."""
    changed = {name for name, value in values.items() if getattr(point, name) != value}
    if not changed:
        return ()
    for name in changed:
        setattr(point, name, values[name])
    session.flush()
    events.record(session, ("service_point", point.id), None, "changed", "changed", actor, now)
    return diaries.renew(session, point, now, actor, "service_point")
