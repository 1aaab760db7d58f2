"""Settling: what is heard of the citizen's leg becomes facts of the attempt, and these decide.

Facts only grow: a later state wins, a final one stays, times are the earliest told. So the rows
are the same in whatever order, how often and how incompletely the network speaks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from flows.rules import ringing
from flows.rules.ladder import Result
from flows.rules.states import CALLBACK_LIMITS, CallbackState
from ivr.models import Attempt
from ivr.services import (
    attempts,
    guarded,
    legs,
    moves,
    outcomes,
    raising,
    reaching,
    retries,
    wrapups,
)
from ivr.services.policy import Policy
from ivr.services.raising import Cause

RANKS: Final = {"queued": 0, "initiated": 1, "ringing": 2, "in-progress": 3}
FINAL: Final = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})

UNKNOWN_NUMBERS: Final = frozenset({404, 410, 484, 604})
"""SIP answers that say: there is no such number. Source: RFC 3261, section 21."""

ASKED: Final = -1
"""The sequence of an answer that was asked for: the leg's own word, whichever was missed."""

_BEYOND_RINGING: Final = timedelta(seconds=CALLBACK_LIMITS[CallbackState.DIALLING].seconds)


@dataclass(frozen=True, slots=True)
class Leg:
    """A word about the citizen's leg. `at` is when it happened, by the network if it says so.

    `sequence` is None in the Dial's own result, which knows no reason for a failure, and ASKED in
    an answer of the network; `sip` is the last answer of the far end, `talked` the seconds from
    its answer to its end.
    """

    status: str
    at: datetime
    sid: str | None = None
    sequence: int | None = None
    talked: int | None = None
    sip: int | None = None


def hear(session: Session, attempt: Attempt, leg: Leg, now: datetime) -> None:
    """Add what is told of the citizen's leg to the facts, and let them decide."""
    if leg.sid and attempt.citizen_sid not in (None, leg.sid):
        raising.raise_up(session, attempt.callback, "two_legs", now)
        return
    guarded.change(session, attempt, {"state": attempt.state}, _facts(attempt, leg))
    conclude(
        session,
        attempt,
        now,
        no_such_number=leg.sip in UNKNOWN_NUMBERS,
        agent_stayed=leg.sequence is None,  # she heard how her Dial had ended
    )


def _facts(attempt: Attempt, leg: Leg) -> dict[str, object]:
    ended = leg.at if leg.status in FINAL else None
    facts: dict[str, object] = {
        "citizen_sid": attempt.citizen_sid or leg.sid,
        "answered_at": _earliest(attempt.answered_at, _answered_at(leg)),
        "citizen_ended_at": _earliest(attempt.citizen_ended_at, ended),
    }
    if _goes_further(attempt, leg):
        facts |= {"citizen_status": leg.status, "citizen_sequence": leg.sequence}
    return facts


def _goes_further(attempt: Attempt, leg: Leg) -> bool:
    """Whether it says more than is known; of two final words the leg's own, not the Dial's."""
    if attempt.citizen_status is None:
        return True
    known, told = _rank(attempt.citizen_status), _rank(leg.status)
    return told > known or (told == known and _is_the_dials(attempt) and leg.sequence is not None)


def _is_the_dials(attempt: Attempt) -> bool:
    """Whether the status kept is the Dial's own result."""
    return attempt.citizen_sequence is None


def _rank(status: str) -> int:
    return len(RANKS) if status in FINAL else RANKS[status]


def _answered_at(leg: Leg) -> datetime | None:
    match leg.status:
        case "in-progress":
            return leg.at
        case "completed":
            return leg.at - timedelta(seconds=leg.talked or 0)
        case _:
            return None


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def conclude(
    session: Session,
    attempt: Attempt,
    now: datetime,
    *,
    no_such_number: bool = False,
    agent_stayed: bool = False,
) -> None:
    """Do what the facts of an attempt call for. Nothing, if it has been done before."""
    if attempt.state == "dialling" and attempt.answered_at:
        _begin_talk(session, attempt, now)
    if attempt.state == "talking" and (attempt.citizen_ended_at or attempt.agent_ended_at):
        _end_talk(session, attempt, now)
    elif attempt.state == "dialling" and (miss := _miss(attempt, agent_stayed)):
        _end_miss(session, attempt, "invalid_number" if no_such_number else miss, now)
    wrapups.let_go(session, attempt, now)


