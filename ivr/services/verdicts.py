"""Verdicts: what the network's answer, or its silence, decides about an attempt in doubt.

An answer goes through the same doors as what the network tells by itself. Only answers settle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ivr.models import Attempt
from ivr.services import attempts, calls, doubts, offers, progress, settlement, wrapups
from ivr.services.doubts import IN_VAIN, Doubt
from ivr.services.settlement import FINAL, Leg

APART: Final = timedelta(seconds=30)
"""Two answers that name no leg prove, so far apart, that there is none: one may be stale."""
SKEW: Final = timedelta(minutes=1)
"""Within this of our ordering it a leg was made: waiting for the answer, and clocks that differ."""
LONGEST: Final = timedelta(hours=24)
"""No call of Twilio's lasts longer. Source: Twilio, "Call resource", TimeLimit."""

Why = Literal["silence", "out_of_reach"]
"""The network knows nothing that would settle it; it could not be asked."""

_CANCELLABLE: Final = frozenset({"queued", "ringing"})
_KNOWN = select(Attempt.agent_sid).where(Attempt.agent_sid.in_(bindparam("sids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A call between the two numbers of a leg that is looked for."""

    sid: str
    status: str
    created_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """The network's answer: the agent's leg, with no `sid` or no `status` if it knows none, and
    the citizen's legs inside it."""

    sid: str | None
    status: str | None
    ended_at: datetime | None = None
    legs: tuple[Leg, ...] = ()


def pick(session: Session, doubt: Doubt, listed: Sequence[Candidate]) -> Seen:
    """The leg without a name among those between its numbers: made then, and no other attempt's.

    None is, once the agent has been offered something else: it might be the leg of that.
    """
    if not attempts.is_latest(session, session.get_one(Attempt, doubt.attempt_id)):
        return Seen(None, None)
    known = set(session.scalars(_KNOWN, {"sids": [each.sid for each in listed]}))
    for one in listed:
        made_then = one.created_at and abs(one.created_at - doubt.ordered_at) <= SKEW
        if made_then and one.sid not in known:
            return Seen(one.sid, one.status, one.ended_at)
    return Seen(None, None)


def settle(session: Session, attempt_id: int, seen: Seen, now: datetime) -> str | None:
    """Let the network's answer decide; the leg to be cancelled after the commit, if one is.

    A leg whose offer has ended is wanted by nobody: it is not to ring in vain.
    """
    if seen.sid and seen.status in FINAL:
        calls.ended(session, seen.sid, seen.status, seen.ended_at or now)
    attempt = attempts.hold(session, attempt_id)
    if seen.sid and not offers.bind(session, attempt, seen.sid):
        return None
    _hear(session, attempt, seen, now)
    if _knows_nothing_of_it(attempt, seen) and _once_more(session, attempt, now):
        _there_was_none(session, attempt, now)
    if _is_open(attempt):
        _go_on(session, attempt, seen, now)
    unwanted = attempt.state == "ended" and seen.status in _CANCELLABLE
    return seen.sid if unwanted else None


def unanswered(session: Session, attempt_id: int, now: datetime) -> None:
    """The network could not be asked, or gave no answer."""
    attempt = attempts.hold(session, attempt_id)
    if _is_open(attempt):
        _unless_in_vain(session, attempt, "out_of_reach", now)


def _hear(session: Session, attempt: Attempt, seen: Seen, now: datetime) -> None:
    for leg in sorted(seen.legs, key=_unanswered_last):
        settlement.hear(session, attempt, leg, now)
    if seen.sid and seen.status in FINAL:
        at = seen.ended_at
        progress.agent_leg(session, attempt.token, seen.sid, seen.status, now, at=at)


def _unanswered_last(leg: Leg) -> bool:
    """Of two legs, the one with a conversation is the attempt's; the other is an alarm."""
    return leg.status not in ("in-progress", "completed")


def _knows_nothing_of_it(attempt: Attempt, seen: Seen) -> bool:
    """Whether the answer names no leg where one is in doubt: the citizen's, or the agent's."""
    if attempt.state == "dialling":
        return seen.status in FINAL and not seen.legs
    return seen.sid is None


def _once_more(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Whether the network has said so before, and long enough ago."""
    if attempt.unlisted_at is None:
        doubts.note(session, attempt, unlisted_at=now)
    return attempt.unlisted_at is not None and now >= attempt.unlisted_at + APART


def _there_was_none(session: Session, attempt: Attempt, now: datetime) -> None:
    """An offer that is still open is left to its lease."""
    if attempt.state == "dialling":
        settlement.never_placed(session, attempt.id, now)
    elif attempt.state == "ended":
        _over(session, attempt, now)


def _is_open(attempt: Attempt) -> bool:
    return attempt.state in ("dialling", "talking") or attempt.agent_ended_at is None


def _go_on(session: Session, attempt: Attempt, seen: Seen, now: datetime) -> None:
    """What goes on is no longer in doubt for now; what does for ever, can't be true."""
    goes_on = seen.status is not None and seen.status not in FINAL
    if goes_on and now < attempt.created_at + LONGEST:
        doubts.note(session, attempt, asked_since=None)
    else:
        _unless_in_vain(session, attempt, "silence", now)


def _unless_in_vain(session: Session, attempt: Attempt, why: Why, now: datetime) -> None:
    if now < (attempt.asked_since or now) + IN_VAIN:
        return
    if attempt.state in ("dialling", "talking"):
        settlement.give_up(session, attempt, why, now)
    elif attempt.state == "ended":
        _over(session, attempt, now)


def _over(session: Session, attempt: Attempt, now: datetime) -> None:
    """The agent's leg is taken to be over: at worst she is rung while she still listens."""
    doubts.note(session, attempt, agent_ended_at=now)
    wrapups.let_go(session, attempt, now)
