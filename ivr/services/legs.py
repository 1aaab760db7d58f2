"""How many legs a number may get on a local day: counted at release, never after."""

from datetime import date, datetime, time, timedelta
from typing import cast

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from flows.rules.caps import Caps
from flows.rules.numbers import Source
from flows.rules.window import at_local, local_date
from ivr.db import spelt
from ivr.models import Callback
from ivr.services import rates

_TALKED_THROUGH = select(
    exists().where(
        Callback.relay_contact_id == bindparam("relay_id"),
        Callback.state == spelt("done"),
    )
)


def left(session: Session, callback: Callback, caps: Caps, now: datetime) -> bool:
    """Whether the number may be rung once more today."""
    day = local_date(now)
    counted = _counters(session, callback, caps)
    return all(rates.count(session, subject, day) < cap for subject, cap in counted)


def take(session: Session, callback: Callback, caps: Caps, day: date) -> bool:
    """Count one leg, unless the day's are spent."""
    return rates.take_all(session, _counters(session, callback, caps), day)


def give_back(session: Session, callback: Callback, day: date) -> None:
    """A leg that was counted has never been placed."""
    rates.give_all_back(session, map(_subject, _rung(callback)), day)


def next_day(now: datetime) -> datetime:
    """When the count begins anew."""
    return at_local(local_date(now) + timedelta(days=1), time())


def source(callback: Callback) -> Source:
    """How we came to know the callback's number."""
    return cast(Source, callback.number_source)


def _counters(session: Session, callback: Callback, caps: Caps) -> list[tuple[str, int]]:
    """Of the citizen and, where another number is rung for her, of that one as well."""
    hers, *relays = _rung(callback)
    counted = [(_subject(hers), caps.legs(source(callback)))]
    return counted + [(_subject(one), _most_of_relay(session, one, caps)) for one in relays]


def _most_of_relay(session: Session, relay_id: int, caps: Caps) -> int:
    """Nobody has shown that a number given as a relay's is one, before we have talked through it:
    it may be that of somebody who is to be pestered."""
    talked = session.scalar(_TALKED_THROUGH, {"relay_id": relay_id})
    return caps.legs_relay if talked else min(caps.legs_relay, caps.legs_typed)


def _rung(callback: Callback) -> list[int]:
    hers, relay = callback.contact_id, callback.relay_contact_id
    return [hers] if relay in (None, hers) else [hers, relay]


def _subject(contact_id: int) -> str:
    return f"legs:contact:{contact_id}"
