"""Delays: a promise about to break gives way, once, to a new time that is told by text."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from ivr.db import spelt
from ivr.models import Callback, Message, Promise
from ivr.services import callback_texts, promises

KIND: Final = "delay"
WARNING: Final = timedelta(minutes=5)
"""So long before its end a promise whose call has not begun is taken to be about to break."""
OVERLOOKED: Final = timedelta(hours=1)
"""So long after its end it is still told of: we may have looked away just then."""

_TOLD = exists().where(
    Message.callback_id == Callback.id, Message.kind == spelt(KIND), Message.attempt_id.is_(None)
)
_ABOUT_TO_BREAK = (
    select(Callback, Promise)
    .join(Promise, Promise.callback_id == Callback.id)
    .where(
        Promise.score.is_(None),
        Promise.to_at.between(bindparam("since"), bindparam("soon")),
        Callback.state.in_(map(spelt, ("waiting", "ready"))),
        ~_TOLD,
    )
    .order_by(Promise.to_at)
    .limit(bindparam("most"))
    .with_for_update(of=Callback, key_share=True, skip_locked=True)
    .execution_options(populate_existing=True)
)


def tell(session: Session, now: datetime, limit: int = 200) -> int:
    """Text a new time to citizens whose promise is about to break; how many there were.

    The old promise is kept as broken. Whoever can't be texted, or has been often enough today,
    keeps it as it is, and is told by the agent who calls. A promise that has just passed is
    told of late rather than never.
    """
    soon = {"since": now - OVERLOOKED, "soon": now + WARNING, "most": limit}
    breaking = session.execute(_ABOUT_TO_BREAK, soon).all()
    return sum(_tell(session, callback, promise, now) for callback, promise in breaking)


def _tell(session: Session, callback: Callback, promise: Promise, now: datetime) -> bool:
    not_before = max(callback.not_before, promise.to_at, now)
    later = callback_texts.foresee(session, callback, not_before, now)
    if later is None or not callback_texts.tell(session, callback, KIND, later, now):
        return False
    promises.give_up(promise, now)
    return True
