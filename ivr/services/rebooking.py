"""A booking goes to another time: the old one is kept until the new one is stored."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from ivr import perils
from ivr.models import Booking, Slot
from ivr.services import admissions, agreed, booking_moves, booking_texts, holds, owed, tasks


def move(
    session: Session,
    booking: Booking,
    to: int | Booking,
    actor: str,
    now: datetime,
    staff_id: int | None = None,
) -> bool:
    """Move a booking to a free time (its id) or to one that is held for it; whether it could be.

    If not, it is as it was. A phone time stays one of the same line; a visit may go to another
    service point. `staff_id`: of the agent who moves it. Raises Moved in a race.
    """
    held_id, target = (to.id, to.slot_id) if isinstance(to, Booking) else (None, to)
    keys = [key for key in (booking.id, held_id) if key is not None]
    locked = {one.id: one for one in booking_moves.lock(session, *keys, slot_ids=[target])}
    mine, held = locked[booking.id], locked.get(held_id or 0)
    slot = session.get_one(Slot, target)
    if not booking_moves.is_open(mine, actor, now) or not _fits(mine, slot):
        return False
    if mine.slot_id == target and mine.state == "booked":
        return _stay(session, held, now)
    contact_id = cast(int, mine.contact_id)  # only a hold is of nobody
    if admissions.is_called_then(session, contact_id, slot, now, mine.id):
        return False
    channel = _channel(mine, held, staff_id)
    seat = _seat(session, slot, held, channel, now)
    if seat is None:
        return False
    by = {"channel": channel} if staff_id is None else {"channel": channel, "staff_id": staff_id}
    _go(session, mine, slot, actor, now, {"seat": seat, **by})
    return True


def _fits(booking: Booking, slot: Slot) -> bool:
    if holds.kind_of(slot) != booking.kind:
        return False
    return booking.kind == "visit" or slot.diary.line_id == booking.line_id


def _stay(session: Session, held: Booking | None, now: datetime) -> bool:
    """It is where it is to go; what was held for it beside is given back."""
    if held is not None:
        holds.let_go(session, held.id, "replaced", now)
    return True


def _seat(
    session: Session, slot: Slot, held: Booking | None, channel: str, now: datetime
) -> int | None:
    """The seat held for it, or else a free one."""
    if held is not None and held.state == "held" and now < held.starts_at:
        seat = held.seat
        booking_moves.change(
            session,
            held,
            "released",
            cause="taken_up",
            actor=holds.actor_of(held.holder),
            now=now,
            passing_on=True,
        )
        return seat
    return holds.take(session, slot, "staff" if channel == "staff" else "citizen", now)


def _channel(booking: Booking, held: Booking | None, staff_id: int | None) -> str:
    """By which way the new place is taken, which is how it will be given back."""
    if held is not None:
        return held.channel
    if staff_id is not None:
        return "staff"
    return "phone" if booking.channel == "staff" else booking.channel


def _go(
    session: Session,
    booking: Booking,
    slot: Slot,
    actor: str,
    now: datetime,
    place: dict[str, Any],
) -> None:
    was = booking.state
    booking_moves.change(
        session,
        booking,
        "booked",
        cause="moved",
        actor=actor,
        now=now,
        slot_id=slot.id,
        starts_at=slot.starts_at,
        language=slot.diary.language or booking.language,
        version=booking.version + 1,
        **place,
    )
    if was == "displaced":
        owed.forgive(session, booking, actor, now)
    tasks.interpreter_again(session, booking, actor, now)
    agreed.tell(session, booking, now)
    booking_texts.tell(session, booking, "moved", now)
    perils.reached("moved")
