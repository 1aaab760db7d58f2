"""Forgetting in time: what was keyed and said, whose number it was, what was counted.

Small and bounded batches: call each again until it finds nothing more. Facts and figures stay.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Date, Integer, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from flows.rules.window import local_date
from ivr.db import UtcDateTime, spelt
from ivr.models import Booking, Call, Callback, Contact, Rate, Staff, TurnAnswer
from ivr.services import notes

STATES_KEPT: Final = timedelta(hours=48)
NUMBERS_KEPT: Final = timedelta(days=90)
COUNTERS_KEPT: Final = timedelta(days=7)

_BEFORE = bindparam("before", type_=UtcDateTime())
_MOST = bindparam("most", type_=Integer())
_OVER = (
    select(Call.id)
    .where(
        Call.state.is_not(None),
        Call.started_at < _BEFORE,
        func.coalesce(Call.ended_at, Call.started_at) < _BEFORE,
    )
    .order_by(Call.started_at)
    .limit(_MOST)
)
_ASKED_SINCE = exists().where(
    Callback.contact_id == Contact.id,
    or_(Callback.ended_at.is_(None), Callback.ended_at >= _BEFORE),
)
_RELAYED_SINCE = exists().where(
    Callback.relay_contact_id == Contact.id,
    or_(Callback.ended_at.is_(None), Callback.ended_at >= _BEFORE),
)
_BOOKED_SINCE = exists().where(
    Booking.contact_id == Contact.id,
    or_(
        Booking.state == spelt("displaced"),
        Booking.starts_at >= _BEFORE,
        Booking.ended_at >= _BEFORE,
    ),
)
_CALLED_SINCE = exists().where(Call.contact_id == Contact.id, Call.started_at >= _BEFORE)
_WORKS_HERE = exists().where(Staff.contact_id == Contact.id, Staff.active)
_LAPSED = (
    select(Contact.id)
    .where(
        Contact.number.is_not(None),
        Contact.created_at < _BEFORE,
        ~_ASKED_SINCE,
        ~_RELAYED_SINCE,
        ~_BOOKED_SINCE,
        ~_CALLED_SINCE,
        ~_WORKS_HERE,
    )
    .order_by(Contact.created_at)
    .limit(_MOST)
    .with_for_update(key_share=True, skip_locked=True)
)
_COUNTERS = delete(Rate).where(Rate.day < bindparam("first", type_=Date))


def empty_states(session: Session, now: datetime, limit: int = 500) -> int:
    """Empty what was keyed and answered in calls that ended 48 hours ago; how many calls."""
    over = session.scalars(_OVER, {"before": now - STATES_KEPT, "most": limit}).all()
    if over:
        session.execute(update(TurnAnswer).where(TurnAnswer.call_id.in_(over)).values(answer=None))
        session.execute(update(Call).where(Call.id.in_(over)).values(state=None))
    return len(over)


def forget_numbers(
    session: Session, now: datetime, kept: timedelta = NUMBERS_KEPT, limit: int = 500
) -> int:
    """Empty numbers that nothing has needed for so long, and what was noted; how many there were.

    Their keys stay, so that a number that is never to be called again is still known as such.
    """
    lapsed = session.scalars(_LAPSED, {"before": now - kept, "most": limit}).all()
    if lapsed:
        session.execute(update(Contact).where(Contact.id.in_(lapsed)).values(number=None))
        notes.forget(session, lapsed)
    return len(lapsed)


def forget_counters(session: Session, now: datetime) -> None:
    """Delete the counters of days gone by."""
    session.execute(_COUNTERS, {"first": local_date(now - COUNTERS_KEPT)})
