"""Calling up: a supervisor has a callback called next, or marks it as urgent, and takes it back.

What is called next comes before everything else, in the order in which that was said, until it has
been tried once; what is urgent comes before all but that and conversations cut off. Neither is
called at a time at which it may not be: soon after another try, or outside the window.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from ivr.models import Attempt, Callback
from ivr.services import lanes, legs, moves, reaching, supervised
from ivr.services.policy import Policy
from ivr.services.supervised import UNTOUCHED, NotAsSeen

_TRIED_AT = select(func.max(Attempt.ended_at)).where(
    Attempt.callback_id == bindparam("callback_id"), Attempt.released_at.is_not(None)
)


def call_next(
    session: Session, public_id: str, actor: str, now: datetime, seen: str | None = None
) -> None:
    """Put it before all others, from the first moment at which it may be called. One that waits
    for its time waits no longer than it must. Raises NotAsSeen."""
    callback = supervised.hold(session, public_id, UNTOUCHED, seen)
    if callback.next_at is not None:
        raise NotAsSeen(f"The callback {public_id} is called next already.")
    soonest = _soonest(session, callback, now)
    if soonest < callback.not_before:
        callback.due_was, callback.not_before = callback.not_before, soonest
    callback.next_at, callback.lane = now, lanes.of(callback, next_at=now)
    supervised.note(session, callback, "called_next", actor, now)


def call_in_turn(
    session: Session, public_id: str, actor: str, now: datetime, seen: str | None = None
) -> None:
    """Give it back the place and the time that it had before it was called next.

    Raises NotAsSeen, and Moved where it has just been claimed."""
    callback = supervised.hold(session, public_id, UNTOUCHED, seen)
    if callback.next_at is None:
        raise NotAsSeen(f"The callback {public_id} is called in its turn already.")
    was_due = callback.due_was or callback.not_before
    values: dict[str, Any] = {"not_before": was_due, **undone(callback)}
    if callback.state == "ready" and now < was_due:
        cause = "called_in_turn"
        moves.move(session, callback, "waiting", cause=cause, actor=actor, now=now, **values)
        return
    for name, value in values.items():
        setattr(callback, name, value)
    supervised.note(session, callback, "called_in_turn", actor, now)


def mark(
    session: Session,
    public_id: str,
    urgent: bool,
    actor: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Mark it as urgent, or take that back. Raises NotAsSeen."""
    callback = supervised.hold(session, public_id, UNTOUCHED, seen)
    if callback.urgent == urgent:
        raise NotAsSeen(f"The callback {public_id} is marked so already.")
    callback.urgent = urgent
    callback.lane = lanes.of(callback, next_at=callback.next_at)
    supervised.note(session, callback, "urgent" if urgent else "not_urgent", actor, now)


def undone(callback: Callback) -> dict[str, Any]:
    """The columns of a callback that is no longer called next: it was tried, or put off."""
    if callback.next_at is None:
        return {}
    return {"next_at": None, "due_was": None, "lane": lanes.of(callback)}


def rested(session: Session, callback: Callback, now: datetime) -> datetime:
    """From when on it may be tried at a decent interval from the last try."""
    gap = Policy.read(callback.line.policy).ladder.least_gap
    tried_at = session.scalar(_TRIED_AT, {"callback_id": callback.id})
    return max(now, tried_at + gap) if tried_at else now


def _soonest(session: Session, callback: Callback, now: datetime) -> datetime:
    """An agreed minute is kept, and so is the day on which the number has had its calls."""
    policy = Policy.read(callback.line.policy)
    if callback.kind == "phone_time" or not legs.left(session, callback, policy.caps, now):
        return callback.not_before
    first = callback.arrived_at + policy.ladder.first_delay
    return max(first, rested(session, callback, now), reaching.readied(session, callback, now))
