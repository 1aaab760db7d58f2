"""Whether one more time may be booked for a number: its caps, and whether it is to be called."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Literal

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from flows.rules.caps import Caps
from flows.rules.numbers import PROVEN, Source
from flows.rules.window import local_date
from ivr.db import spelt
from ivr.models import Booking, Call, Contact, Slot
from ivr.services import rates, typed
from ivr.services.policy import Policy

AHEAD = (Booking.state == spelt("booked")) & (
    Booking.starts_at > bindparam("now", type_=Booking.starts_at.type)
)
"""Booked and still to come. What we have taken back stands in nobody's way."""

_STANDING = select(func.count()).where(
    Booking.contact_id == bindparam("contact_id"), Booking.kind == bindparam("of_kind"), AHEAD
)

_MINUTES = select(Booking.starts_at).where(
    Booking.contact_id == bindparam("contact_id"),
    Booking.kind == spelt("phone_time"),
    Booking.id != bindparam("but"),
    AHEAD,
)


def refusal(
    session: Session, held: Booking, contact: Contact, source: Source, now: datetime
) -> Literal["limit", "refused"] | None:
    """Why a held time can't become the contact's; None if it can, and then it is counted.

    A number that the network shows exists and its holder asks; another may be anybody's. Those
    who book for the same number at the same moment wait for each other.
    """
    if source in PROVEN:
        contact.unreachable = False
    elif contact.refuses_typed or contact.unreachable:
        return "refused"
    caps = Policy.read(held.line.policy).caps
    session.get_one(Contact, contact.id, with_for_update={"key_share": True})
    most = caps.phone_times if held.kind == "phone_time" else caps.visits
    if _standing(session, held.kind, contact.id, now) >= most:
        return "limit"
    day = local_date(now)
    counters = list(_counters(session, held, contact.id, source, caps, day))
    return None if rates.take_all(session, counters, day) else "limit"


def minutes(session: Session, contact_id: int, now: datetime, but: int = 0) -> Collection[datetime]:
    """The minutes at which a contact is to be called by appointment, but for one booking's."""
    values = {"contact_id": contact_id, "now": now, "but": but}
    return session.scalars(_MINUTES, values).all()


def is_called_then(
    session: Session, contact_id: int, slot: Slot, now: datetime, but: int = 0
) -> bool:
    """Whether the contact has another phone time at the minute of this one: one telephone is not
    called for two people at once, and the one booked later would put an end to the other.
    `but`: the booking that is to go there."""
    if slot.diary.point_id is not None:
        return False
    session.get_one(Contact, contact_id, with_for_update={"key_share": True})
    return slot.starts_at in minutes(session, contact_id, now, but)


def _standing(session: Session, kind: str, contact_id: int, now: datetime) -> int:
    values = {"contact_id": contact_id, "of_kind": kind, "now": now}
    return session.scalar(_STANDING, values) or 0


def _counters(
    session: Session, held: Booking, contact_id: int, source: Source, caps: Caps, day: date
) -> Iterator[tuple[str, int]]:
    """What is booked for the number of somebody else counts as what is asked for does."""
    if source in PROVEN:
        return
    yield f"requests:{source}:contact:{contact_id}", caps.requests
    if source == "typed":
        call = session.get(Call, held.call_id) if held.call_id else None
        who = typed.asker(call) if call else held.holder
        yield from typed.counters(session, who, contact_id, caps, day)
