"""Times and bookings in the tables and in the model, in one and the same shape; and what may never
be in the tables, whatever the model thinks."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from ivr.db import Session
from ivr.models import Booking, Callback, Event, Slot
from tests.properties.inventory import SEATED, Inventory

Rows = dict[str, Any]


def remembered(inventory: Inventory) -> Rows:
    """What the model says that the tables hold."""
    return {
        "times": [
            (one.id, one.capacity, one.kept, *inventory.taken(one))
            for one in sorted(inventory.times.values(), key=lambda time: time.id)
        ],
        "bookings": [
            (b.id, b.time.id, b.time.starts, b.time.kind, b.seat, b.state, b.since, b.holder,
             b.channel, b.until, b.contact, b.version, b.taken)
            for b in inventory.bookings.values()
        ],
    }  # fmt: skip


def kept(session: Session) -> Rows:
    """What the tables do hold."""
    return {
        "times": [
            (one.id, one.capacity, one.kept, one.taken, one.staffed)
            for one in session.scalars(select(Slot).order_by(Slot.id))
        ],
        "bookings": [
            (b.id, b.slot_id, b.starts_at, b.kind, b.seat, b.state, b.state_since, b.holder,
             b.channel, b.held_until, b.contact_id, b.version, b.booked_at)
            for b in session.scalars(select(Booking).order_by(Booking.id))
        ],
    }  # fmt: skip


def newest(session: Session, after: int) -> tuple[int, list[tuple[Any, ...]]]:
    """The journal of bookings since its line `after`; and its last line now."""
    lines = session.scalars(select(Event).where(Event.id > after).order_by(Event.id)).all()
    told = [
        (one.subject_id, one.from_state, one.to_state, one.cause)
        for one in lines
        if one.subject == "booking"
    ]
    return (lines[-1].id if lines else after), told


def complaints(session: Session) -> Iterator[str]:
    bookings = session.scalars(select(Booking)).all()
    seated = [one for one in bookings if one.state in SEATED]
    yield from _places(session, seated)
    yield from _seats(bookings)
    yield from _owed(session, [one for one in bookings if one.state == "displaced"])


def _places(session: Session, seated: list[Booking]) -> Iterator[str]:
    """No time has more bookings than places, one that is closed has none, and a whole line's time
    has those that lie within it."""
    there = Counter(one.slot_id for one in seated)
    slots = {one.id: one for one in session.scalars(select(Slot))}
    within = Counter[int]()
    for slot in slots.values():
        if slot.within_id is not None:
            within[slot.within_id] += slot.taken
    for slot in slots.values():
        if slot.taken != there[slot.id] + within[slot.id] or slot.taken > slot.capacity:
            yield f"time {slot.id} has {slot.taken} of {slot.capacity}, {there[slot.id]} sit there"
    for one in seated:
        if one.starts_at != slots[one.slot_id].starts_at:
            yield f"booking {one.id} is for {one.starts_at}"


def _seats(bookings: list[Booking] | Any) -> Iterator[str]:
    """A booking has one seat, a seat one booking, and none was made for a time gone by."""
    seats = Counter((one.slot_id, one.seat) for one in bookings if one.seat is not None)
    for seat, count in seats.items():
        if count > 1:
            yield f"seat {seat} has {count} bookings"
    for one in bookings:
        if (one.seat is not None) != (one.state in SEATED):
            yield f"booking {one.id} is {one.state} on seat {one.seat}"
        if one.state == "booked" and one.booked_at >= one.starts_at:
            yield f"booking {one.id} was made when its time had begun"


def _owed(session: Session, displaced: list[Booking]) -> Iterator[str]:
    """Whoever we owe a time is to be called, or was called for that; nobody else is."""
    callbacks = session.scalars(select(Callback)).all()
    owed = (one for one in callbacks if one.kind == "callback")
    called = {one.booking_id for one in owed if one.booking_id}
    to_be_called = {one.contact_id for one in callbacks if one.ended_at is None}
    for one in displaced:
        if one.id not in called and one.contact_id not in to_be_called:
            yield f"nobody calls for booking {one.id}"
    for booking_id in called - {one.id for one in displaced}:
        yield f"a call is owed for booking {booking_id}, which is not displaced"
