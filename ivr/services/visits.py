"""Visits whose day has gone by: kept, unless somebody has said that the citizen did not come."""

from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.rules.window import local_date
from ivr.db import Find, ago, spelt
from ivr.models import Booking
from ivr.services import booking_moves

Mark = Literal["kept", "missed"]
"""What can be said of a visit once it has begun."""
MARKS: Final[tuple[Mark, ...]] = get_args(Mark)

SAID_WITHIN: Final = timedelta(days=1)
"""So long after a visit it may still be said that it was missed."""

GONE_BY: Final[Find] = (
    select(Booking.id)
    .where(
        Booking.kind == spelt("visit"),
        Booking.state == spelt("booked"),
        Booking.starts_at <= ago(SAID_WITHIN),
    )
    .order_by(Booking.starts_at)
)
"""The visits of which nothing more will be said."""


def keep(session: Session, booking_id: int, now: datetime) -> bool:
    """Note that a visit was kept, if it still is to be noted."""
    (booking,) = booking_moves.lock(session, booking_id)
    if booking.state != "booked" or now < booking.starts_at + SAID_WITHIN:
        return False
    booking_moves.change(session, booking, "kept", cause="gone_by", actor="system", now=now)
    return True


def mark(session: Session, public_id: str, came: Mark, actor: str, now: datetime) -> date | None:
    """Note whether the citizen came to a visit that has begun: its date.

    None where there is nothing to note: it is no visit, hasn't begun, or has been noted already.
    Raises Moved if it goes to another time meanwhile.
    """
    for booking in booking_moves.lock(session, public_id):
        if (booking.kind, booking.state) == ("visit", "booked") and booking.starts_at <= now:
            booking_moves.change(session, booking, came, cause="marked", actor=actor, now=now)
            return local_date(booking.starts_at)
    return None
