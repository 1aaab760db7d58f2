"""What is left when a story is over: the network's ledger, and the rows of the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ivr.db import Session
from ivr.models import (
    Attempt,
    Booking,
    CalendarDay,
    Call,
    Callback,
    Closure,
    Contact,
    Diary,
    Event,
    Line,
    Message,
    Promise,
    ServicePoint,
    Slot,
    Staff,
    Tally,
)
from ivr.simnet.findings import Finding
from ivr.simnet.legs import Leg
from ivr.simnet.texts import Text
from tests.stories.probes import Probes, probe
from tests.stories.world import World


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes with which the product answered a webhook of the call `sid`."""

    at: datetime
    sid: str
    body: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The first part was written by the network, which the product can't touch."""

    legs: tuple[Leg, ...] = ()
    texts: tuple[Text, ...] = ()
    answers: tuple[Answer, ...] = ()
    problems: tuple[Finding, ...] = ()
    probes: Probes = field(default_factory=Probes)

    callbacks: tuple[Callback, ...] = ()
    bookings: tuple[Booking, ...] = ()
    slots: tuple[Slot, ...] = ()
    diaries: tuple[Diary, ...] = ()
    points: tuple[ServicePoint, ...] = ()
    calls: tuple[Call, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    promises: tuple[Promise, ...] = ()
    messages: tuple[Message, ...] = ()
    events: tuple[Event, ...] = ()
    tallies: tuple[Tally, ...] = ()
    contacts: tuple[Contact, ...] = ()
    staff: tuple[Staff, ...] = ()
    days: tuple[CalendarDay, ...] = ()
    closures: tuple[Closure, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def to_citizens(self) -> tuple[Leg, ...]:
        return tuple(leg for leg in self.legs if leg.direction == "outbound-dial")

    @property
    def to_agents(self) -> tuple[Leg, ...]:
        return tuple(leg for leg in self.legs if leg.direction == "outbound-api")

    @property
    def calendar(self) -> Mapping[date, CalendarDay]:
        return {day.date: day for day in self.days}

    def leg(self, sid: str | None) -> Leg | None:
        return next((leg for leg in self.legs if leg.sid == sid), None)

    def number(self, contact_id: int | None) -> str:
        return next((c.number or "" for c in self.contacts if c.id == contact_id), "")

    def callback(self, callback_id: int) -> Callback:
        return next(one for one in self.callbacks if one.id == callback_id)

    def promised_to(self, promise: Promise) -> str:
        """The number of whoever was told when we call: for a callback or a phone time."""
        callbacks = (one for one in self.callbacks if one.id == promise.callback_id)
        bookings = (one for one in self.bookings if one.id == promise.booking_id)
        meant = [one.contact_id for found in (callbacks, bookings) for one in found]
        return self.number(meant[0])

    def agreed(self, callback: Callback) -> datetime | None:
        """The minute of the phone time that a callback has come of."""
        of = (one for one in self.bookings if one.id == callback.booking_id)
        return next((one.starts_at for one in of if one.state == "called"), None)

    def attempt_of(self, leg: Leg) -> Attempt | None:
        """The attempt behind a leg: the agent's own, or the one whose Dial made the citizen's."""
        sid = leg.parent or leg.sid
        return next((one for one in self.attempts if one.agent_sid == sid), None)

    def legs_of(self, callback: Callback) -> list[tuple[Attempt, Leg]]:
        """Every time the citizen was rung for a callback, in order."""
        found = [(self.attempt_of(leg), leg) for leg in self.to_citizens]
        mine = [(a, leg) for a, leg in found if a and a.callback_id == callback.id]
        return sorted(mine, key=lambda pair: pair[1].created_at)


TABLES = {
    "callbacks": Callback,
    "bookings": Booking,
    "diaries": Diary,
    "points": ServicePoint,
    "calls": Call,
    "attempts": Attempt,
    "promises": Promise,
    "messages": Message,
    "events": Event,
    "tallies": Tally,
    "contacts": Contact,
    "staff": Staff,
    "days": CalendarDay,
    "closures": Closure,
    "lines": Line,
}
_WITHIN = select(Slot.within_id).where(Slot.id.in_(select(Booking.slot_id)))
_SLOTS = select(Slot).where(
    (Slot.taken > 0) | Slot.id.in_(select(Booking.slot_id)) | Slot.id.in_(_WITHIN)
)
"""Of the many times those in which anybody has, or has had, a place."""


def rows(session: Session) -> dict[str, tuple[Any, ...]]:
    """The rows of the tables, oldest first."""
    found: dict[str, tuple[Any, ...]] = {
        name: tuple(session.scalars(select(table).order_by(*table.__table__.primary_key)))
        for name, table in TABLES.items()
    }
    return found | {"slots": tuple(session.scalars(_SLOTS.order_by(Slot.id)))}


def gather(world: World) -> Evidence:
    """All that there is."""
    network = world.network
    said = (event for event in network.log.after() if event.kind in ("response", "lost"))
    with world.database.reading() as session:
        tables = rows(session)
    assert {*tables} <= {one.name for one in fields(Evidence)}
    return Evidence(
        legs=network.legs(),
        texts=network.texts(),
        answers=tuple(Answer(event.at, event.sid, event.data["body"]) for event in said),
        problems=network.problems,
        probes=probe(world),
        **tables,
    )
