"""Doubts about our calls: what the webhooks left open is asked of the network, never guessed.

In doubt are an agent's leg that was ordered and never named, a citizen's leg of which nothing is
heard beyond its limit, and an agent's leg whose end has not been told. What the network answers
goes through the same doors as what it tells by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import BindParameter, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from flows.rules.states import ASKING_LIMIT
from ivr.models import Attempt
from ivr.services import agents, attempts, calls, guarded, offers, progress, settlement, wrapups
from ivr.services.settlement import FINAL, Leg

AGAIN: Final = timedelta(seconds=10)
"""The least time between two questions about a leg that may concern a citizen."""
LOOK: Final = timedelta(seconds=30)
"""So long after an offer, or its end, an agent's leg is asked about, and again each time."""
APART: Final = timedelta(seconds=30)
"""Two answers that name no leg prove, so far apart, that there is none: one may be stale."""
IN_VAIN: Final = timedelta(seconds=ASKING_LIMIT.seconds)
"""So long answers may settle nothing, or not come at all."""
SKEW: Final = timedelta(minutes=1)
"""Within this of our ordering it a leg was made: waiting for the answer, and clocks that differ.
Until an agent is rung for another offer, more time passes than that."""
LONGEST: Final = timedelta(hours=24)
"""No call of Twilio's lasts longer. Source: Twilio, "Call resource", TimeLimit."""
MOST: Final = 20
"""The most that is asked about at one beat."""

Why = Literal["silence", "out_of_reach"]
"""The network knows nothing that would settle it; it could not be asked."""

_CANCELLABLE: Final = frozenset({"queued", "ringing"})
_NOW: BindParameter[datetime] = bindparam("now")
_ASKED: BindParameter[datetime] = bindparam("asked_before")
_LOOKED: BindParameter[datetime] = bindparam("looked_before")

_OVERDUE = and_(
    attempts.IS_LIVE,
    or_(
        and_(Attempt.state == "dialling", Attempt.ring_until <= _NOW),
        and_(Attempt.state == "talking", Attempt.talk_until <= _NOW),
    ),
    or_(Attempt.asked_at.is_(None), Attempt.asked_at <= _ASKED),
)
_LEG_OPEN = and_(
    Attempt.agent_ended_at.is_(None),
    or_(
        and_(Attempt.state == "ended", Attempt.ended_at <= _LOOKED),
        and_(
            Attempt.state == "offered",
            Attempt.agent_sid.is_(None),
            Attempt.created_at <= _LOOKED,
        ),
    ),
    or_(Attempt.asked_at.is_(None), Attempt.asked_at <= _LOOKED),
)


_SILENT = (
    select(Attempt.id)
    .where(_OVERDUE)
    .order_by(Attempt.asked_at.nulls_first(), Attempt.id)
    .limit(MOST)
)
_STRAY = (
    select(Attempt.id)
    .where(_LEG_OPEN)
    .order_by(Attempt.asked_at.nulls_first(), Attempt.id)
    .limit(MOST)
)
_STILL = select(Attempt.id).where(Attempt.id == bindparam("of_attempt"), or_(_OVERDUE, _LEG_OPEN))

_KNOWN = select(Attempt.agent_sid).where(Attempt.agent_sid.in_(bindparam("sids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is to be asked: about the agent's leg, and unless it is `over` already, its end.

    Without a `sid` the leg is one from `from_` to `to` (E.164), ordered `ordered_at`. `dialled`:
    there may be a citizen's leg inside it.
    """

    attempt_id: int
    sid: str | None
    to: str
    from_: str
    ordered_at: datetime
    dialled: bool
    over: bool


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


def due(session: Session, now: datetime) -> Sequence[int]:
    """The attempts in doubt that may be asked about now; the longest unasked come first."""
    moments = _moments(now)
    found = [session.scalars(each, moments).all() for each in (_SILENT, _STRAY)]
    return [attempt_id for ids in found for attempt_id in ids]


def take(session: Session, attempt_id: int, now: datetime) -> Doubt | None:
    """Begin to ask about an attempt, after the commit; None if there is no doubt (any more).

    Then call `settle` or `unanswered`. If nobody does, it is soon asked about again.
    """
    attempt = attempts.hold(session, attempt_id)
    if session.scalar(_STILL, {"of_attempt": attempt_id, **_moments(now)}) is None:
        return None
    _note(session, attempt, asked_at=now, asked_since=_asked_since(attempt, now))
    return Doubt(
        attempt_id=attempt.id,
        sid=attempt.agent_sid,
        to=_number(session, attempt),
        from_=attempt.callback.line.number,
        ordered_at=attempt.created_at,
        dialled=attempt.state in ("dialling", "talking"),
        over=attempt.agent_ended_at is not None,
    )


def pick(session: Session, doubt: Doubt, listed: Sequence[Candidate]) -> Seen:
    """The leg without a name among those between its numbers: made then, and no other attempt's."""
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


def _moments(now: datetime) -> dict[str, datetime]:
    return {"now": now, "asked_before": now - AGAIN, "looked_before": now - LOOK}


def _asked_since(attempt: Attempt, now: datetime) -> datetime:
    """Time in which nobody asked, because no scheduler ran, is not time asked in vain."""
    lately = attempt.asked_at is not None and now < attempt.asked_at + IN_VAIN
    return attempt.asked_since if lately and attempt.asked_since else now


def _number(session: Session, attempt: Attempt) -> str:
    try:
        return agents.number(session, attempt.staff)
    except LookupError:
        return ""


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
        _note(session, attempt, unlisted_at=now)
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
        _note(session, attempt, asked_since=None)
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
    _note(session, attempt, agent_ended_at=now)
    wrapups.let_go(session, attempt, now)


def _note(session: Session, attempt: Attempt, **values: datetime | None) -> None:
    guarded.change(session, attempt, {"state": attempt.state}, values)
