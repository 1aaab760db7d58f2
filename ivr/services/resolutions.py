"""Resolutions: a supervisor decides what the network or an agent left open."""

from datetime import datetime
from typing import Any, Final, Literal, get_args

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.rules.states import CallbackState, may_move
from ivr.models import Callback
from ivr.services import calling_up, moves

Resolution = Literal["waiting", "done", "refused", "cancelled"]
RESOLUTIONS: Final[tuple[Resolution, ...]] = get_args(Resolution)

_LOCKED = (
    select(Callback)
    .where(Callback.public_id == bindparam("public_id"))
    .with_for_update(key_share=True)
)


class NotResolved(ValueError):
    """Why a callback can't be resolved so, in a sentence."""


def resolve(session: Session, public_id: str, to: Resolution, actor: str, now: datetime) -> None:
    """Take a callback out of `needs_human`, or cancel one that is not being dialled.

    `waiting` gives it back its place, at a decent interval from the last attempt.
    Raises NotResolved.
    """
    callback = session.scalar(_LOCKED, {"public_id": public_id})
    if callback is None:
        raise NotResolved(f"There is no callback {public_id}.")
    _check(callback, to)
    changes = _waiting(session, callback, now) if to == "waiting" else {}
    cause = "cancelled" if to == "cancelled" else "resolved"
    moves.move(session, callback, to, cause=cause, actor=actor, now=now, **changes)


def _check(callback: Callback, to: Resolution) -> None:
    here = CallbackState(callback.state)
    open_for = here is CallbackState.NEEDS_HUMAN or to == "cancelled"
    if not open_for or not may_move(here, CallbackState(to)):
        raise NotResolved(f"A callback that is {here.value} can't be made {to}.")


def _waiting(session: Session, callback: Callback, now: datetime) -> dict[str, Any]:
    not_before = calling_up.rested(session, callback, now)
    lowered = {"raised_at": None, "raised_reason": None}
    return {"not_before": not_before, **lowered, **calling_up.undone(callback)}
