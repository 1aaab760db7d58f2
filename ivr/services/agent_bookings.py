"""An agent books, moves and cancels for the citizen before her; caps and horizons don't bind her.

She is offered the times of every service point in their order, and the phone times of the line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.rules.languages import LANGUAGES, Language
from flows.rules.visit_reasons import VisitReason
from flows.rules.window import local_date
from ivr.models import Booking, Diary, Slot
from ivr.services import booking_texts, bookings, diaries, free_times, points, tasks
from ivr.services.bookings import Booked
from ivr.services.cards import Dealing, NotHers
from ivr.services.diaries import NoDiary
from ivr.services.free_times import Free, Part
from ivr.services.month import point_names

OFFERED: Final = 24
"""So many times stand on a page: about two Fridays, or half a day of phone times."""

PHONE: Final = "phone"

_BY_PUBLIC_ID = select(Booking).where(Booking.public_id == bindparam("public_id"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a time may be: a service point with its names, or (no names) by telephone."""

    key: str
    names: Mapping[Language, str]
    languages: Sequence[str]
    diary: Diary


@dataclass(frozen=True, slots=True)
class Choice:
    """The places, the one that was chosen (None where there is none), and its next free times.

    `moving` is the booking for which another time is looked for.
    """

    places: Sequence[Place]
    chosen: Place | None
    times: Sequence[Free]
    moving: Booking | None = None

    @property
    def days(self) -> Mapping[date, Sequence[Free]]:
        """The times by their date in Helsinki."""
        by_day = groupby(self.times, lambda time: local_date(time.starts_at))
        return {day: list(times) for day, times in by_day}

    @property
    def more_after(self) -> datetime | None:
        """After which moment further times may follow."""
        return self.times[-1].starts_at if len(self.times) == OFFERED else None


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be said of a booking: whether a text goes out, or else its code to be told."""

    booking: Booking
    texted: bool
    code: str | None


def choice(
    session: Session,
    dealing: Dealing,
    now: datetime,
    *,
    place: str = "",
    part: Part | None = None,
    after: datetime | None = None,
    moving: str = "",
) -> Choice:
    """The free times of a place, by default of where the citizen has a visit, else of the first.

    Raises NotHers if the booking to be moved is not this citizen's.
    """
    booking = find(session, dealing, moving) if moving else None
    places = list(_places(session, dealing, booking))
    chosen = _chosen(session, dealing, places, place, booking, now)
    times = (
        free_times.free(session, chosen.diary, now, "staff", part, OFFERED, after) if chosen else ()
    )
    return Choice(places, chosen, times, booking)


def book(
    session: Session, dealing: Dealing, slot_id: int, reason: VisitReason, now: datetime
) -> Told | Literal["taken"]:
    """Book a time for the citizen; a visit has its `reason`, a phone time needs none.

    What somebody was to do about it is done. Raises NotHers if there is no such time.
    """
    slot = _slot(session, slot_id)
    is_visit = slot.diary.point_id is not None
    booked = bookings.book_now(
        session,
        slot_id,
        dealing.contact,
        line_id=slot.diary.line_id or dealing.line.id,
        language=_language(slot, dealing),
        staff_id=dealing.agent.id,
        reason=reason if is_visit else None,
        now=now,
    )
    if not isinstance(booked, Booked):
        return "taken"
    if is_visit:
        _fulfil(session, dealing, now)
    return _told(session, booked.booking)


def move(
    session: Session, dealing: Dealing, public_id: str, slot_id: int, now: datetime
) -> Told | Literal["taken"]:
    """Give a booking of the citizen's another time; the old one stays hers if that is taken.

    Raises NotHers if it is not this citizen's, or if there is no such time.
    """
    booking, slot = find(session, dealing, public_id), _slot(session, slot_id)
    moved = bookings.move(session, booking, slot.id, dealing.actor, now, dealing.agent.id)
    return _told(session, booking) if moved else "taken"


def cancel(session: Session, dealing: Dealing, public_id: str, now: datetime) -> Booking | None:
    """Cancel a booking of the citizen's; None if it is over already. Raises NotHers."""
    booking = find(session, dealing, public_id)
    gone = bookings.cancel(session, booking, "cancelled", dealing.actor, now)
    return booking if gone else None


def find(session: Session, dealing: Dealing, public_id: str) -> Booking:
    """A booking of the citizen's. Raises NotHers."""
    booking = session.scalar(_BY_PUBLIC_ID, {"public_id": public_id})
    if booking is None or booking.contact_id != dealing.contact.id:
        raise NotHers(f"staff {dealing.agent.id} has no booking {public_id} before her")
    return booking


def _places(session: Session, dealing: Dealing, moving: Booking | None) -> Iterator[Place]:
    """A visit may go to another service point, a phone time to another hour of its line."""
    if moving is None or moving.kind == "visit":
        for point in points.every(session):
            try:
                diary = diaries.of_point(session, point.id)
            except NoDiary:
                continue
            yield Place(f"point:{point.key}", point_names(point), point.languages, diary)
    if moving is None or moving.kind == "phone_time":
        line_id = moving.line_id if moving else dealing.line.id
        language = moving.language if moving else dealing.language
        phone = diaries.of_line(session, line_id, language)
        if phone is not None:
            yield Place(PHONE, {}, LANGUAGES, phone)


def _chosen(
    session: Session,
    dealing: Dealing,
    places: Sequence[Place],
    key: str,
    moving: Booking | None,
    now: datetime,
) -> Place | None:
    by_key = {one.key: one for one in places}
    if key in by_key:
        return by_key[key]
    known = [moving] if moving else bookings.open_of(session, dealing.contact.id, now)
    visited = {one.slot.diary_id for one in known if one.kind == "visit"}
    usual = (one for one in places if one.diary.id in visited)
    return next(usual, None) or next(iter(places), None)


def _slot(session: Session, slot_id: int) -> Slot:
    slot = session.get(Slot, slot_id)
    if slot is None:
        raise NotHers(f"there is no time {slot_id}")
    return slot


def _language(slot: Slot, dealing: Dealing) -> Language:
    return next((one for one in LANGUAGES if one == slot.diary.language), dealing.language)


def _fulfil(session: Session, dealing: Dealing, now: datetime) -> None:
    """Whatever visit was to be booked for the citizen, unless a colleague has taken that up."""
    for task in tasks.undone_for(session, dealing.contact.id):
        agent_id = dealing.agent.id
        if task.kind == "book_visit" and tasks.take(session, task.public_id, agent_id, now):
            tasks.done(session, task.public_id, agent_id, "booked", now)


def _told(session: Session, booking: Booking) -> Told:
    texted = booking_texts.tells_when(session, booking)
    return Told(booking, texted, None if texted else booking.code)
