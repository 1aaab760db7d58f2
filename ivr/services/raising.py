"""Raising a callback: it stays as it is, but supervisors see that somebody should look at it."""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from ivr.models import Callback
from ivr.services import events

Cause = Literal[
    "no_agent",
    "overdue",
    "unfiled",
    "silence",
    "out_of_reach",
    "two_legs",
    "restored",
    "called_since",
]


def raise_up(session: Session, callback: Callback, cause: Cause, now: datetime) -> bool:
    """Raise it, unless it is raised already. The page of the queue changes with the event."""
    if callback.raised_at:
        return False
    callback.raised_at, callback.raised_reason = now, cause
    state = callback.state
    events.record(
        session, ("callback", callback.id), state, state, f"raised:{cause}", "system", now
    )
    return True
