"""A citizen who rings back after a call of ours that she missed: she can be reached now, so the
next call need not wait for its step of the ladder. Her place in line stays what it was.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.rules.ladder import first_call
from flows.rules.languages import Language
from ivr.db import spelt
from ivr.models import Attempt, Callback
from ivr.services import events, legs, promises
from ivr.services.policy import Policy
from ivr.services.promises import Told

_LAST: Final = (
    select(Attempt.counted, Attempt.ended_at)
    .where(Attempt.callback_id == bindparam("callback_id"), Attempt.state == spelt("ended"))
    .order_by(Attempt.id.desc())
    .limit(1)
)


def was_missed(session: Session, callback: Callback) -> bool:
    """Whether it waits for another try because our last call did not reach the citizen."""
    if callback.state != "waiting" or not callback.counted:
        return False
    last = session.execute(_LAST, {"callback_id": callback.id}).first()
    return last is not None and last.counted


def call_sooner(
    session: Session, callback: Callback, policy: Policy, language: Language, now: datetime
) -> Told:
    """Let the next try come as soon as one may; the time that is told now, and kept.

    `callback` was missed, and is locked. Nothing changes where the next try is as near as that,
    or where today's calls to the number are spent.
    """
    soon = max(first_call(now, policy.ladder), _rested(session, callback, policy))
    if soon < callback.not_before and legs.left(session, callback, policy.caps, now):
        callback.not_before = soon
        subject, state = ("callback", callback.id), callback.state
        events.record(session, subject, state, state, "rang_back", "citizen", now)
    told = promises.foresee_again(session, callback, language, policy, now, callback.not_before)
    promises.tell(session, callback, told, "spoken", now, language)
    return told


def _rested(session: Session, callback: Callback, policy: Policy) -> datetime:
    """When the least gap since our last call is over."""
    ended_at: datetime = session.execute(_LAST, {"callback_id": callback.id}).one().ended_at
    return ended_at + policy.ladder.least_gap
