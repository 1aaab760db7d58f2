"""Assigning: a supervisor lets a certain agent have a callback first, or anyone again.

As with a conversation that was cut off, it is hers alone for a while, and not at all while she
is not working; after that it goes to whoever is next.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ivr.models import Callback, Staff
from ivr.services import events, staff

ASSIGNABLE: Final = frozenset({"waiting", "ready"})
"""States in which nobody has the callback in hand."""

_ONE = select(Callback).where(Callback.public_id == bindparam("public_id"))
_LOCKED = _ONE.with_for_update(key_share=True).execution_options(populate_existing=True)


class NotAssigned(ValueError):
    """Why a callback can't be assigned so, in a sentence."""


def able(session: Session, line: str, language: str) -> Sequence[Staff]:
    """The agents who serve a line in a language, by name."""
    return [one for one in staff.every(session) if _is_able(one, line, language)]


def first(session: Session, public_id: str) -> Staff | None:
    """The agent who is to have a callback first, if there is one."""
    callback = session.scalar(_ONE, {"public_id": public_id})
    if callback is None or callback.for_staff_id is None:
        return None
    return session.get(Staff, callback.for_staff_id)


def assign(session: Session, public_id: str, agent: Staff, actor: str, now: datetime) -> None:
    """Let the agent have it first, from now or from when it comes due. Raises NotAssigned."""
    callback = _assignable(session, public_id)
    if not _is_able(agent, callback.line.key, callback.language):
        raise NotAssigned(f"{agent.name} does not serve the line and language of {public_id}.")
    reserve(callback, agent.id, now)
    _note(session, ("callback", callback.id), callback.state, "assigned", actor, now)
    _note(session, ("staff", agent.id), agent.state, "assigned", actor, now)


def reserve(callback: Callback, staff_id: int, now: datetime) -> None:
    """Keep a locked callback for an agent; her time for it begins now, however long it was due."""
    callback.for_staff_id, callback.state_since = staff_id, now


def release(session: Session, public_id: str, actor: str, now: datetime) -> None:
    """Let anyone have it who is next. Raises NotAssigned."""
    callback = _assignable(session, public_id)
    if callback.for_staff_id is None:
        raise NotAssigned(f"The callback {public_id} is anyone's already.")
    callback.for_staff_id = None
    _note(session, ("callback", callback.id), callback.state, "anyones", actor, now)


def _assignable(session: Session, public_id: str) -> Callback:
    callback = session.scalar(_LOCKED, {"public_id": public_id})
    if callback is None:
        raise NotAssigned(f"There is no callback {public_id}.")
    if callback.state not in ASSIGNABLE:
        raise NotAssigned(f"A callback that is {callback.state} can't be assigned.")
    return callback


def _is_able(one: Staff, line: str, language: str) -> bool:
    return one.role == "agent" and one.active and one.serves(line) and language in one.languages


def _note(
    session: Session, subject: tuple[str, int], state: str, cause: str, actor: str, now: datetime
) -> None:
    events.record(session, subject, state, state, cause, actor, now)
