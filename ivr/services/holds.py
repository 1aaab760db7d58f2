"""Holding a time for a caller who listens, or for who fills in a page: others can't take it.

A hold ends by itself. Its holder has one at a time; the next one replaces it.
"""

from datetime import datetime, timedelta
from typing import Any, Final, Literal, cast

from sqlalchemy import BindParameter, Table, bindparam, case, select, update
from sqlalchemy.orm import Session

from flows.rules.languages import Language
from flows.rules.times import By
from ivr import perils
from ivr.db import Find, Prepared, ago, plainly, spelt
from ivr.models import Booking, Slot
from ivr.services import booking_moves, places
from ivr.services.moves import Moved

Channel = Literal["phone", "web", "staff"]

HELD_FOR: Final = timedelta(minutes=10)
"""No page is filled in for longer, and no caller listens for longer without a key."""
AFTER_CALL: Final = timedelta(minutes=2)
"""A call that has ended may have been cut off: whoever calls at once gets the time again."""

_HELD = Booking.state == spelt("held")
_OF_HOLDER = select(Booking.id, Booking.slot_id).where(
    Booking.holder == bindparam("of_holder"), _HELD
)
EXPIRED: Final[Find] = select(Booking.id).where(_HELD, Booking.held_until <= ago())
"""The holds that have come to their end."""
_UNTIL: BindParameter[datetime] = bindparam("at_most", type_=Booking.held_until.type)
_SHORTEN = Prepared(
    update(cast(Table, Booking.__table__))
    .where(Booking.holder == bindparam("of_holder"), _HELD)
    .values(held_until=case((Booking.held_until > _UNTIL, _UNTIL), else_=Booking.held_until))
)


def of_call(call_id: int) -> str:
    """The holder that a call is."""
    return f"call:{call_id}"


def hold(
    session: Session,
    slot_id: int,
    holder: str,
    *,
    line_id: int,
    language: Language,
    channel: Channel,
    now: datetime,
    call_id: int | None = None,
) -> Booking | None:
    """Hold a place of a time; None if it can't be taken any more, and then nothing has changed.

    `holder` is who holds it: `of_call(…)`, `web:…` or `staff:…`. What was held before is given
    back; the same time again is held for longer. Raises Moved if the holder is faster elsewhere.
    """
    earlier = session.execute(_OF_HOLDER, {"of_holder": holder}).first()
    places.lock(session, [slot_id, earlier.slot_id] if earlier else [slot_id])
    if earlier and earlier.slot_id == slot_id:
        return _longer(session, earlier.id, now)
    slot = session.get_one(Slot, slot_id)
    seat = take(session, slot, "staff" if channel == "staff" else "citizen", now)
    if seat is None:
        return None
    if earlier:
        let_go(session, earlier.id, "replaced", now)
    asked = {"holder": holder, "line_id": line_id, "language": language, "channel": channel}
    return _begin(session, slot, seat, {**asked, "call_id": call_id}, now)


def again(session: Session, expired: Booking, now: datetime) -> Booking | None:
    """Hold what was held before once more; None if it can't be taken any more."""
    return hold(
        session,
        expired.slot_id,
        expired.holder,
        line_id=expired.line_id,
        language=cast(Language, expired.language),
        channel=cast(Channel, expired.channel),
        now=now,
        call_id=expired.call_id,
    )


def let_go(session: Session, booking_id: int, cause: str, now: datetime) -> bool:
    """Give a held place back; whether it still was held."""
    booking = _locked(session, booking_id)
    if booking is None or booking.state != "held":
        return False
    booking_moves.change(session, booking, "released", cause=cause, actor="system", now=now)
    return True


def ended(session: Session, call_id: int, now: datetime) -> None:
    """The call is over: what it holds is held a moment longer."""
    values = {"of_holder": of_call(call_id), "at_most": now + AFTER_CALL}
    _SHORTEN.run(plainly(session), values)


def expire(session: Session, booking_id: int, now: datetime) -> bool:
    """Give a place back that has been held for too long; whether it still was."""
    booking = _locked(session, booking_id)
    if booking is None or booking.held_until is None or now < booking.held_until:
        return False
    return let_go(session, booking_id, "expired", now)


def _longer(session: Session, booking_id: int, now: datetime) -> Booking:
    booking = _locked(session, booking_id)
    if booking is None or booking.state != "held":
        raise Moved(f"booking {booking_id} is no longer held")
    booking.held_until = now + HELD_FOR
    return booking


def take(session: Session, slot: Slot, by: By, now: datetime) -> int | None:
    """Take a place of a locked time: the seat; None if it isn't offered or no place is left."""
    return places.take(session, slot, by, now) if _is_offered(slot, by) else None


def kind_of(slot: Slot) -> str:
    """What is booked by taking it."""
    return "phone_time" if slot.diary.point_id is None else "visit"


def actor_of(holder: str) -> str:
    """Who it is in the journal that holds."""
    return holder.replace("staff:", "agent:") if holder.startswith("staff:") else "citizen"


def _is_offered(slot: Slot, by: By) -> bool:
    """A service point may have been given up, or leave bookings to its advisers; and a phone time
    is always one in some language."""
    point = slot.diary.point
    if point is None:
        return slot.diary.language is not None
    return point.active and (by == "staff" or not point.adviser_first)


def _begin(
    session: Session, slot: Slot, seat: int, asked: dict[str, Any], now: datetime
) -> Booking:
    held = {"state": "held", "state_since": now, "held_until": now + HELD_FOR}
    facts = {**asked, **held, "kind": kind_of(slot)}
    actor = actor_of(asked["holder"])
    booking = booking_moves.begin(session, slot, seat, facts, cause="held", actor=actor)
    if booking is None:
        raise Moved(f"{asked['holder']} holds another time already")
    perils.reached("held")
    return booking


def _locked(session: Session, booking_id: int) -> Booking | None:
    return next(iter(booking_moves.lock(session, booking_id)), None)
