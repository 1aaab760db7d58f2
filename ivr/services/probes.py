"""The questions a claim asks of the database: each answered by one look into one index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    bindparam,
    exists,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from flows.rules.order import Lane
from ivr.db import UtcDateTime, spelt, whether
from ivr.models import Attempt, Callback, Contact, Staff
from ivr.services import attempts, callbacks


class ReadyAgent(NamedTuple):
    id: int
    languages: list[str]
    line_keys: list[str] | None
    state_since: datetime


class Head(NamedTuple):
    """The oldest callback of a lane that may be offered to a certain agent.

    `arrived_at` is the moment since which it stands in that lane.
    """

    id: int
    arrived_at: datetime


# A partial index is only found by a statement that spells its condition out: no parameter.
_READY: ColumnElement[str] = spelt("ready")
_AGENT: BindParameter[int] = bindparam("agent")

_hers, _last = aliased(Attempt), aliased(Attempt)
_LATEST = select(func.max(_hers.id)).where(_hers.staff_id == Staff.id).correlate(Staff)
_STILL_ON_THE_LINE = exists().where(
    _last.id == _LATEST.scalar_subquery(), _last.agent_ended_at.is_(None)
)
_READY_AGENTS = (
    select(Staff.id, Staff.languages, Staff.line_keys, Staff.state_since)
    .join(Contact, Contact.id == Staff.contact_id)
    .where(
        Staff.state == _READY,
        Staff.active,
        Contact.number.is_not(None),
        ~_STILL_ON_THE_LINE,
    )
)
ANY_WORK: Final = whether(Callback.state == _READY)
"""Whether any lane at all has a ready callback: at most beats none has."""
ANY_AGENT: Final = whether(Staff.state == _READY, Staff.active)
"""Whether any agent waits for work: in busy hours none does."""
_HAS_WORK = (
    select(Callback.id).where(Callback.state == _READY, Callback.lane == bindparam("lane")).limit(1)
)
_tried = aliased(Attempt)


def _rests_for(agent: Any) -> ColumnElement[bool]:
    return exists().where(
        _tried.callback_id == Callback.id,
        _tried.staff_id == agent,
        _tried.ended_at > bindparam("rests_since"),
        _tried.result.in_(map(spelt, ("passed", "missed"))),
    )


_first = aliased(Staff)
_NOBODY_ELSES = or_(
    Callback.for_staff_id.is_(None),
    Callback.for_staff_id == _AGENT,
    Callback.state_since <= bindparam("rests_since"),
    _rests_for(Callback.for_staff_id),
    exists().where(
        _first.id == Callback.for_staff_id, _first.state.in_(map(spelt, ("off", "paused")))
    ),
)
_other = aliased(Callback)


def _same_telephone(numbers: Sequence[Any]) -> ColumnElement[bool]:
    """The other callback rings one of these, be it as a citizen's own number or as a relay's."""
    return or_(_other.contact_id.in_(numbers), _other.relay_contact_id.in_(numbers))


# An offer of what the citizen has cancelled may still be listened to, but rings nobody.
_RUNG = exists().where(
    _same_telephone([Callback.contact_id, Callback.relay_contact_id]),
    _other.ended_at.is_(None),
    Attempt.callback_id == _other.id,
    attempts.IS_LIVE,
)
_FREE = (
    Callback.state == _READY,
    Callback.lane == bindparam("lane"),
    ~_rests_for(_AGENT),
    _NOBODY_ELSES,
    ~callbacks.ON_THE_LINE,
    ~_RUNG,
)
_HEAD = (
    select(Callback.id, Callback.arrived_at).where(*_FREE).order_by(Callback.arrived_at).limit(1)
)
# What is to be called next is called in the order in which that was said.
_HEAD_OF_NEXT = (
    select(Callback.id, type_coerce(Callback.next_at, UtcDateTime()))
    .where(*_FREE, Callback.next_at.is_not(None))
    .order_by(Callback.next_at)
    .limit(1)
)
# On SQLite the one writer has the whole database, and the locking clause is left out.
_LOCK_AGENT = (
    select(Staff)
    .where(Staff.id == _AGENT, Staff.state == _READY)
    .with_for_update(skip_locked=True, key_share=True)
)
_LOCK_CALLBACK = (
    select(Callback)
    .where(Callback.id == bindparam("callback"), Callback.state == _READY)
    .with_for_update(skip_locked=True, key_share=True)
)
_ALSO_RUNG = select(
    exists().where(
        _same_telephone([bindparam("contact"), bindparam("relay")]),
        _other.ended_at.is_(None),
        _other.id != bindparam("callback"),
        Attempt.callback_id == _other.id,
        attempts.IS_LIVE,
    )
)
_AFRESH = {"populate_existing": True}


def ready_agents(session: Session) -> Sequence[ReadyAgent]:
    """Every agent who waits for work and can be rung: not while the leg of her last attempt may
    still live, though she be through with what it was about."""
    return [ReadyAgent(*row) for row in session.execute(_READY_AGENTS)]


def has_work(session: Session, lane: Lane) -> bool:
    """Whether the lane has any ready callback."""
    return session.scalar(_HAS_WORK, {"lane": lane.key}) is not None


def head(
    session: Session,
    lane: Lane,
    agent: int,
    rests_since: datetime,
    on_the_line_since: datetime,
) -> Head | None:
    """The lane's oldest callback for this agent.

    What she passed or missed since `rests_since` rests for her. What was cut off is its own
    agent's alone until then, unless she has let it pass, too, or is not working. A
    citizen who has called us since `on_the_line_since` and has not hung up yet is not called, nor
    one who is being called for something else.
    """
    values = {
        "lane": lane.key,
        "agent": agent,
        "rests_since": rests_since,
        "on_the_line_since": on_the_line_since,
    }
    head_of = _HEAD_OF_NEXT if lane.kind == "next" else _HEAD
    row = session.execute(head_of, values).first()
    return Head(*row) if row else None


def is_rung_for_another(session: Session, callback: Callback) -> bool:
    """Whether her telephone, or the relay's, rings or talks for another callback, on any line."""
    values = {
        "contact": callback.contact_id,
        "relay": callback.relay_contact_id,
        "callback": callback.id,
    }
    return bool(session.scalar(_ALSO_RUNG, values))


def lock_ready_agent(session: Session, agent: int) -> Staff | None:
    """The agent, locked; None if she is not ready any more or another has locked her."""
    return session.scalar(_LOCK_AGENT, {"agent": agent}, execution_options=_AFRESH)


def lock_ready_callback(session: Session, callback: int) -> Callback | None:
    """The callback, locked; None if it is not ready any more or another has locked it."""
    return session.scalar(_LOCK_CALLBACK, {"callback": callback}, execution_options=_AFRESH)
