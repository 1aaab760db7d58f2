"""Closing a callback for a reason: it is cancelled, or has been served in another way."""

from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy.orm import Session

from ivr.services import callback_texts, moves, supervised

Cancelled = Literal["asked", "duplicate", "elsewhere", "misuse", "other"]
CANCELLED: Final[tuple[Cancelled, ...]] = get_args(Cancelled)
"""Why nobody calls any more."""

Served = Literal["phone", "visit", "web"]
SERVED: Final[tuple[Served, ...]] = get_args(Served)
"""How the citizen has been served."""

CLOSABLE: Final = frozenset({"waiting", "ready", "paused", "needs_human"})
"""States in which no agent has it in hand, nor has yet to say how her conversation ended."""

KIND: Final = "cancelled_by_us"


def cancel(
    session: Session,
    public_id: str,
    why: Cancelled,
    tell: bool,
    actor: str,
    now: datetime,
    seen: str | None = None,
) -> bool:
    """End it, and text the citizen if she is to be told; False if that could not be.

    Raises NotAsSeen, and Moved if it is just claimed."""
    callback = supervised.hold(session, public_id, CLOSABLE, seen)
    cause, end = f"cancelled:{why}", "cancelled"
    moves.move(session, callback, end, cause=cause, actor=actor, now=now, end_reason=end)
    return not tell or callback_texts.tell(session, callback, KIND, None, now)


def close(
    session: Session,
    public_id: str,
    how: Served,
    actor: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """End it as done: the citizen has been served so. Raises NotAsSeen and Moved."""
    callback = supervised.hold(session, public_id, CLOSABLE, seen)
    cause, end = f"served:{how}", "served"
    moves.move(session, callback, "done", cause=cause, actor=actor, now=now, end_reason=end)
