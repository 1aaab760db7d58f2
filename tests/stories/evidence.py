"""What is left when a story is over: the network's ledger, and the rows of the tables."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
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


_at = attrgetter("at")


@dataclass(frozen=True)
class Evidence:
    """The first part was written by the network, which the product can't touch.

    What is looked up by thousands is found by its name, not by going through all.
    """

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

    @cached_property
    def to_citizens(self) -> tuple[Leg, ...]:
        return tuple(leg for leg in self.legs if leg.direction == "outbound-dial")

    @cached_property
    def to_agents(self) -> tuple[Leg, ...]:
        return tuple(leg for leg in self.legs if leg.direction == "outbound-api")

    @cached_property
    def calendar(self) -> Mapping[date, CalendarDay]:
        return {day.date: day for day in self.days}

    @cached_property
    def asked_for_number(self) -> frozenset[str]:
        """The calls in which a number was to be typed."""
        return frozenset(
            one.sid
            for one in self.answers
            if "<Gather" in one.body and 'finishOnKey="#"' in one.body
        )

    @cached_property
    def written(self) -> str:
        """All texts that there are."""
        return "\n".join(one.body or "" for one in self.messages)

    def answered(self, first: datetime, last: datetime) -> Sequence[str]:
        """What was answered in that time, both ends counted."""
        begin = bisect_left(self._in_order, first, key=_at)
        end = bisect_right(self._in_order, last, key=_at)
        return [one.body for one in self._in_order[begin:end]]

    @cached_property
    def _in_order(self) -> list[Answer]:
        return sorted(self.answers, key=_at)

    def leg(self, sid: str | None) -> Leg | None:
        return self._legs.get(sid or "")

    def number(self, contact_id: int | None) -> str:
        return self._numbers.get(contact_id, "")

    def callback(self, callback_id: int) -> Callback:
        return self._callbacks[callback_id]

    def promised_to(self, promise: Promise) -> str:
        """The number of whoever was told when we call: for a callback or a phone time."""
        callback = self._callbacks.get(promise.callback_id or 0)
        meant = callback or self._bookings[promise.booking_id or 0]
        return self.number(meant.contact_id)

    def agreed(self, callback: Callback) -> datetime | None:
        """The minute of the phone time that a callback has come of."""
        of = self.came_of(callback)
        return of.starts_at if of else None

    def came_of(self, callback: Callback) -> Booking | None:
        """The phone time that a callback has come of, also if a later one has taken it over."""
        of = self._bookings.get(callback.booking_id or 0)
        if callback.id in self._absorbed:
            of = self._phone_times.get((callback.contact_id, callback.arrived_at))
        return of if of and of.state == "called" else None

    @cached_property
    def _absorbed(self) -> frozenset[int]:
        """Callbacks that ended because an agreed minute had come."""
        return frozenset(
            event.subject_id
            for event in self.events
            if event.subject == "callback" and event.to_state == "cancelled"
            if event.cause == "booked_time"
        )

    @cached_property
    def _phone_times(self) -> Mapping[tuple[int | None, datetime], Booking]:
        times = (one for one in self.bookings if one.kind == "phone_time")
        return {(one.contact_id, one.starts_at): one for one in times}

    def attempt_of(self, leg: Leg) -> Attempt | None:
        """The attempt behind a leg: the agent's own, or the one whose Dial made the citizen's."""
        return self._attempts.get(leg.parent or leg.sid)

    def legs_of(self, callback: Callback) -> list[tuple[Attempt, Leg]]:
        """Every time the citizen was rung for a callback, in order."""
        return self._legs_of.get(callback.id, [])

    def attempts_to(self, contact_id: int) -> list[Attempt]:
        """Every attempt for any callback of a citizen, in order."""
        return self._attempts_to.get(contact_id, [])

    def staff_of(self, attempt_id: int | None) -> int | None:
        """The agent to whom an attempt was offered."""
        return self._staff_of.get(attempt_id or 0)

    def own_calls(self, number: str) -> list[Leg]:
        """Every time that a telephone has called us."""
        return self._own_calls.get(number, [])

    def has_heard_of(self, leg: Leg) -> bool:
        """Whether anything of a call has ever reached the product."""
        return leg.sid in self._heard_of

    @cached_property
    def _heard_of(self) -> frozenset[str]:
        return frozenset(one.sid for one in self.calls)

    @cached_property
    def _legs(self) -> dict[str, Leg]:
        return {leg.sid: leg for leg in self.legs}

    @cached_property
    def _numbers(self) -> dict[int | None, str]:
        return {one.id: one.number or "" for one in self.contacts}

    @cached_property
    def _callbacks(self) -> dict[int, Callback]:
        return {one.id: one for one in self.callbacks}

    @cached_property
    def _bookings(self) -> dict[int, Booking]:
        return {one.id: one for one in self.bookings}

    @cached_property
    def _attempts(self) -> dict[str, Attempt]:
        """The first one of each leg of an agent."""
        return {one.agent_sid: one for one in reversed(self.attempts) if one.agent_sid}

    @cached_property
    def _attempts_to(self) -> dict[int, list[Attempt]]:
        found: dict[int, list[Attempt]] = defaultdict(list)
        for one in self.attempts:
            found[self.callback(one.callback_id).contact_id].append(one)
        return found

    @cached_property
    def _staff_of(self) -> dict[int, int]:
        return {one.id: one.staff_id for one in self.attempts}

    @cached_property
    def _own_calls(self) -> dict[str, list[Leg]]:
        found: dict[str, list[Leg]] = defaultdict(list)
        for leg in self.legs:
            if leg.direction == "inbound":
                found[leg.person].append(leg)
        return found

    @cached_property
    def _legs_of(self) -> dict[int, list[tuple[Attempt, Leg]]]:
        found: dict[int, list[tuple[Attempt, Leg]]] = defaultdict(list)
        for leg in sorted(self.to_citizens, key=lambda one: one.created_at):
            if attempt := self.attempt_of(leg):
                found[attempt.callback_id].append((attempt, leg))
        return found


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
