"""Offers: an agent's leg from being placed until it is taken, passed, missed or given back.

Whatever becomes of an offer, the callback keeps its place: only the agent may lose by it.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from ivr.models import Attempt
from ivr.services import agents, attempts, guarded, moves, pace
from ivr.services.policy import Policy

WRONG_NUMBER: Final = frozenset(
    {13223, 13224, 13225, 13226, 13227, 21211, 21214, 21215, 21216, 21217, 21219}
)
"""Refusals that speak of the number rung, the agent's. Source: Twilio, "Error codes"."""

TROUBLE: Final = timedelta(seconds=30)
"""So long nobody is rung after the network has refused us, or left us without an answer."""


def placed(session: Session, attempt_id: int, sid: str) -> bool:
    """The network has taken the agent's leg over; whether it is still wanted.

    The leg's own webhook may have come first. False: the offer has ended meanwhile, or belongs
    to another leg, and this one is to be ended.
    """
    attempt = attempts.hold(session, attempt_id)
    return bind(session, attempt, sid) and attempt.state != "ended"


def declined(session: Session, attempt_id: int, code: int | None, now: datetime) -> None:
    """The network has certainly not placed the agent's leg.

    A number that it can't call pauses the agent. Any other refusal is no fault of hers, and
    makes all dialling wait a little. A refusal that comes after the lease still lets her go.
    """
    attempt = attempts.hold(session, attempt_id)
    if attempt.agent_sid or attempt.agent_ended_at:
        return
    if is_on_offer(attempt):
        give_back(session, attempt, "not_placed", now)
    guarded.change(session, attempt, {"state": "ended"}, {"agent_ended_at": now})
    if code in WRONG_NUMBER:
        agents.unreachable(session, attempt.staff, attempt.id, now)
    else:
        agents.free(session, attempt.staff, "not_placed", attempt.id, now)
        pace.hold(session, "calls", now + TROUBLE)


def in_doubt(session: Session, now: datetime) -> None:
    """The network left us without an answer: the offer's lease decides, and dialling waits."""
    pace.hold(session, "calls", now + TROUBLE)


def take_up(session: Session, attempt_id: int, sid: str, now: datetime) -> Attempt | None:
    """The agent has answered this leg: her offer, or None if it is not (any more) this leg's."""
    attempt = attempts.hold(session, attempt_id)
    if not is_on_offer(attempt) or not bind(session, attempt, sid):
        return None
    heard(session, attempt, now)
    if is_withdrawn(attempt):
        attempts.end(session, attempt, "cancelled", now)
        return None
    return attempt


def is_on_offer(attempt: Attempt) -> bool:
    """Whether it is still open to the agent."""
    return attempt.state == "offered"


def is_withdrawn(attempt: Attempt) -> bool:
    """Whether the callback is no longer what was offered: the citizen has cancelled it."""
    callback = attempt.callback
    return callback.state != "offered" or callback.epoch != attempt.epoch


def heard(session: Session, attempt: Attempt, now: datetime) -> None:
    """A word from the agent's leg: the lease of what is still on offer begins anew."""
    values = {"heard_at": attempt.heard_at or now}
    if is_on_offer(attempt):
        lease = timedelta(seconds=Policy.read(attempt.callback.line.policy).lease)
        values["lease_until"] = now + lease
    guarded.change(session, attempt, {"state": attempt.state}, values)


def pass_on(session: Session, attempt_id: int, sid: str, now: datetime) -> bool:
    """The agent leaves it to somebody else; whether it was still hers to leave.

    She is ready again as soon as her leg has ended.
    """
    attempt = attempts.hold(session, attempt_id)
    if not is_on_offer(attempt) or attempt.agent_sid != sid:
        return False
    leave(session, attempt, now)
    return True


def leave(session: Session, attempt: Attempt, now: datetime) -> None:
    """She is there, and leaves an open offer to somebody else: no miss, and no try counts."""
    agents.decided(session, attempt.staff)
    give_back(session, attempt, "passed", now, actor=agents.named(attempt.staff))


def miss(session: Session, attempt: Attempt, now: datetime) -> None:
    """Her telephone rang, or was picked up, and nothing was pressed."""
    give_back(session, attempt, "missed", now)
    agents.miss(session, attempt.staff, now)


def lapse(session: Session, attempt_id: int, now: datetime) -> bool:
    """Close an offer whose lease has ended, if it still is one.

    There is no doubt about it: it never had a Dial. It is a miss only if the leg was heard of.
    The leg may still ring or be listened to, so the agent is held until its end is known.
    """
    attempt = attempts.hold(session, attempt_id)
    if not is_on_offer(attempt) or now < attempt.lease_until:
        return False
    if attempt.heard_at:
        miss(session, attempt, now)
    else:
        give_back(session, attempt, "lapsed", now)
    return True


def give_back(
    session: Session,
    attempt: Attempt,
    result: str,
    now: datetime,
    *,
    actor: str = "system",
    to: str = "ready",
    **changes: object,
) -> None:
    """End an offer and put the callback back into its place, unless it has been withdrawn.

    The agent is held until her leg has ended.
    """
    attempts.end(session, attempt, result, now)
    if is_withdrawn(attempt):
        return
    moves.move(
        session,
        attempt.callback,
        to,
        cause=result,
        actor=actor,
        now=now,
        epoch=attempt.epoch,
        attempt_id=attempt.id,
        **changes,
    )


def bind(session: Session, attempt: Attempt, sid: str) -> bool:
    """Whether `sid` is the attempt's one agent leg; the first that is heard of becomes it."""
    if attempt.agent_sid is None:
        guarded.change(session, attempt, {"agent_sid": None}, {"agent_sid": sid})
    return attempt.agent_sid == sid
