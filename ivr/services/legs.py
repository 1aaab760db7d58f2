"""How many legs a citizen's number may get on a local day: counted at release, never after."""

from datetime import date, datetime, time, timedelta
from typing import cast

from sqlalchemy.orm import Session

from flows.rules.caps import Caps, may_ring
from flows.rules.numbers import Source
from flows.rules.window import at_local, local_date
from ivr.models import Callback
from ivr.services import rates


def left(session: Session, callback: Callback, caps: Caps, now: datetime) -> bool:
    """Whether the number may be rung once more today."""
    used = rates.count(session, _subject(callback), local_date(now))
    return bool(may_ring(used, source(callback), caps))


def take(session: Session, callback: Callback, caps: Caps, day: date) -> bool:
    """Count one leg, unless the day's are spent."""
    return rates.take(session, _subject(callback), day, caps.legs(source(callback)))


def give_back(session: Session, callback: Callback, day: date) -> None:
    """A leg that was counted has never been placed."""
    rates.give_back(session, _subject(callback), day)


def next_day(now: datetime) -> datetime:
    """When the count begins anew."""
    return at_local(local_date(now) + timedelta(days=1), time())


def source(callback: Callback) -> Source:
    """How we came to know the callback's number."""
    return cast(Source, callback.number_source)


def _subject(callback: Callback) -> str:
    return f"legs:contact:{callback.contact_id}"
