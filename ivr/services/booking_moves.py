"""The only ways in which a booking changes its state: guarded, written down, its place with it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from flows.rules.states import BOOKING_MOVES, BookingState, may_move
from flows.rules.times import By
from ivr.db import racing_insert
from ivr.models import Booking, Slot
from ivr.services import events, places
from ivr.services.moves import Moved

SEATED: Final = frozenset({"held", "booked"})
ENDED: Final = frozenset(state.value for state, moves in BOOKING_MOVES.items() if not moves)

_PLACE = select(Booking.id, Booking.slot_id)
_INSERT = racing_insert(Booking).returning(Booking)


def by_whom(booking: Booking) -> By:
    """By whom its present place was taken."""
    return "staff" if booking.channel == "staff" else "citizen"


def is_open(booking: Booking, actor: str, now: datetime) -> bool:
    """Whether it may still be changed: once its time has begun, by staff alone."""
    if booking.state == "displaced":
        return True
    return booking.state == "booked" and (now < booking.starts_at or actor != "citizen")


def lock(session: Session, *keys: int | str, slot_ids: Iterable[int] = ()) -> list[Booking]:
    """Bookings by id or public id, locked after their times and `slot_ids`, in everybody's order.

    Those that don't exist are left out; the rest come in the order of their ids. Raises Moved if
    one of them goes to another time meanwhile.
    """
    found = [row for key in keys if (row := _find(session, key))]
    places.lock(session, {*slot_ids, *(row.slot_id for row in found)})
    locked = [_locked(session, row.id) for row in sorted(found, key=lambda row: row.id)]
    before = {row.id: row.slot_id for row in found}
    for booking in locked:
        if booking.slot_id != before[booking.id]:
            raise Moved(f"booking {booking.id} has gone to another time")
    return locked


def begin(
    session: Session, slot: Slot, seat: int, facts: dict[str, Any], *, cause: str, actor: str
) -> Booking | None:
    """A new booking on a place that was taken for it; None if its holder holds another one."""
    row = {"slot_id": slot.id, "seat": seat, "starts_at": slot.starts_at, **facts}
    booking = session.scalar(_INSERT, row)
    if booking is not None:
        subject, since = ("booking", booking.id), booking.state_since
        events.record(session, subject, None, booking.state, cause, actor, since)
    return booking


def change(
    session: Session,
    booking: Booking,
    to: str,
    *,
    cause: str,
    actor: str,
    now: datetime,
    passing_on: bool = False,
    **changes: object,
) -> None:
    """Move a locked booking to another state, with `changes` of its other columns.

    With a new `slot_id` and `seat`, whose place has been taken, it goes to another time. The place
    that it leaves is free at once, unless it is `passing_on` that place to another booking. Raises
    Moved if it is no longer as it was read, or if there is no such move.
    """
    here = booking.state
    if not may_move(BookingState(here), BookingState(to)):
        raise Moved(f"booking {booking.id} can't go from {here} to {to}")
    goes = to not in SEATED or "slot_id" in changes
    if here in SEATED and goes and not passing_on:
        places.give_back(session, session.get_one(Slot, booking.slot_id), by_whom(booking))
    _write(session, booking, {"state": to, "state_since": now, **_leaving(to, now), **changes})
    events.record(session, ("booking", booking.id), here, to, cause, actor, now)


def _leaving(to: str, now: datetime) -> dict[str, object]:
    """What a state takes away: the hold, the seat and, at the end, the code that texts carry."""
    values: dict[str, object] = {} if to == "held" else {"held_until": None}
    if to not in SEATED:
        values["seat"] = None
    if to in ENDED:
        values |= {"ended_at": now, "code": None}
    return values


def _write(session: Session, booking: Booking, values: dict[str, Any]) -> None:
    guarded = (
        update(Booking)
        .where(
            Booking.id == booking.id,
            Booking.state == booking.state,
            Booking.version == booking.version,
        )
        .values(**values)
        .returning(Booking.id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(guarded) is None:
        raise Moved(f"booking {booking.id} is no longer {booking.state}")
    for name, value in values.items():
        set_committed_value(booking, name, value)
    if "slot_id" in values:
        session.expire(booking, ["slot"])


def _find(session: Session, key: int | str) -> Any:
    named = Booking.id == key if isinstance(key, int) else Booking.public_id == key
    return session.execute(_PLACE.where(named)).first()


def _locked(session: Session, booking_id: int) -> Booking:
    return session.get_one(
        Booking, booking_id, with_for_update={"key_share": True}, populate_existing=True
    )
