"""Tasks: what an agent with a screen has to do, a visit to be booked or a text that failed.

Whoever takes a task has it to herself for an hour, and gives it back or says how it ended.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session, joinedload

from ivr.db import UtcDateTime, racing_insert
from ivr.models import Attempt, Booking, Message, Staff, Task
from ivr.services import events, lines

Kind = Literal["book_visit", "text_failed", "interpreter"]
Result = Literal["booked", "told", "not_needed"]

TAKEN_FOR: Final = timedelta(hours=1)
"""So long a taken task is hers alone: she may have gone home with it."""

MOST: Final = 50

_INSERT = racing_insert(Task).returning(Task.id)
_TAKEN_SINCE = bindparam("taken_since", type_=UtcDateTime())
_UNDONE = (
    select(Task)
    .options(joinedload(Task.contact))
    .where(
        Task.done_at.is_(None),
        Task.line_id.in_(bindparam("line_ids", expanding=True)),
        Task.language.in_(bindparam("languages", expanding=True)),
        or_(
            Task.staff_id.is_(None),
            Task.staff_id == bindparam("of_staff"),
            Task.taken_at <= _TAKEN_SINCE,
        ),
    )
    .order_by(Task.created_at, Task.id)
    .limit(MOST)
)
_OF_CONTACT = (
    select(Task)
    .where(Task.contact_id == bindparam("contact_id"), Task.done_at.is_(None))
    .order_by(Task.created_at, Task.id)
)
_BY_PUBLIC_ID = select(Task).where(Task.public_id == bindparam("public_id"))
_REOPEN = (
    update(Task)
    .where(Task.booking_id == bindparam("of_booking"), Task.done_at.is_not(None))
    .values(done_at=None, result=None, staff_id=None, taken_at=None)
    .returning(Task.id)
    .execution_options(synchronize_session=False)
)


def book_visit(session: Session, attempt: Attempt, now: datetime) -> None:
    """A visit was found to be needed in a conversation: somebody with a screen books it."""
    callback = attempt.callback
    about = {"kind": "book_visit", "attempt_id": attempt.id, "contact_id": callback.contact_id}
    of = {"line_id": callback.line_id, "language": callback.language}
    _create(session, {**about, **of}, f"agent:{attempt.staff_id}", now)


def text_failed(
    session: Session, message: Message, line_id: int, language: str, now: datetime
) -> None:
    """A text certainly did not reach its citizen, who is to be told in another way."""
    about = {"kind": "text_failed", "message_id": message.id, "contact_id": message.contact_id}
    _create(session, {**about, "line_id": line_id, "language": language}, "system", now)


def interpreter(session: Session, booking: Booking, now: datetime) -> None:
    """A visit needs an interpreter of sign language, who has to be ordered."""
    about = {"kind": "interpreter", "booking_id": booking.id, "contact_id": booking.contact_id}
    of = {"line_id": booking.line_id, "language": booking.language}
    _create(session, {**about, **of}, "citizen", now)


def interpreter_again(session: Session, booking: Booking, actor: str, now: datetime) -> None:
    """What was ordered for a visit no longer fits it: somebody has to change the order."""
    task_id = session.scalar(_REOPEN, {"of_booking": booking.id}) if booking.interpreter else None
    if task_id is not None:
        events.record(session, ("task", task_id), "done", "open", "interpreter", actor, now)


def undone(session: Session, agent: Staff, now: datetime) -> Sequence[Task]:
    """What the agent could do, or has taken, in her lines and languages; the oldest first."""
    values = {
        "line_ids": [line.id for line in lines.every(session) if agent.serves(line.key)],
        "languages": agent.languages,
        "of_staff": agent.id,
        "taken_since": now - TAKEN_FOR,
    }
    return session.scalars(_UNDONE, values).all()


def undone_for(session: Session, contact_id: int) -> Sequence[Task]:
    """What is to be done for a contact, whoever has taken it."""
    return session.scalars(_OF_CONTACT, {"contact_id": contact_id}).all()


def by_id(session: Session, public_id: str) -> Task | None:
    """A task by its public id."""
    return session.scalar(_BY_PUBLIC_ID, {"public_id": public_id})


def is_hers(task: Task, staff_id: int) -> bool:
    """Whether she has taken it and it is not done."""
    return task.done_at is None and task.staff_id == staff_id


def take(session: Session, public_id: str, staff_id: int, now: datetime) -> bool:
    """Take a task; whether it is hers now. One that she has already is hers for longer."""
    free = or_(Task.staff_id.is_(None), Task.staff_id == staff_id, Task.taken_at <= now - TAKEN_FOR)
    values = {"staff_id": staff_id, "taken_at": now}
    return _change(session, public_id, free, values, ("open", "taken", "taken"), staff_id, now)


def give_back(session: Session, public_id: str, staff_id: int, now: datetime) -> bool:
    """Leave a task of hers to others; whether it still was hers."""
    hers, values = Task.staff_id == staff_id, {"staff_id": None, "taken_at": None}
    return _change(session, public_id, hers, values, ("taken", "open", "given_back"), staff_id, now)


def done(session: Session, public_id: str, staff_id: int, result: Result, now: datetime) -> bool:
    """Say how a task of hers ended; whether it still was hers."""
    hers, values = Task.staff_id == staff_id, {"done_at": now, "result": result}
    return _change(session, public_id, hers, values, ("taken", "done", result), staff_id, now)


def _create(session: Session, facts: dict[str, Any], actor: str, now: datetime) -> None:
    task_id = session.scalar(_INSERT, {**facts, "created_at": now})
    if task_id is not None:
        events.record(session, ("task", task_id), None, "open", facts["kind"], actor, now)


def _change(
    session: Session,
    public_id: str,
    allowed: Any,
    values: dict[str, Any],
    moved: tuple[str, str, str],
    staff_id: int,
    now: datetime,
) -> bool:
    """Write `values` to an undone task while it is `allowed`; `moved` is from, to and the cause."""
    guarded = (
        update(Task)
        .where(Task.public_id == public_id, Task.done_at.is_(None), allowed)
        .values(**values)
        .returning(Task.id)
        .execution_options(synchronize_session="fetch")
    )
    task_id = session.scalar(guarded)
    if task_id is not None:
        from_, to, cause = moved
        events.record(session, ("task", task_id), from_, to, cause, f"agent:{staff_id}", now)
    return task_id is not None
