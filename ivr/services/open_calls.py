"""Calls whose end has not been told: the network is asked whether they still go on."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ivr.db import Find, ago
from ivr.models import Attempt, Call
from ivr.services import calls, progress
from ivr.services.settlement import FINAL

LOOK: Final = timedelta(minutes=10)
"""So long a call is left alone after its beginning, and after each question."""
LONGEST: Final = timedelta(hours=24)
"""No call of Twilio's lasts longer. Source: Twilio, "Call resource", TimeLimit."""

_BEFORE = ago(LOOK)
DUE: Final[Find] = (
    select(Call.id)
    .where(
        Call.ended_at.is_(None),
        Call.started_at <= _BEFORE,
        or_(Call.asked_at.is_(None), Call.asked_at <= _BEFORE),
    )
    .order_by(Call.asked_at.nulls_first(), Call.id)
)
"""The calls that seem to go on for long; the longest unasked come first."""


def take(session: Session, call_id: int, now: datetime) -> str | None:
    """Begin to ask about a call, after the commit: its CallSid, None if it has ended.

    Then call `settle`, or nothing at all: it is asked about again.
    """
    call = _locked(session, call_id)
    if call.ended_at or (call.asked_at and call.asked_at > now - LOOK):
        return None
    call.asked_at = now
    return call.sid


def settle(
    session: Session, call_id: int, status: str | None, ended_at: datetime | None, now: datetime
) -> None:
    """The network says how the call stands (CallStatus), None if it knows no such call."""
    call = _locked(session, call_id)
    if status is None or now >= call.started_at + LONGEST:
        calls.ended(session, call.sid, "unknown", now)
    elif status in FINAL:
        calls.ended(session, call.sid, status, ended_at or now)
        _tell_the_attempt(session, call, status, ended_at, now)


def _tell_the_attempt(
    session: Session, call: Call, status: str, ended_at: datetime | None, now: datetime
) -> None:
    attempt = session.get(Attempt, call.attempt_id) if call.attempt_id else None
    if attempt is not None:
        progress.agent_leg(session, attempt.token, call.sid, status, now, at=ended_at)


def _locked(session: Session, call_id: int) -> Call:
    return session.get_one(
        Call, call_id, with_for_update={"key_share": True}, populate_existing=True
    )
