"""A booked phone time comes due: shortly before its minute it becomes work like any other.

Until then it is a booking alone, so the queue knows nothing of the many that are still to come.
From then on it is a callback that waits for its minute; `arrived_at` is that minute.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from flows.rules.languages import Language
from flows.rules.order import Kind, Lane, place
from ivr.db import Find, UtcDateTime, ago, ahead, racing_insert, spelt
from ivr.models import Booking, Callback, Promise
from ivr.services import booking_moves, callbacks, events, tallies

EARLY: Final = timedelta(minutes=2)
"""So long before its minute a phone time is handed over."""
LEFT_OPEN: Final = timedelta(minutes=5)
"""So long a conversation whose outcome is missing may hold up a phone time of the same citizen."""

KIND: Final[Kind] = "phone_time"
_AT_REST: Final = ("waiting", "ready", "paused")

_KEPT: Final = ("reference_key", "reach", "relay_contact_id", "more_time", "urgent", "next_at")
"""What an agreed call takes over from the request that it absorbs."""

_INSERT = racing_insert(Callback).returning(Callback)
_GIVES_WAY = and_(Callback.state.in_(map(spelt, _AT_REST)), Callback.kind != spelt("cut_off"))
_WAS_LEFT_OPEN = and_(Callback.state == spelt("unfiled"), Booking.starts_at <= ago(LEFT_OPEN))
_HELD_UP = exists().where(
    Callback.contact_id == Booking.contact_id,
    Callback.line_id == Booking.line_id,
    Callback.ended_at.is_(None),
    ~or_(_GIVES_WAY, _WAS_LEFT_OPEN),
)
# Written out: a partial index is only used for what the statement itself says.
DUE: Final[Find] = (
    select(Booking.id)
    .where(
        Booking.kind == spelt("phone_time"),
        Booking.state == spelt("booked"),
        Booking.starts_at <= ahead(EARLY),
        ~_HELD_UP,
    )
    .order_by(Booking.starts_at)
)
"""The phone times to be handed over, the earliest first.

One whose citizen is being called on this line, or is to be called at once after having been
cut off, waits for a later look: she is not called twice at the same time.
"""

_TOLD = (
    update(Promise)
    .where(
        Promise.booking_id == bindparam("of_booking"),
        Promise.from_at == bindparam("at", type_=UtcDateTime()),
    )
    .values(callback_id=bindparam("to_callback"))
    .execution_options(synchronize_session=False)
)
_STILL_HELD = (
    update(Promise)
    .where(Promise.callback_id == bindparam("of_callback"), Promise.score.is_(None))
    .values(callback_id=bindparam("to_callback"))
    .execution_options(synchronize_session=False)
)


def hand_over(session: Session, booking_id: int, now: datetime) -> bool:
    """Make a phone time that is due a callback; whether it had to be, and could be.

    An open request of the same citizen on the same line is absorbed: it ends, and what was promised
    for it is judged by the agreed call. How she can be reached, and what a supervisor has said of
    it, goes over to that call.
    """
    (booking,) = booking_moves.lock(session, booking_id)
    if booking.state != "booked" or now < booking.starts_at - EARLY:
        return False
    contact_id = cast(int, booking.contact_id)  # only a hold is of nobody
    standing = callbacks.standing(session, booking.line_id, contact_id, lock=True)
    if standing and not _gives_way(standing, booking, now):
        return False
    kept = _absorb(session, standing, now) if standing else {}
    callback = session.scalar(_INSERT, _row(booking, kept, now))
    if callback is None:  # a request was faster: it is absorbed at the next look
        return False
    tallies.shift(session, callback.line_id, callback.language, None, "waiting")
    subject = ("callback", callback.id)
    events.record(session, subject, None, "waiting", "booked_time", "system", now)
    booking_moves.change(session, booking, "called", cause="due", actor="system", now=now)
    told = {"of_booking": booking.id, "at": booking.starts_at, "to_callback": callback.id}
    session.execute(_TOLD, told)
    if standing:
        held = {"of_callback": standing.id, "to_callback": callback.id}
        session.execute(_STILL_HELD, held)
    return True


def _gives_way(standing: Callback, booking: Booking, now: datetime) -> bool:
    if standing.state == "unfiled":
        return now >= booking.starts_at + LEFT_OPEN
    return standing.state in _AT_REST and standing.kind != "cut_off"


def _absorb(session: Session, standing: Callback, now: datetime) -> dict[str, Any]:
    """End an open request for the agreed call; what that one keeps of it."""
    cause, actor = "booked_time", "system"
    kept = {name: getattr(standing, name) for name in _KEPT}
    if standing.state == "unfiled":  # it was called
        kept["next_at"] = None
    callbacks.move(session, standing, "cancelled", cause=cause, actor=actor, now=now)
    standing.reference_key = None
    standing.booking_id = None  # of a time that we took back, and still owe
    session.flush()
    return kept


def _row(booking: Booking, kept: Mapping[str, Any], now: datetime) -> dict[str, object]:
    return {
        **kept,
        "contact_id": booking.contact_id,
        "number_source": booking.number_source,
        "line_id": booking.line_id,
        "language": booking.language,
        "kind": KIND,
        "lane": _lane(booking, kept),
        "booking_id": booking.id,
        "state": "waiting",
        "state_since": now,
        "arrived_at": booking.starts_at,
        "not_before": booking.starts_at,
    }


def _lane(booking: Booking, kept: Mapping[str, Any]) -> str:
    stands = place(KIND, kept.get("urgent", False), kept.get("next_at") is not None)
    return Lane(booking.line.key, cast(Language, booking.language), stands).key
