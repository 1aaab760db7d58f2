"""A callback for each citizen to whom we owe another time, since we have taken the booked one back.

It stands in the queue like any other, until the citizen has another time or wants none.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from flows.rules.ladder import first_call
from flows.rules.languages import Language
from flows.rules.order import Lane
from ivr.db import Find, racing_insert, spelt
from ivr.models import Booking, Callback
from ivr.services import booking_moves, callbacks, events, tallies
from ivr.services.policy import Policy

_INSERT = racing_insert(Callback).returning(Callback)
_UNCALLED = select(Booking.id).where(
    Booking.state == spelt("displaced"),
    ~exists().where(Callback.booking_id == Booking.id),
)
DUE: Final[Find] = _UNCALLED.where(
    ~exists().where(
        Callback.contact_id == Booking.contact_id,
        Callback.line_id == Booking.line_id,
        Callback.ended_at.is_(None),
    )
).order_by(Booking.state_since)
"""Displaced bookings for which no callback stands, and none was made: another one stood."""

_STILL_TO_COME: Final = frozenset({"waiting", "ready", "paused", "offered"})


def settle(session: Session, booking_id: int, now: datetime) -> bool:
    """Put a callback into the queue for a displaced booking; whether there is a new one."""
    (booking,) = booking_moves.lock(session, booking_id)
    return booking.state == "displaced" and owe(session, booking, now)


def owe(session: Session, booking: Booking, now: datetime) -> bool:
    """Put a callback for its citizen into the queue, unless one stands there already."""
    callback = session.scalar(_INSERT, _row(booking, now))
    if callback is None:
        return False
    tallies.shift(session, callback.line_id, callback.language, None, "waiting")
    subject = ("callback", callback.id)
    events.record(session, subject, None, "waiting", "displaced", "system", now)
    return True


def forgive(session: Session, booking: Booking, actor: str, now: datetime) -> None:
    """The citizen has another time, or wants none: nobody need call for that any more, unless
    the same call is to be made for another time that we owe."""
    found = select(Callback).where(Callback.booking_id == booking.id)
    callback = session.scalar(found.with_for_update(key_share=True))
    if callback is None:
        return
    # A phone time will have another callback when it comes.
    callback.booking_id = None if callback.ended_at else _still_owed(session, booking)
    session.flush()
    if callback.booking_id is None and callback.state in _STILL_TO_COME:
        callbacks.move(session, callback, "cancelled", cause="rebooked", actor=actor, now=now)


def _still_owed(session: Session, booking: Booking) -> int | None:
    """Another booking for which the same call is owed."""
    other = _UNCALLED.where(
        Booking.contact_id == booking.contact_id, Booking.line_id == booking.line_id
    )
    return session.scalars(other.order_by(Booking.id)).first()


def _row(booking: Booking, now: datetime) -> dict[str, object]:
    language: Language = booking.language  # type: ignore[assignment]
    return {
        "contact_id": booking.contact_id,
        "number_source": booking.number_source,
        "line_id": booking.line_id,
        "language": language,
        "lane": Lane(booking.line.key, language).key,
        "booking_id": booking.id,
        "state": "waiting",
        "state_since": now,
        "arrived_at": now,
        "not_before": first_call(now, Policy.read(booking.line.policy).ladder),
    }