def _begin_talk(session: Session, attempt: Attempt, now: datetime) -> None:
    talk = Policy.read(attempt.callback.line.policy).time_limit
    limit = CALLBACK_LIMITS[CallbackState.TALKING].total(ring=0, talk=talk)
    attempts.move(session, attempt, "talking", talk_until=now + timedelta(seconds=limit))
    _move(session, attempt, "talking", "answered", now)


def _end_talk(session: Session, attempt: Attempt, now: datetime) -> None:
    """The end of either leg is the end of both. What it was about is still to be filed."""
    attempts.end(session, attempt, "answered", now)
    _move(session, attempt, "unfiled", "hung_up", now)
    if attempt.outcome:  # filed at the desk before the end was heard of
        outcomes.apply(session, attempt, now)


def _miss(attempt: Attempt, agent_stayed: bool) -> Result | None:
    """The miss that the facts tell of. A failure waits for the leg's own word, with its reason."""
    match attempt.citizen_status:
        case "busy":
            return "busy"
        case "no-answer" | "canceled":
            return "no_answer" if agent_stayed else _unanswered(attempt)
        case "failed" if not _is_the_dials(attempt):
            return "failed"
        case _:
            return None


def _unanswered(attempt: Attempt) -> Result | None:
    """It may have been the agent's leg that ended it. A cancelled leg says so itself; any other
    that ended early waits until hers has ended, too.
    """
    ended_at, ring_until = attempt.citizen_ended_at, attempt.ring_until
    if ended_at is None or ring_until is None:
        return None
    left_at = ended_at if attempt.citizen_status == "canceled" else attempt.agent_ended_at
    return ringing.unanswered(ended_at, ring_until - _BEYOND_RINGING, left_at)


def _end_miss(session: Session, attempt: Attempt, result: Result, now: datetime) -> None:
    attempts.end(session, attempt, result, now)
    if result == "invalid_number":
        reaching.dialled(attempt.callback).unreachable = True
    retries.follow(session, attempt, result, now, cause=result)


def fail_plainly(session: Session, attempt_id: int, now: datetime) -> bool:
    """The reason for a failure has not come in time: it is settled without one."""
    attempt = attempts.hold(session, attempt_id)
    overdue = attempt.ring_until is not None and attempt.ring_until <= now
    if attempt.state != "dialling" or attempt.citizen_status != "failed" or not overdue:
        return False
    _end_miss(session, attempt, "failed", now)
    wrapups.let_go(session, attempt, now)
    return True


def give_up(session: Session, attempt: Attempt, cause: Cause, now: datetime) -> None:
    """What became of a leg can't be found out: a person must see to it. Never a redial.

    A conversation whose outcome has been filed leaves nothing to find out.
    """
    if attempt.state == "talking" and attempt.outcome:
        _end_talk(session, attempt, now)
    else:
        attempts.end(session, attempt, "unknown", now)
        _move(session, attempt, "needs_human", cause, now)
        raising.raise_up(session, attempt.callback, cause, now)
    wrapups.let_go(session, attempt, now)


def never_placed(session: Session, attempt_id: int, now: datetime) -> bool:
    """The network is certain that there never was a citizen's leg: as if nobody had accepted."""
    attempt = attempts.hold(session, attempt_id)
    if attempt.state != "dialling" or attempt.citizen_status:
        return False
    attempts.end(session, attempt, "not_placed", now)
    if attempt.cap_day:
        legs.give_back(session, attempt.callback, attempt.cap_day)
    _move(session, attempt, "ready", "not_placed", now)
    wrapups.let_go(session, attempt, now)
    return True


def _move(session: Session, attempt: Attempt, to: str, cause: str, now: datetime) -> None:
    moves.move(
        session,
        attempt.callback,
        to,
        cause=cause,
        actor="system",
        now=now,
        epoch=attempt.epoch,
        attempt_id=attempt.id,
    )
