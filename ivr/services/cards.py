"""The card of a citizen: all that is open for a number, before the agent who has to do with it.

She has it through her conversation, from accepting until she is through with it, or through a
task that she has taken. No other card can be opened by an agent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from flows.prompts import written
from flows.rules import numbers
from flows.rules.languages import Language
from ivr.models import Attempt, Callback, Contact, Line, Message, Staff, Task
from ivr.services import attempts, booking_lists, bookings, tasks
from ivr.services.booking_lists import Row

Through = Literal["call", "task"]

CLOSABLE: Final = frozenset({"waiting", "ready", "paused", "offered", "needs_human"})
"""States in which nobody is talking to the citizen about a request, or has yet to say how."""

_OPEN = (
    select(Callback)
    .options(joinedload(Callback.line))
    .where(Callback.contact_id == bindparam("contact_id"), Callback.ended_at.is_(None))
    .order_by(Callback.arrived_at, Callback.id)
)


class NotHers(LookupError):
    """The agent has no such conversation or task."""


@dataclass(frozen=True, slots=True)
class Dealing:
    """Through what an agent deals with a citizen. `callback_id` is what they talk about.

    `number` as it is dialled in Finland while they talk, otherwise masked; empty once erased.
    """

    through: Through
    key: str
    agent: Staff
    contact: Contact
    line: Line
    language: Language
    number: str
    callback_id: int | None = None

    @property
    def actor(self) -> str:
        return f"agent:{self.agent.id}"


@dataclass(frozen=True, slots=True)
class Request:
    """An open callback. `names` are the line's."""

    id: str
    names: Mapping[str, str]
    language: str
    kind: str
    state: str
    asked: datetime

    @property
    def closable(self) -> bool:
        return self.state in CLOSABLE


@dataclass(frozen=True, slots=True)
class Undone:
    """A task: `text` is what the text that failed was about; empty where a visit is wanted."""

    id: str
    kind: str
    text: str
    names: Mapping[str, str]
    language: str
    since: datetime
    hers: bool


@dataclass(frozen=True, slots=True)
class Card:
    """What is open for a number beside what the conversation is about.

    Of `bookings` those stand first whose time we have taken back; then the soonest.
    """

    through: Through
    key: str
    number: str
    requests: Sequence[Request]
    bookings: Sequence[Row]
    tasks: Sequence[Undone]

    @property
    def is_empty(self) -> bool:
        return not (self.requests or self.bookings or self.tasks)


def dealing(session: Session, staff_id: int, through: str, key: str) -> Dealing:
    """What lets the agent open a citizen's card. Raises NotHers."""
    agent = session.get_one(Staff, staff_id)
    found = None
    if through == "call" and (attempt_id := attempts.of_token(session, key)):
        found = of_call(session, agent, session.get_one(Attempt, attempt_id))
    elif through == "task" and (task := tasks.by_id(session, key)):
        found = _of_task(agent, task)
    if found is None:
        raise NotHers(f"staff {staff_id} has no such conversation or task")
    return found


def of_call(session: Session, agent: Staff, attempt: Attempt) -> Dealing | None:
    """Her conversation from accepting until she is through with it; None before and afterwards."""
    if attempt.staff_id != agent.id or not _is_hers(session, agent, attempt):
        return None
    callback = attempt.callback
    return Dealing(
        through="call",
        key=attempt.token,
        agent=agent,
        contact=callback.contact,
        line=callback.line,
        language=cast(Language, callback.language),
        number=shown(callback.contact, whole=attempt.state != "ended"),
        callback_id=callback.id,
    )


def shown(contact: Contact, *, whole: bool) -> str:
    """A number as it is dialled in Finland, or masked; empty once erased."""
    if contact.number is None:
        return ""
    return written.number(contact.number) if whole else numbers.masked(contact.number)


def look(session: Session, dealing: Dealing, now: datetime) -> Card:
    """The card."""
    contact_id = dealing.contact.id
    found = [booking_lists.row(one) for one in bookings.open_of(session, contact_id, now)]
    undone = tasks.undone_for(session, contact_id)
    return Card(
        through=dealing.through,
        key=dealing.key,
        number=dealing.number,
        requests=[_request(one) for one in open_requests(session, dealing)],
        bookings=sorted(found, key=lambda one: one.state != "displaced"),
        tasks=[task_of(session, one, dealing.agent.id) for one in undone],
    )


def open_requests(session: Session, dealing: Dealing) -> Sequence[Callback]:
    """The citizen's open callbacks on all lines but the one that they talk about."""
    found = session.scalars(_OPEN, {"contact_id": dealing.contact.id})
    return [one for one in found if one.id != dealing.callback_id]


def task_of(session: Session, task: Task, staff_id: int) -> Undone:
    """A task as it is shown to an agent."""
    message = session.get(Message, task.message_id) if task.message_id else None
    return Undone(
        id=task.public_id,
        kind=task.kind,
        text=message.kind.partition("_")[0] if message else "",
        names=task.line.names,
        language=task.language,
        since=task.created_at,
        hers=tasks.is_hers(task, staff_id),
    )


def _is_hers(session: Session, agent: Staff, attempt: Attempt) -> bool:
    if attempt.state != "ended":
        return attempt.state != "offered"
    callback = attempt.callback
    if callback.state == "unfiled" and callback.epoch == attempt.epoch:
        return True
    was_accepted = attempt.released_at is not None
    return was_accepted and agent.state == "wrapup" and attempts.is_latest(session, attempt)


def _of_task(agent: Staff, task: Task) -> Dealing | None:
    if not tasks.is_hers(task, agent.id):
        return None
    return Dealing(
        through="task",
        key=task.public_id,
        agent=agent,
        contact=task.contact,
        line=task.line,
        language=cast(Language, task.language),
        number=shown(task.contact, whole=False),
    )


def _request(callback: Callback) -> Request:
    return Request(
        id=callback.public_id,
        names=callback.line.names,
        language=callback.language,
        kind=callback.kind,
        state=callback.state,
        asked=callback.arrived_at,
    )
