"""Booking on our pages: a time is held for a browser, and becomes hers whose number is proven.

Nobody empties a diary by holding: a browser holds one time, choosing it again does not hold it for
longer, and whoever has proven no number waits after a few, by address and all together. Once she
has proven one, only her own number counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Final, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.rules.languages import Language
from ivr.db import spelt
from ivr.models import Booking, Contact
from ivr.services import bookings, codes, holds, knocks, reaching
from ivr.services.bookings import Booked
from ivr.services.contacts import Keyer
from ivr.services.knocks import Allowance

OF_ADDRESS: Final = Allowance(6, timedelta(minutes=2))
OF_ALL: Final = Allowance(40, timedelta(seconds=15))
"""Held by all browsers without a number: of more at once hardly any would be booked."""
OF_NUMBER: Final = Allowance(10, timedelta(minutes=2))

Refusal = Literal["gone", "taken", "limit", "refused"]

_OF_HOLDER = (
    select(Booking)
    .where(Booking.holder == bindparam("of_holder"), Booking.state == spelt("held"))
    .execution_options(populate_existing=True)
)
_BY_ID = select(Booking).where(Booking.public_id == bindparam("public_id"))
_HERS = select(Booking).where(
    Booking.contact_id == bindparam("contact_id"),
    Booking.holder == bindparam("of_holder"),
    Booking.slot_id == bindparam("slot_id"),
    Booking.state == spelt("booked"),
)


@dataclass(frozen=True, slots=True)
class Browser:
    """Who holds: `token` is the browser's secret, of which the database knows a hash.

    `contact_id` is whose number she has proven there, if any.
    """

    token: str
    address: str
    contact_id: int | None = None

    @property
    def holder(self) -> str:
        return f"web:{sha256(self.token.encode()).hexdigest()[:40]}"


def held(session: Session, browser: Browser) -> Booking | None:
    """What this browser holds, though it may have expired a moment ago."""
    return session.scalar(_OF_HOLDER, {"of_holder": browser.holder})


def of(session: Session, browser: Browser, public_id: str) -> Booking | None:
    """What this browser holds, or held, under this id."""
    found = session.scalar(_BY_ID, {"public_id": public_id})
    return found if found and found.holder == browser.holder else None


def hold(
    session: Session,
    browser: Browser,
    slot_id: int,
    line_id: int,
    language: Language,
    now: datetime,
) -> Booking | Literal["taken"] | timedelta:
    """Hold a time for ten minutes; or how long to wait until one more may be held.

    The same time again is the same hold. Raises Moved in a race.
    """
    mine = held(session, browser)
    if mine and mine.slot_id == slot_id and mine.held_until and now < mine.held_until:
        return mine
    if wait := knocks.knock(session, _doors(browser), now):
        return wait
    found = holds.hold(
        session,
        slot_id,
        browser.holder,
        line_id=line_id,
        language=language,
        channel="web",
        now=now,
    )
    return found or "taken"


def give_up(session: Session, browser: Browser, now: datetime) -> None:
    """She wants no time any more: others can have it at once."""
    if mine := held(session, browser):
        holds.let_go(session, mine.id, "given_up", now)


def confirm(
    session: Session,
    keyer: Keyer,
    browser: Browser,
    public_id: str,
    now: datetime,
    *,
    interpreter: bool = False,
) -> Booking | Refusal:
    """Make what was held hers whose number is proven; the same form again is the same booking.

    `gone`: this browser has held no such thing. Raises Moved in a race.
    """
    mine = of(session, browser, public_id)
    if mine is None or browser.contact_id is None or bookings.lock(session, mine.id) is None:
        return "gone"
    if (stored := _stored(session, browser, mine)) is not None:
        return stored
    booked = bookings.confirm(
        session,
        mine,
        session.get_one(Contact, browser.contact_id),
        "web",
        code=True,
        reference=_unused(session, keyer, browser, mine),
        keyer=keyer,
        now=now,
    )
    if not isinstance(booked, Booked):
        return booked
    if interpreter and booked.booking.kind == "visit":
        reaching.order_interpreter(session, booked.booking, now)
    return booked.booking


def reference(keyer: Keyer, browser: Browser, booking: Booking) -> str | None:
    """The eight digits of what this browser has booked. They follow from its token alone; the
    database could not tell them."""
    if booking.holder != browser.holder or booking.reference_key is None:
        return None
    tried = zip(range(20), _digits(keyer, browser, booking), strict=False)
    key = booking.reference_key
    return next((one for _, one in tried if codes.reference_key(keyer, one) == key), None)


def _stored(session: Session, browser: Browser, mine: Booking) -> Booking | None:
    """What has become of it already: itself, or what took its place after it had expired."""
    if mine.state == "booked" and mine.contact_id == browser.contact_id:
        return mine
    whose = {"of_holder": browser.holder, "contact_id": browser.contact_id}
    return session.scalars(_HERS, {**whose, "slot_id": mine.slot_id}).first()


def _unused(session: Session, keyer: Keyer, browser: Browser, booking: Booking) -> str:
    digits = _digits(keyer, browser, booking)
    return next(one for one in digits if not codes.is_used(session, keyer, one))


def _digits(keyer: Keyer, browser: Browser, booking: Booking) -> Iterator[str]:
    for turn in count():
        seed = f"booked {browser.token} {booking.slot_id} {turn}"
        yield f"{int(keyer.key(seed), 16) % 10**8:08}"


def _doors(browser: Browser) -> dict[str, Allowance]:
    if browser.contact_id is not None:
        return {knocks.door("holding of", str(browser.contact_id)): OF_NUMBER}
    return {knocks.door("holding", browser.address): OF_ADDRESS, "holding:all": OF_ALL}
