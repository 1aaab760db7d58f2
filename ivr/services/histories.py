"""Histories: the journal as people read it, with names instead of ids and numbers masked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from flows.rules import numbers
from ivr.models import Booking, Callback, Contact, Event, Export, Line, ServicePoint, Staff
from ivr.services import queue

_OF_CALLBACK = (
    select(Event)
    .join(Callback, Callback.id == Event.subject_id)
    .where(Event.subject == "callback", Callback.public_id == bindparam("public_id"))
    .order_by(Event.id)
)
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_NUMBERS = (
    select(Callback.id, Contact.number)
    .join(Contact, Contact.id == Callback.contact_id)
    .where(Callback.id.in_(_IDS))
)
_BOOKED = (
    select(Booking.id, Contact.number)
    .join(Contact, Contact.id == Booking.contact_id)
    .where(Booking.id.in_(_IDS))
)
_POINTS = select(ServicePoint.id, ServicePoint.key).where(ServicePoint.id.in_(_IDS))
_STAFF = select(Staff.id, Staff.name).where(Staff.id.in_(_IDS))
_LINES = select(Line.id, Line.key).where(Line.id.in_(_IDS))
_EXPORTS = select(Export.id, Export.first, Export.last, Export.rows).where(Export.id.in_(_IDS))
_PEOPLE = ("staff", "login", "audit")


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the journal. `what` names its subject: a masked number, a login name, the key of
    a line or point, or nothing; `who` is the member of the staff who did it, if it was one."""

    at: datetime
    subject: str
    what: str
    from_: str | None
    to: str
    cause: str
    role: str
    who: str


def recent(session: Session, most: int = 20) -> Sequence[Happening]:
    """What happened last, the latest first."""
    return told(session, queue.last_events(session, most))


def of_callback(session: Session, public_id: str) -> Sequence[Happening]:
    """All that happened to a callback, from its beginning on."""
    return told(session, session.scalars(_OF_CALLBACK, {"public_id": public_id}).all())


def told(session: Session, events: Sequence[Event]) -> Sequence[Happening]:
    """Lines of the journal with their names, in the order in which they are given."""
    staff = _find(session, _STAFF, {*_subjects(events, *_PEOPLE), *_actors(events)})
    known = {
        "callback": _masked(_find(session, _NUMBERS, _subjects(events, "callback"))),
        "booking": _masked(_find(session, _BOOKED, _subjects(events, "booking"))),
        "service_point": _find(session, _POINTS, _subjects(events, "service_point")),
        "line": _find(session, _LINES, _subjects(events, "line")),
        "export": _exports(session, _subjects(events, "export")),
        **dict.fromkeys(_PEOPLE, staff),
    }
    return [_happening(event, known, staff) for event in events]


def _happening(
    event: Event, known: Mapping[str, Mapping[int, str]], staff: Mapping[int, str]
) -> Happening:
    role, _, who = event.actor.partition(":")
    return Happening(
        at=event.at,
        subject=event.subject,
        what=known.get(event.subject, {}).get(event.subject_id, ""),
        from_=event.from_state,
        to=event.to_state,
        cause=event.cause,
        role=role,
        who=staff.get(int(who), "") if who else "",
    )


def _subjects(events: Iterable[Event], *kinds: str) -> set[int]:
    return {event.subject_id for event in events if event.subject in kinds}


def _actors(events: Iterable[Event]) -> set[int]:
    numbered = (event.actor.partition(":")[2] for event in events)
    return {int(number) for number in numbered if number}


def _find(session: Session, statement: Any, ids: set[int]) -> dict[int, Any]:
    return dict(session.execute(statement, {"ids": sorted(ids)}).all()) if ids else {}


def _exports(session: Session, ids: set[int]) -> dict[int, str]:
    """The days of lists that were taken out, and how many rows they had."""
    found = session.execute(_EXPORTS, {"ids": sorted(ids)}) if ids else ()
    return {key: f"{first:%d.%m.%Y}–{last:%d.%m.%Y}, {rows}" for key, first, last, rows in found}


def _masked(found: Mapping[int, str | None]) -> dict[int, str]:
    return {key: numbers.masked(number) for key, number in found.items() if number}
