"""What a citizen has with us, as she sees and changes it on our pages: bookings and callbacks.

Hers is what belongs to the number that she has proven there, and what eight digits have opened.
A booking is changed by whoever has its four digits as well, or the eight; as on the telephone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from flows.rules import estimate
from flows.rules.caps import Caps
from flows.rules.estimate import Form
from flows.rules.languages import Language
from ivr.db import spelt
from ivr.models import Booking, Callback
from ivr.services import booking_moves, bookings, callbacks, codes, knocks, lines, promises
from ivr.services.codes import Asker
from ivr.services.contacts import Keyer
from ivr.services.policy import Policy

MOST_AHEAD: Final = 100
"""So many who are ahead are counted; nobody is helped by a larger number."""
CHANGEABLE: Final = frozenset({"waiting", "ready", "paused"})

Thing = Booking | Callback

_BOOKING = select(Booking).where(Booking.public_id == bindparam("public_id"))
_CALLBACK = select(Callback).where(
    Callback.public_id == bindparam("public_id"), Callback.ended_at.is_(None)
)
_REQUESTS = (
    select(Callback)
    .options(joinedload(Callback.line))
    .where(
        Callback.contact_id == bindparam("contact_id"),
        Callback.ended_at.is_(None),
        Callback.state != spelt("unfiled"),
    )
    .order_by(Callback.line_id)
)
_AHEAD = select(func.count()).select_from(
    select(Callback.id)
    .where(
        Callback.line_id == bindparam("line_id"),
        Callback.language == bindparam("language"),
        Callback.ended_at.is_(None),
        Callback.state.in_(map(spelt, ("waiting", "ready", "offered"))),
        Callback.arrived_at < bindparam("arrived_at", type_=Callback.arrived_at.type),
    )
    .limit(MOST_AHEAD)
    .subquery()
)


@dataclass(frozen=True, slots=True)
class Who:
    """Who looks: the contact whose number she has proven, and the things opened by digits."""

    contact_id: int | None
    opened: Collection[str]

    def may_see(self, thing: Thing) -> bool:
        hers = thing.contact_id is not None and thing.contact_id == self.contact_id
        return hers or thing.public_id in self.opened

    def may_change(self, thing: Thing) -> bool:
        """A callback as its number alone may; a booking as its digits may."""
        return thing.public_id in self.opened or (
            isinstance(thing, Callback) and self.may_see(thing)
        )


@dataclass(frozen=True, slots=True)
class Outlook:
    """When a callback will be called: `words` as promised, or only as it looks now.

    `ahead` have asked before her in her language, MOST_AHEAD or more of them.
    """

    words: str
    promised: bool
    ahead: int


def booking(session: Session, who: Who, public_id: str) -> Booking | None:
    """Hers with this id; also one that is over."""
    found = session.scalar(_BOOKING, {"public_id": public_id})
    return found if found and found.booked_at and who.may_see(found) else None


def request(session: Session, who: Who, public_id: str) -> Callback | None:
    """Her callback with this id, while it is open."""
    found = session.scalar(_CALLBACK, {"public_id": public_id})
    return found if found and found.state != "unfiled" and who.may_see(found) else None


def booked(session: Session, who: Who, now: datetime) -> Sequence[Booking]:
    """Her bookings that are still to come, the soonest first."""
    hers = bookings.open_of(session, who.contact_id, now) if who.contact_id else ()
    opened = (booking(session, who, one) for one in who.opened)
    more = [one for one in opened if one and is_open(one, now)]
    return sorted({*hers, *more}, key=lambda one: (one.starts_at, one.id))


def asked(session: Session, who: Who) -> Sequence[Callback]:
    """Her open callbacks on all lines."""
    hers = session.scalars(_REQUESTS, {"contact_id": who.contact_id}).all()
    opened = (request(session, who, one) for one in who.opened)
    return sorted({*hers, *(one for one in opened if one)}, key=lambda one: one.id)


def is_open(mine: Booking, now: datetime) -> bool:
    """Whether a citizen may still change it."""
    return booking_moves.is_open(mine, "citizen", now)


def outlook(session: Session, callback: Callback, language: Language, now: datetime) -> Outlook:
    """When we call, as far as that is known. Nothing is stored: what is not promised is no
    promise."""
    ahead = session.scalar(
        _AHEAD,
        {
            "line_id": callback.line_id,
            "language": callback.language,
            "arrived_at": callback.arrived_at,
        },
    )
    held = promises.last(session, callback.id)
    if held and held.score is None and now < held.to_at:
        promise = estimate.Promise(held.from_at, held.to_at, cast(Form, held.form))
        return Outlook(promises.word(promise, language, now), True, ahead or 0)
    policy = Policy.read(callback.line.policy)
    told = promises.foresee_again(session, callback, language, policy, now, callback.not_before)
    return Outlook(told.words, False, ahead or 0)


def open_by_reference(
    session: Session,
    keyer: Keyer,
    digits: str,
    contact_id: int | None,
    address: str,
    now: datetime,
) -> Thing | Literal["wrong", "spent"]:
    """What eight digits were told for. Tries count as on the telephone, and by address."""
    doors = {knocks.door("digits", address): knocks.PROOF}
    if knocks.knock(session, doors, now):
        return "spent"
    asker = Asker(contact_id=contact_id)
    found = codes.try_reference(session, keyer, digits, asker, _caps(session), now)
    if found in ("wrong", "spent"):
        return found
    knocks.forgive(session, doors, now)
    return found


def open_by_code(
    session: Session, mine: Booking, digits: str, contact_id: int, now: datetime
) -> codes.Tried:
    """Whether these are its four digits, typed by whoever has proven the number."""
    caps = Policy.read(mine.line.policy).caps
    return codes.try_code(session, mine, digits, Asker(contact_id=contact_id), caps, now)


def cancel_request(session: Session, mine: Callback, now: datetime) -> str:
    """End it, unless her telephone rings already: `cancelled`, `calling` or `none`."""
    return callbacks.cancel(session, mine.line_id, mine.contact_id, "citizen", now)


def speak(session: Session, mine: Callback, language: Language, now: datetime) -> bool:
    """Have the call made in another language; whether that could be changed."""
    locked = callbacks.standing(session, mine.line_id, mine.contact_id, lock=True)
    if locked is None or locked.id != mine.id:
        return False
    return callbacks.speak_from_now_on(session, locked, language, now)


def _caps(session: Session) -> Caps:
    return Policy.read(lines.default(session).policy).caps
