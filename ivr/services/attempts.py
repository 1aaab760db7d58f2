"""Attempts: the ledger of our calls. Found by their tokens, held for a change, moved and ended."""

from datetime import datetime
from typing import Final, cast

from sqlalchemy import Table, bindparam, literal_column, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from flows.rules.states import AttemptState, may_move
from ivr import perils
from ivr.db import Prepared, plainly, spelt
from ivr.models import Attempt, Callback, Staff
from ivr.services import guarded
from ivr.services.moves import Moved

IS_LIVE: Final = Attempt.state.in_(map(spelt, ("offered", "dialling", "talking")))
"""Spelt as in the partial indexes of the table: otherwise they are not found."""

_ATTEMPTS = cast(Table, Attempt.__table__)
_HELD = (
    select(Attempt, Callback, Staff)
    .join(Callback, Callback.id == Attempt.callback_id)
    .join(Staff, Staff.id == Attempt.staff_id)
    .where(Attempt.id == bindparam("attempt_id"))
    # "No key": inserting an event that refers to a row need not wait for us.
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_ID = select(_ATTEMPTS.c.id)
_BY_TOKEN = Prepared(_ID.where(_ATTEMPTS.c.token == bindparam("token")))
_BY_LEG_TOKEN = Prepared(_ID.where(_ATTEMPTS.c.leg_token == bindparam("token")))
_BY_AGENT_LEG = select(Attempt.id).where(Attempt.agent_sid == bindparam("of_sid"))
_LATEST = Prepared(
    _ID.where(_ATTEMPTS.c.staff_id == bindparam("of_staff"))
    .order_by(_ATTEMPTS.c.id.desc())
    .limit(literal_column("1"))
)


def of_token(session: Session, token: str) -> int | None:
    """The id of the attempt whose agent's leg is named so in webhook paths."""
    return _found(session, _BY_TOKEN, token=token)


def of_leg_token(session: Session, token: str) -> int | None:
    """The id of the attempt whose citizen's leg is named so in webhook paths."""
    return _found(session, _BY_LEG_TOKEN, token=token)


def _found(session: Session, wanted: Prepared, **values: object) -> int | None:
    row = wanted.first(plainly(session), values)
    return None if row is None else row[0]


def of_agent_leg(session: Session, sid: str) -> int | None:
    """The id of the attempt whose agent's leg is known to have this CallSid."""
    return session.scalar(_BY_AGENT_LEG, {"of_sid": sid})


def hold(session: Session, attempt_id: int) -> Attempt:
    """The attempt with its callback and agent, locked in this order and read afresh.

    Everyone locks in this order, so that no two transactions wait for each other; PostgreSQL
    locks the rows of a join as they stand in it.
    """
    attempt, callback, staff = session.execute(_HELD, {"attempt_id": attempt_id}).one()
    # Handed over, since the session alone would forget them, and read them once more.
    set_committed_value(attempt, "callback", callback)
    set_committed_value(attempt, "staff", staff)
    return attempt


def move(session: Session, attempt: Attempt, to: str, **changes: object) -> None:
    """Move an attempt to another state, with `changes` of its other columns. Raises Moved."""
    if not may_move(AttemptState(attempt.state), AttemptState(to)):
        raise Moved(f"attempt {attempt.id} can't go from {attempt.state} to {to}")
    guarded.change(session, attempt, {"state": attempt.state}, {"state": to, **changes})


def end(session: Session, attempt: Attempt, result: str, now: datetime, **changes: object) -> None:
    """End an attempt with its result: how the offer or the citizen's leg came out."""
    move(session, attempt, "ended", result=result, ended_at=now, **changes)
    perils.reached("ended")


def latest_of(session: Session, staff_id: int) -> int | None:
    """The id of the last attempt that was offered to an agent."""
    session.flush()
    return _found(session, _LATEST, of_staff=staff_id)


def is_latest(session: Session, attempt: Attempt) -> bool:
    """Whether the agent has been given nothing else since; what is late must not touch her then."""
    return latest_of(session, attempt.staff_id) == attempt.id
