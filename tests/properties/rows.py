"""The tables and the model in one and the same shape, so that they can be laid side by side."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from ivr.db import Session
from ivr.models import Attempt, Callback, Contact, Event, Message, Pace, Promise, Rate, Staff, Tally
from tests.properties.house import House, Line
from tests.properties.people import LINE

Rows = dict[str, Any]


def remembered(house: House) -> Rows:
    """What the model says that the tables hold."""
    return {
        "contacts": [
            (one.id, one.known, one.refuses_typed, one.unreachable)
            for one in house.contacts.values()
        ],
        "agents": [
            (a.id, a.state, a.since, a.reason, a.wrapup_until, a.misses, a.pause_after)
            for a in house.agents.values()
        ],
        "callbacks": [_of_callback(one) for one in house.callbacks.values()],
        "attempts": [_of_attempt(one) for one in house.attempts.values()],
        "promises": [(one.callback, one.to, one.told, one.score) for one in house.promises],
        "texts": sorted(house.texts, key=str),
        "legs": +Counter({_day(*key): n for key, n in house.legs.items()}),
        "texted": +Counter({_day(*key): n for key, n in house.texted.items()}),
        "asked": +Counter({_day(*key): n for key, n in house.asked.items()}),
        "tallies": Counter((one.language, one.state) for one in house.callbacks.values()),
        "next call": house.next_call,
    }


def _day(key: Any, day: date) -> tuple[Any, str]:
    return key, str(day)


def _of_callback(c: Any) -> tuple[Any, ...]:
    lane = f"{LINE}/{c.language}/{c.kind}"
    place = (c.id, c.contact.id, c.source, lane, c.arrived, c.not_before, c.hers)
    tried = (c.epoch, c.counted, sorted(c.hours), c.unasked)
    return (*place, *tried, c.state, c.since, c.raised, c.ended, c.why)


def _of_attempt(a: Any) -> tuple[Any, ...]:
    who = (a.id, a.callback.id, a.agent.id, a.epoch, a.created, a.lease if a.live else None)
    agent = (a.sid, a.heard, a.agent_gone, a.released)
    return (*who, *agent, a.ring_until, a.talk_until, a.leg, a.state, a.ended, a.result, *_end(a))


def _end(a: Any) -> tuple[bool, str | None]:
    return a.counted, a.outcome


# --- the tables ---


def kept(session: Session) -> Rows:
    """What the tables do hold."""
    citizens = select(Contact).where(Contact.id.not_in(select(Staff.contact_id)))
    return {
        "contacts": [
            (one.id, one.number is not None, one.refuses_typed, one.unreachable)
            for one in session.scalars(citizens.order_by(Contact.id))
        ],
        "agents": [
            (a.id, a.state, a.state_since, a.state_reason, a.wrapup_until, a.misses, a.pause_after)
            for a in _every(session, Staff)
        ],
        "callbacks": [_callback(one) for one in _every(session, Callback)],
        "attempts": [_attempt(one) for one in _every(session, Attempt)],
        "promises": [
            (one.callback_id, one.to_at, one.told_at, one.score) for one in _every(session, Promise)
        ],
        "texts": sorted(
            ((one.callback_id, one.attempt_id, one.kind) for one in _every(session, Message)),
            key=str,
        ),
        "legs": Counter(dict(_rates(session, "legs:contact:", int))),
        "texted": Counter(dict(_rates(session, "texts:contact:", int))),
        "asked": Counter(dict(_rates(session, "", str))),
        "tallies": Counter({(t.language, t.state): t.count for t in _every(session, Tally)}),
        "next call": session.scalar(select(Pace.next_at).where(Pace.key == "calls")),
    }


def _every(session: Session, table: Any) -> Any:
    return session.scalars(select(table).order_by(*table.__table__.primary_key))


def _callback(c: Callback) -> tuple[Any, ...]:
    place = (
        c.id, c.contact_id, c.number_source, c.lane, c.arrived_at, c.not_before, c.for_staff_id
    )  # fmt: skip
    tried = (c.epoch, c.counted, c.tried_hours, c.unasked)
    assert (c.raised_at is None) == (c.raised_reason is None)
    return (*place, *tried, c.state, c.state_since, c.raised_reason, c.ended_at, c.end_reason)


def _attempt(a: Attempt) -> tuple[Any, ...]:
    lease = a.lease_until if a.state != "ended" else None
    who = (a.id, a.callback_id, a.staff_id, a.epoch, a.created_at, lease)
    agent = (a.agent_sid, a.heard_at is not None, a.agent_ended_at is not None, a.released_at)
    legs = (a.ring_until, a.talk_until, a.citizen_sid)
    return (*who, *agent, *legs, a.state, a.ended_at, a.result, a.counted, a.outcome)


def _rates(
    session: Session, prefix: str, key: Callable[[str], Any]
) -> Iterator[tuple[tuple[Any, str], int]]:
    for one in session.scalars(select(Rate).where(Rate.count > 0)):
        of_contact = one.subject.startswith(("legs:", "texts:", "messages:"))
        if one.subject.startswith(prefix) and of_contact == bool(prefix):
            yield (key(one.subject.removeprefix(prefix)), str(one.day)), one.count


def newest(session: Session, after: int) -> tuple[int, Counter[Line]]:
    """The journal of callbacks and staff since its line `after`; and its last line now."""
    lines = session.scalars(select(Event).where(Event.id > after).order_by(Event.id)).all()
    told = Counter(
        (one.subject, one.subject_id, one.from_state, one.to_state, one.cause)
        for one in lines
        if one.subject in ("callback", "staff")
    )
    return (lines[-1].id if lines else after), told
