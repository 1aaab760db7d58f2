"""Attempts: the ledger of our calls. Found by their tokens, held for a change, moved and ended."""

from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Select, bindparam, literal_column, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from flows.rules.states import AttemptState, may_move
from ivr import perils
from ivr.models import Attempt, Callback, Staff
from ivr.services import guarded
from ivr.services.moves import Moved

IS_LIVE: Final = Attempt.state.in_(
    literal_column(f"'{state}'") for state in ("offered", "dialling", "talking")
)
"""Spelt as in the partial indexes of the table: otherwise they are not found."""

Row = TypeVar("Row", Attempt, Callback, Staff)

_LOCKED: Final[dict[type[Any], Select[Any]]] = {
    # "No key": inserting an event that refers to the row need not wait for us.
    table: select(table)
    .where(table.id == bindparam("key"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
    for table in (Attempt, Callback, Staff)
}
_BY_TOKEN = select(Attempt.id).where(Attempt.token == bindparam("token"))
_BY_LEG_TOKEN = select(Attempt.id).where(Attempt.leg_token == bindparam("token"))
_BY_AGENT_LEG = select(Attempt.id).where(Attempt.agent_sid == bindparam("of_sid"))
_LATEST = (
    select(Attempt.id)
    .where(Attempt.staff_id == bindparam("of_staff"))
    .order_by(Attempt.id.desc())
    .limit(1)
)


def of_token(session: Session, token: str) -> int | None:
    """The id of the attempt whose agent's leg is named so in webhook paths."""
    return session.scalar(_BY_TOKEN, {"token": token})


def of_leg_token(session: Session, token: str) -> int | None:
    """The id of the attempt whose citizen's leg is named so in webhook paths."""
    return session.scalar(_BY_LEG_TOKEN, {"token": token})


def of_agent_leg(session: Session, sid: str) -> int | None:
    """The id of the attempt whose agent's leg is known to have this CallSid."""
    return session.scalar(_BY_AGENT_LEG, {"of_sid": sid})


def hold(session: Session, attempt_id: int) -> Attempt:
    """The attempt with its callback and agent, locked in this order and read afresh.

    Everyone locks in this order, so that no two transactions wait for each other.
    """
    attempt = _locked(session, Attempt, attempt_id)
    # Handed over, since the session alone would forget them, and read them once more.
    set_committed_value(attempt, "callback", _locked(session, Callback, attempt.callback_id))
    set_committed_value(attempt, "staff", _locked(session, Staff, attempt.staff_id))
    return attempt


def _locked(session: Session, table: type[Row], key: int) -> Row:
    row: Row = session.scalars(_LOCKED[table], {"key": key}).one()
    return row


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
    return session.scalar(_LATEST, {"of_staff": staff_id})


def is_latest(session: Session, attempt: Attempt) -> bool:
    """Whether the agent has been given nothing else since; what is late must not touch her then."""
    return latest_of(session, attempt.staff_id) == attempt.id
