"""The places of times: the only hand that takes one or gives one back.

A phone time in a language lies within the time of its whole line, and takes a place in both.
Rows are always locked in one order, so that nobody waits for each other: first times that lie
within no other, then the rest, each by id; bookings only after the times they sit in.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Date, Integer, bindparam, case, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from flows.rules.times import By, Rhythm, Terms, terms
from ivr.db import UtcDateTime, spelt
from ivr.models import Booking, Diary, Slot
from ivr.services.policy import Policy

_WITHIN = select(Slot.id, Slot.within_id).where(Slot.id.in_(bindparam("ids", expanding=True)))
_LOCK = (
    select(Slot)
    .where(Slot.id.in_(bindparam("ids", expanding=True)))
    .order_by(Slot.within_id.is_not(None), Slot.id)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_OF_SLOT = bindparam("of_slot", type_=Integer)
_BY_STAFF = bindparam("by_staff", type_=Integer)
SEATED: Final = Booking.state.in_((spelt("held"), spelt("booked")))
"""Written out: a partial index is only used for what the statement itself says."""
_SEATS = select(Booking.seat).where(Booking.slot_id == _OF_SLOT, SEATED)


def is_open(slot: Any) -> tuple[Any, ...]:
    """The conditions, on `Slot` or an alias of it, under which a place may be taken."""
    kept = case((slot.kept > slot.staffed, slot.kept - slot.staffed), else_=0)
    return (
        slot.starts_at >= bindparam("earliest", type_=UtcDateTime()),
        slot.local_date <= bindparam("last", type_=Date()),
        slot.taken < slot.capacity,
        or_(
            slot.local_date <= bindparam("kept_until", type_=Date()),
            slot.capacity - slot.taken > kept,
        ),
    )


_TAKE = (
    update(Slot)
    .where(Slot.id == _OF_SLOT, *is_open(Slot))
    .values(taken=Slot.taken + 1, staffed=Slot.staffed + _BY_STAFF)
    .returning(Slot.capacity)
    .execution_options(synchronize_session=False)
)
_GIVE_BACK = (
    update(Slot)
    .where(Slot.id == _OF_SLOT)
    .values(taken=Slot.taken - 1, staffed=Slot.staffed - _BY_STAFF)
    .execution_options(synchronize_session=False)
)


def rhythm(diary: Diary) -> Rhythm:
    """How a diary is laid out and opened: by its service point, or by the line's policy."""
    if diary.point is None:
        return Policy.read(diary.line.policy if diary.line else {}).phone_times.rhythm
    point = diary.point
    return Rhythm(
        length=timedelta(minutes=point.slot_minutes),
        buffer=timedelta(minutes=point.buffer_minutes),
        notice=timedelta(minutes=point.notice_minutes),
        horizon=timedelta(days=point.horizon_days),
        kept=point.kept_share,
        kept_days=point.kept_days,
    )


def on_terms(offered: Terms) -> dict[str, object]:
    """The values for the conditions of `is_open`."""
    return {
        "earliest": offered.earliest,
        "last": offered.last,
        "kept_until": offered.kept_until,
    }


def lock(session: Session, slot_ids: Iterable[int]) -> None:
    """Lock times and those they lie within, in the order in which everybody does.

    Whoever touches more than one time, or a booking and its time, does this first.
    """
    pairs = session.execute(_WITHIN, {"ids": list(slot_ids)}).all()
    ids = {one for pair in pairs for one in pair if one is not None}
    session.scalars(_LOCK, {"ids": sorted(ids)}).all()


def take(session: Session, slot: Slot, by: By, now: datetime) -> int | None:
    """Take a place of a time: the seat; None if none may be taken any more."""
    facts = _staffed(by) | on_terms(terms(rhythm(slot.diary), by, now))
    if slot.within_id is not None and _take(session, slot.within_id, facts) is None:
        return None
    capacity = _take(session, slot.id, facts)
    if capacity is None:
        if slot.within_id is not None:
            _give_back(session, slot.within_id, _staffed(by))
        return None
    return _seat(session, slot.id, capacity, by)


def give_back(session: Session, slot: Slot, by: By) -> None:
    """Give back a place that was taken `by` such."""
    for slot_id in (slot.within_id, slot.id):
        if slot_id is not None:
            _give_back(session, slot_id, _staffed(by))


def _staffed(by: By) -> dict[str, object]:
    return {"by_staff": int(by == "staff")}


def _take(session: Session, slot_id: int, facts: dict[str, object]) -> int | None:
    capacity = session.scalar(_TAKE, {"of_slot": slot_id, **facts})
    _forget(session, slot_id)
    return capacity


def _give_back(session: Session, slot_id: int, facts: dict[str, object]) -> None:
    session.execute(_GIVE_BACK, {"of_slot": slot_id, **facts})
    _forget(session, slot_id)


def _forget(session: Session, slot_id: int) -> None:
    """What a loaded row says of its places is no longer true."""
    known = session.identity_map.get(identity_key(Slot, slot_id))
    if known is not None:
        session.expire(known, ["taken", "staffed"])


def _seat(session: Session, slot_id: int, capacity: int, by: By) -> int:
    """Citizens sit from the first seat on, staff from the last: they seldom meet."""
    occupied = set(session.scalars(_SEATS, {"of_slot": slot_id}))
    free = [seat for seat in range(1, capacity + 1) if seat not in occupied]
    return free[-1] if by == "staff" else free[0]
