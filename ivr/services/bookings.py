"""Bookings: a held time becomes somebody's, goes to another time, is cancelled or taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from flows.rules.languages import Language
from flows.rules.numbers import Source
from ivr import perils
from ivr.db import spelt
from ivr.models import Booking, Contact, Slot
from ivr.services import (
    admissions,
    agreed,
    booking_moves,
    booking_texts,
    codes,
    holds,
    owed,
    places,
    tasks,
)
from ivr.services.contacts import Keyer
from ivr.services.moves import Moved
from ivr.services.rebooking import move

__all__ = [
    "Booked",
    "Refusal",
    "book_now",
    "cancel",
    "confirm",
    "displace",
    "lock",
    "move",
    "open_of",
]

Refusal = Literal["taken", "limit", "refused"]

_OPEN = (
    select(Booking)
    .where(
        Booking.contact_id == bindparam("contact_id"),
        or_(Booking.state == spelt("displaced"), admissions.AHEAD),
    )
    .order_by(Booking.starts_at, Booking.id)
)


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking, and the eight digits to be told for it once: they are kept nowhere."""

    booking: Booking
    reference: str | None = None


def lock(session: Session, key: int | str) -> Booking | None:
    """A booking by its id or public id, locked with its time. Raises Moved if it goes meanwhile."""
    return next(iter(booking_moves.lock(session, key)), None)


def open_of(session: Session, contact_id: int, now: datetime) -> Sequence[Booking]:
    """What is booked for a contact and still to come, and what we owe it; the soonest first."""
    return session.scalars(_OPEN, {"contact_id": contact_id, "now": now}).all()


def confirm(
    session: Session,
    held: Booking,
    contact: Contact,
    source: Source,
    *,
    code: bool,
    keyer: Keyer,
    now: datetime,
    reason: str | None = None,
    staff_id: int | None = None,
    reference: str | None = None,
) -> Booked | Refusal:
    """Make a held time the contact's; a hold that has expired is taken again if it can be.

    `taken`: it is somebody else's, closed, or has begun, or there will be a call at that minute
    already. `code`: texts carry four digits; otherwise eight digits are to be told, which are new
    unless a `reference` that nothing else has is given. `staff_id`: an agent books, and caps
    don't count.
    """
    mine = _still_held(session, held, now)
    if mine is None:
        return "taken"
    if admissions.is_called_then(session, contact.id, mine.slot, now):
        return "taken"
    refusal = admissions.refusal(session, mine, contact, source, now) if staff_id is None else None
    if refusal is not None:
        return refusal
    named = _Named.anew(session, keyer, code, reference)
    facts = {**_facts(contact, source, reason, now), **named.columns, "staff_id": staff_id}
    actor = holds.actor_of(mine.holder)
    booking_moves.change(session, mine, "booked", cause="booked", actor=actor, now=now, **facts)
    agreed.tell(session, mine, now)
    booking_texts.tell(session, mine, "booked", now)
    perils.reached("booked")
    return Booked(mine, named.reference)


def book_now(
    session: Session,
    slot_id: int,
    contact: Contact,
    *,
    line_id: int,
    language: Language,
    staff_id: int,
    now: datetime,
    reason: str | None = None,
    source: Source = "staff",
) -> Booked | Literal["taken"]:
    """Book a time at once, as an agent does who has the citizen on the line; caps don't count."""
    places.lock(session, [slot_id])
    slot = session.get_one(Slot, slot_id)
    if admissions.is_called_then(session, contact.id, slot, now):
        return "taken"
    seat = holds.take(session, slot, "staff", now)
    if seat is None:
        return "taken"
    facts = {
        **_facts(contact, source, reason, now),
        "kind": holds.kind_of(slot),
        "line_id": line_id,
        "language": language,
        "channel": "staff",
        "staff_id": staff_id,
        "holder": f"staff:{staff_id}",
        "code": codes.new_code(),
        "state": "booked",
        "state_since": now,
    }
    actor = f"agent:{staff_id}"
    booking = booking_moves.begin(session, slot, seat, facts, cause="booked", actor=actor)
    if booking is None:
        raise Moved(f"a seat of time {slot_id} was taken by another way")
    agreed.tell(session, booking, now)
    booking_texts.tell(session, booking, "booked", now)
    return Booked(booking)


def cancel(session: Session, booking: Booking, cause: str, actor: str, now: datetime) -> bool:
    """End a booking that is still to come, and free its place at once; whether it still was."""
    (booking,) = booking_moves.lock(session, booking.id)
    if not booking_moves.is_open(booking, actor, now):
        return False
    was = booking.state
    booking_moves.change(session, booking, "cancelled", cause=cause, actor=actor, now=now)
    if was == "displaced":
        owed.forgive(session, booking, actor, now)
    tasks.interpreter_again(session, booking, actor, now)
    booking_texts.tell(session, booking, "cancelled", now)
    perils.reached("cancelled")
    return True


def displace(session: Session, booking: Booking, cause: str, actor: str, now: datetime) -> bool:
    """Take a time back from who has it: we owe another, and call for that; whether one had it.

    Who takes back several at once locks their times beforehand, all together.
    """
    (booking,) = booking_moves.lock(session, booking.id)
    if booking.state == "held":
        return holds.let_go(session, booking.id, cause, now)
    if booking.state != "booked":
        return False
    booking_moves.change(session, booking, "displaced", cause=cause, actor=actor, now=now)
    agreed.give_up(session, booking, now)
    tasks.interpreter_again(session, booking, actor, now)
    owed.owe(session, booking, now)
    booking_texts.tell(session, booking, "displaced", now)
    perils.reached("displaced")
    return True


def _still_held(session: Session, held: Booking, now: datetime) -> Booking | None:
    """The hold, if its time has not begun; another one if it expired and the time is still free."""
    (booking,) = booking_moves.lock(session, held.id)
    if booking.state == "held":
        return booking if now < booking.starts_at else None
    if booking.state != "released":
        return None
    return holds.again(session, booking, now)


@dataclass(frozen=True, slots=True)
class _Named:
    """By which digits a booking is known."""

    columns: dict[str, Any]
    reference: str | None

    @classmethod
    def anew(
        cls, session: Session, keyer: Keyer, code: bool, reference: str | None = None
    ) -> "_Named":
        columns = {"code": codes.new_code()} if code else {}
        if code and reference is None:
            return cls(columns, None)
        digits = reference or codes.new_reference(session, keyer)
        return cls({**columns, "reference_key": codes.reference_key(keyer, digits)}, digits)


def _facts(contact: Contact, source: Source, reason: str | None, now: datetime) -> dict[str, Any]:
    return {
        "contact_id": contact.id,
        "number_source": source,
        "reason": reason,
        "booked_at": now,
    }
