"""Pausing: a supervisor has a callback wait until it is let go on, and that restores its place.

What was promised stands: while it is paused a promise that goes by is late, and is raised.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from ivr.services import moves, supervised
from ivr.services.supervised import UNTOUCHED


def pause(
    session: Session, public_id: str, actor: str, now: datetime, seen: str | None = None
) -> None:
    """Call it no more until it goes on. Raises NotAsSeen, and Moved if it is just claimed."""
    callback = supervised.hold(session, public_id, UNTOUCHED, seen)
    lowered = {"raised_at": None, "raised_reason": None}
    changes = lowered if callback.raised_reason == "no_agent" else {}
    moves.move(session, callback, "paused", cause="held", actor=actor, now=now, **changes)


def go_on(
    session: Session, public_id: str, actor: str, now: datetime, seen: str | None = None
) -> None:
    """Let it be called again, in its old place and at its old time. Raises NotAsSeen."""
    callback = supervised.hold(session, public_id, ("paused",), seen)
    moves.move(session, callback, "waiting", cause="resumed", actor=actor, now=now)
