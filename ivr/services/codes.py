"""Codes: what somebody keys or writes who wants to see or change what is booked.

Four digits stand in the text and help only on the phone whose number it is. Eight digits are only
spoken or shown, help from anywhere, and are kept as a keyed hash. Tries are counted; a wrong code
tells nothing, and one that nobody may try any more tells no more than that.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import BindParameter, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from flows.rules.caps import Caps
from flows.rules.window import local_date
from ivr import chance
from ivr.models import Booking, Callback
from ivr.services import rates
from ivr.services.contacts import Keyer

Tried = Literal["right", "wrong", "spent"]

_KEY: BindParameter[str] = bindparam("reference_key")
_OF_BOOKING = Booking.reference_key == _KEY
_OF_CALLBACK = Callback.reference_key == _KEY
_USED = select(or_(exists().where(_OF_BOOKING), exists().where(_OF_CALLBACK)))
_BOOKING = select(Booking).where(_OF_BOOKING)
_CALLBACK = select(Callback).where(_OF_CALLBACK)
_CALLBACK_OF = select(Callback).where(Callback.booking_id == bindparam("booking_id"))


@dataclass(frozen=True, slots=True)
class Asker:
    """Who tries a code: the call, and the contact that the network shows; neither on a page."""

    call_id: int | None = None
    contact_id: int | None = None


def new_code() -> str:
    """Four digits for a text."""
    return chance.digits(4)


def new_reference(session: Session, keyer: Keyer) -> str:
    """Eight digits that nothing else has. Kept is only their `reference_key`."""
    while True:
        digits = chance.digits(8)
        if not is_used(session, keyer, digits):
            return digits


def is_used(session: Session, keyer: Keyer, digits: str) -> bool:
    """Whether something has been told these eight digits."""
    return bool(session.scalar(_USED, {"reference_key": reference_key(keyer, digits)}))


def reference_key(keyer: Keyer, digits: str) -> str:
    """What a reference is found by: without the secret nobody can try the digits."""
    return keyer.key(f"reference {digits}")


def by_reference(session: Session, keyer: Keyer, digits: str) -> Booking | Callback | None:
    """What the eight digits were told for, as far as it is still open.

    A phone time that has been handed over to the queue is the callback that has come of it.
    """
    values = {"reference_key": reference_key(keyer, digits)}
    booking = session.scalar(_BOOKING, values)
    if booking is not None and booking.state in ("booked", "displaced"):
        return booking
    if booking is not None:
        callback = session.scalar(_CALLBACK_OF, {"booking_id": booking.id})
    else:
        callback = session.scalar(_CALLBACK, values)
    return callback if callback is not None and callback.ended_at is None else None


def try_code(
    session: Session, booking: Booking, digits: str, asker: Asker, caps: Caps, now: datetime
) -> Tried:
    """Whether these are the four digits of the booking."""
    counters = [(f"codes:booking:{booking.id}", caps.codes), *_counters(asker, caps)]
    if not rates.take_all(session, counters, local_date(now)):
        return "spent"
    if booking.code is None or not hmac.compare_digest(booking.code.encode(), digits.encode()):
        return "wrong"
    _give_back(session, counters, now)
    return "right"


def try_reference(
    session: Session, keyer: Keyer, digits: str, asker: Asker, caps: Caps, now: datetime
) -> Booking | Callback | Literal["wrong", "spent"]:
    """What the eight digits were told for."""
    counters = list(_counters(asker, caps))
    if not rates.take_all(session, counters, local_date(now)):
        return "spent"
    found = by_reference(session, keyer, digits)
    if found is None:
        return "wrong"
    _give_back(session, counters, now)
    return found


def may_try(
    session: Session, asker: Asker, caps: Caps, now: datetime, booking: Booking | None = None
) -> bool:
    """Whether one more try would be heard, so that nobody is asked for a code in vain."""
    counters = [*_counters(asker, caps)]
    if booking is not None:
        counters.append((f"codes:booking:{booking.id}", caps.codes))
    day = local_date(now)
    return all(rates.count(session, subject, day) < cap for subject, cap in counters)


def _counters(asker: Asker, caps: Caps) -> Iterator[tuple[str, int]]:
    """On one day of the shown number, or of all together who show none, or come to our pages with
    none proven; and in one call. Pages can be asked by programs: they use up no try by telephone.

    Who tries without end is refused by the first of them, and nothing is written for that.
    """
    if asker.contact_id is not None:
        yield f"codes:contact:{asker.contact_id}", caps.codes
    else:
        yield "codes:page" if asker.call_id is None else "codes:withheld", caps.codes_withheld
    if asker.call_id is not None:
        yield f"codes:call:{asker.call_id}", caps.codes_a_call


def _give_back(session: Session, counters: list[tuple[str, int]], now: datetime) -> None:
    """Only what was wrong counts."""
    rates.give_all_back(session, [subject for subject, _ in counters], local_date(now))
