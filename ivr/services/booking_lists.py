"""Bookings as supervisors read them: of one date, those we owe another time, those not called yet.

Numbers leave here masked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from flows.rules import numbers
from flows.rules.languages import Language
from flows.rules.window import at_local
from ivr.db import UtcDateTime, spelt
from ivr.models import Booking, Callback, Diary, Slot
from ivr.services.month import line_names, point_names

SHOWN: Final = ("booked", "called", "kept", "missed")
MOST: Final = 500
"""So many rows of a list are shown; nobody works through more at once."""

_SLOT = joinedload(Booking.slot).joinedload(Slot.diary)
_WHOLE = (
    joinedload(Booking.contact),
    _SLOT.joinedload(Diary.point),
    _SLOT.joinedload(Diary.line),
)
_OF_DAY = (
    select(Booking)
    .options(*_WHOLE)
    .where(
        Booking.starts_at >= bindparam("begins", type_=UtcDateTime()),
        Booking.starts_at < bindparam("ends", type_=UtcDateTime()),
        Booking.state.in_(map(spelt, SHOWN)),
    )
    .order_by(Booking.starts_at, Booking.seat, Booking.id)
    .limit(MOST)
)
_DISPLACED = (
    select(Booking)
    .options(*_WHOLE)
    .where(Booking.state == spelt("displaced"))
    .order_by(Booking.state_since, Booking.id)
    .limit(MOST)
)
_NOT_CALLED = (
    select(Booking)
    .options(*_WHOLE)
    .where(
        Booking.kind == spelt("phone_time"),
        Booking.state == spelt("booked"),
        Booking.starts_at <= bindparam("now", type_=UtcDateTime()),
    )
    .order_by(Booking.starts_at, Booking.id)
    .limit(MOST)
)
_CALLBACKS = select(Callback).where(
    or_(
        Callback.booking_id.in_(bindparam("bookings", expanding=True)),
        Callback.contact_id.in_(bindparam("contacts", expanding=True))
        & Callback.ended_at.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class Row:
    """A booking: `number` masked, empty once erased; `place` a point's name or a line's.

    `order` is the place's among all places, lines first. `seat` is the desk of a visit while it
    is to come.
    """

    id: str
    kind: str
    state: str
    since: datetime
    starts_at: datetime
    place: dict[Language, str]
    order: tuple[int, int]
    seat: int | None
    language: str
    number: str
    reason: str | None
    channel: str
    interpreter: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """A booking whose time we took back, and the callback in which another one is agreed on."""

    booking: Row
    callback: str | None
    state: str | None


def of_day(session: Session, day: date) -> Sequence[Row]:
    """What is and was booked on a date, soonest first."""
    begins, ends = at_local(day, time()), at_local(day + timedelta(days=1), time())
    return [row(one) for one in session.scalars(_OF_DAY, {"begins": begins, "ends": ends})]


def owed(session: Session) -> Sequence[Owed]:
    """To whom we owe another time, the longest waiting first."""
    displaced = session.scalars(_DISPLACED).all()
    callbacks = _callbacks(session, displaced)
    return [_owed(one, callbacks) for one in displaced]


def not_called(session: Session, now: datetime) -> Sequence[Row]:
    """Booked phone times that have begun without having come into the queue."""
    return [row(one) for one in session.scalars(_NOT_CALLED, {"now": now})]


def row(booking: Booking) -> Row:
    """A booking as it is shown."""
    diary, contact = booking.slot.diary, booking.contact
    number = contact and contact.number
    return Row(
        id=booking.public_id,
        kind=booking.kind,
        state=booking.state,
        since=booking.state_since,
        starts_at=booking.starts_at,
        place=point_names(diary.point) if diary.point else line_names(booking.line),
        order=(diary.point.position, diary.point.id) if diary.point else (0, booking.line_id),
        seat=booking.seat,
        language=booking.language,
        number=numbers.masked(number) if number else "",
        reason=booking.reason,
        channel=booking.channel,
        interpreter=booking.interpreter,
    )


def _callbacks(session: Session, displaced: Iterable[Booking]) -> Sequence[Callback]:
    of = {
        "bookings": [one.id for one in displaced],
        "contacts": [one.contact_id for one in displaced],
    }
    return session.scalars(_CALLBACKS, of).all() if of["bookings"] else ()


def _owed(booking: Booking, callbacks: Sequence[Callback]) -> Owed:
    """Its own callback, or the open one of the same citizen and line that stands for it."""
    found = [one for one in callbacks if _is_for(booking, one)]
    best: Any = min(found, key=lambda one: (one.ended_at is not None, -one.id), default=None)
    return Owed(row(booking), best and best.public_id, best and best.state)


def _is_for(booking: Booking, callback: Callback) -> bool:
    theirs = (callback.contact_id, callback.line_id) == (booking.contact_id, booking.line_id)
    return callback.booking_id == booking.id or (theirs and callback.ended_at is None)
