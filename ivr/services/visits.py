"""Visits whose day has gone by: kept, unless somebody has said that the citizen did not come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.orm import Session

from ivr.models import Booking
from ivr.services import booking_moves

SAID_WITHIN: Final = timedelta(days=1)
"""So long after a visit it may still be said that it was missed."""

_GONE_BY = (
    select(Booking.id)
    .where(
        Booking.kind == literal_column("'visit'"),
        Booking.state == literal_column("'booked'"),
        Booking.starts_at <= bindparam("before", type_=Booking.starts_at.type),
    )
    .order_by(Booking.starts_at)
)


def gone_by(session: Session, now: datetime) -> Sequence[int]:
    """The visits of which nothing more will be said."""
    return session.scalars(_GONE_BY, {"before": now - SAID_WITHIN}).all()


def keep(session: Session, booking_id: int, now: datetime) -> bool:
    """Note that a visit was kept, if it still is to be noted."""
    (booking,) = booking_moves.lock(session, booking_id)
    if booking.state != "booked" or now < booking.starts_at + SAID_WITHIN:
        return False
    booking_moves.change(session, booking, "kept", cause="gone_by", actor="system", now=now)
    return True
