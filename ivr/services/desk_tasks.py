"""An agent takes a task at her desk, has its citizen called first, or is done with it."""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from flows.rules.languages import Language
from flows.rules.order import Lane
from ivr.db import racing_insert
from ivr.models import Attempt, Callback, Staff, Task
from ivr.services import assigning, callbacks, events, tallies, tasks

_INSERT = racing_insert(Callback).returning(Callback)


def take(session: Session, public_id: str, staff_id: int, now: datetime) -> bool:
    """Take a task of the agent's lines and languages; whether it is hers now."""
    task, agent = tasks.by_id(session, public_id), session.get_one(Staff, staff_id)
    if task is None or task.language not in agent.languages or not agent.serves(task.line.key):
        return False
    return tasks.take(session, public_id, staff_id, now)


def finish(session: Session, public_id: str, staff_id: int, now: datetime) -> bool:
    """Be done with a task: the citizen has been told, or wants no visit; whether she could.

    One that a colleague has taken up is left to her.
    """
    task = tasks.by_id(session, public_id)
    if task is None or not tasks.take(session, public_id, staff_id, now):
        return False
    result: tasks.Result = "told" if task.kind == "text_failed" else "not_needed"
    return tasks.done(session, public_id, staff_id, result, now)


def call_first(
    session: Session, public_id: str, staff_id: int, now: datetime
) -> Literal["hers", "in_hand", "gone"]:
    """See to it that an agent is the one who calls the citizen of a task of hers.

    The call comes to her as any other does, from the queue; the task stays hers until it is done.
    A callback that waits already keeps its place and its time. `in_hand`: somebody is at it.
    """
    task = tasks.by_id(session, public_id)
    if task is None or not tasks.is_hers(task, staff_id):
        return "gone"
    standing = callbacks.standing(session, task.line_id, task.contact_id, lock=True)
    standing = standing or _insert(session, task, now)
    if standing is None or standing.state not in ("waiting", "ready"):
        return "in_hand"
    assigning.reserve(standing, staff_id, now)
    subject, state = ("callback", standing.id), standing.state
    events.record(session, subject, state, state, "call_first", f"agent:{staff_id}", now)
    return "hers"


def _insert(session: Session, task: Task, now: datetime) -> Callback | None:
    """A callback that stands where the citizen stood in the conversation that left the task."""
    callback = session.scalar(_INSERT, _row(session, task, now))
    if callback is not None:
        tallies.shift(session, callback.line_id, callback.language, None, "waiting")
        subject = ("callback", callback.id)
        events.record(session, subject, None, "waiting", "task", "system", now)
    return callback


def _row(session: Session, task: Task, now: datetime) -> dict[str, object]:
    language: Language = task.language  # type: ignore[assignment]
    return {
        "contact_id": task.contact_id,
        "number_source": "staff",
        "line_id": task.line_id,
        "language": language,
        "lane": Lane(task.line.key, language).key,
        "state": "waiting",
        "state_since": now,
        "arrived_at": _since(session, task),
        "not_before": now,
    }


def _since(session: Session, task: Task) -> datetime:
    attempt = session.get(Attempt, task.attempt_id) if task.attempt_id else None
    return attempt.callback.arrived_at if attempt else task.created_at
