"""A callback in a supervisor's hands: locked, and only as she saw it.

Two supervisors may look at the same callback. What the first one changes makes what the second
one sees old, and her act is refused, so that nothing of the first one's is lost.
"""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ivr.models import Callback
from ivr.services import events

UNTOUCHED: Final = frozenset({"waiting", "ready"})
"""States in which nobody has the callback in hand: the one becomes the other by itself."""

_LOCKED = (
    select(Callback)
    .where(Callback.public_id == bindparam("public_id"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


class NotAsSeen(ValueError):
    """Why a supervisor's act can't be done any more, in a sentence. Nothing was changed."""


def hold(
    session: Session, public_id: str, states: Collection[str], seen: str | None = None
) -> Callback:
    """The callback, locked. Raises NotAsSeen if it is in none of these states, or, where `seen`
    tells what was looked at, not what it was then."""
    callback = session.scalar(_LOCKED, {"public_id": public_id})
    if callback is None:
        raise NotAsSeen(f"There is no callback {public_id}.")
    if callback.state not in states:
        raise NotAsSeen(f"The callback {public_id} is {callback.state}.")
    if seen is not None and seen != sight(callback):
        raise NotAsSeen(f"The callback {public_id} has been changed meanwhile.")
    return callback


def sight(callback: Callback) -> str:
    """A short name for all of a callback that supervisors decide on."""
    state = "untouched" if callback.state in UNTOUCHED else callback.state
    told = (
        state,
        callback.epoch,
        callback.contact_id,
        callback.not_before,
        callback.next_at,
        callback.urgent,
        callback.for_staff_id,
    )
    return sha256(repr(told).encode()).hexdigest()[:12]


def note(session: Session, callback: Callback, cause: str, actor: str, now: datetime) -> None:
    """Write down what was done to a callback that stays in its state."""
    state = callback.state
    events.record(session, ("callback", callback.id), state, state, cause, actor, now)
