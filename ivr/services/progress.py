"""What the network tells of a call's legs: the doors at which its webhooks knock.

Words about an unknown attempt, or about another leg than the attempt's own, change nothing.
Whoever writes the row of the call in the same transaction does that first: a turn locks its call
before the attempt.
"""

from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from ivr.models import Attempt
from ivr.services import attempts, guarded, offers, settlement
from ivr.services.settlement import FINAL, Leg

Rang = Literal["answered", "busy", "no_answer", "failed", "unknown"]

RANG: Final[dict[str, Rang]] = {
    "completed": "answered",
    "answered": "answered",
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "no_answer",
    "failed": "failed",
}
"""How a Dial has ended (Twilio's DialCallStatus), in the words of the dialogues."""


def agent_leg(
    session: Session,
    token: str,
    sid: str,
    status: str,
    now: datetime,
    *,
    at: datetime | None = None,
) -> None:
    """The agent's leg (CallStatus): ringing, answered, over. Every word renews the offer.

    `at` is when it happened, if the network says so.
    """
    attempt_id = attempts.of_token(session, token)
    if attempt_id is None:
        return
    attempt = attempts.hold(session, attempt_id)
    if not offers.bind(session, attempt, sid):
        return
    offers.heard(session, attempt, now)
    if status in FINAL:
        _agent_gone(session, attempt, status, at or now, now)


def agent_listens(session: Session, attempt_id: int, sid: str, now: datetime) -> None:
    """The agent's leg has asked for its next turn: she is there, and so the offer stands."""
    attempt = attempts.hold(session, attempt_id)
    if offers.is_on_offer(attempt) and attempt.agent_sid == sid:
        offers.heard(session, attempt, now)


def _agent_gone(
    session: Session, attempt: Attempt, status: str, at: datetime, now: datetime
) -> None:
    values = {"agent_ended_at": min(attempt.agent_ended_at or at, at)}
    guarded.change(session, attempt, {"state": attempt.state}, values)
    if offers.is_on_offer(attempt):
        _come_to_nothing(session, attempt, status, now)
    settlement.conclude(session, attempt, now)


def _come_to_nothing(session: Session, attempt: Attempt, status: str, now: datetime) -> None:
    if status == "canceled":  # by us
        offers.give_back(session, attempt, "withdrawn", now)
    else:
        offers.miss(session, attempt, now)


def citizen_leg(session: Session, leg_token: str, leg: Leg, now: datetime) -> None:
    """The citizen's leg (its own call progress): initiated, ringing, answered, over."""
    attempt_id = attempts.of_leg_token(session, leg_token)
    if attempt_id is not None:
        settlement.hear(session, attempts.hold(session, attempt_id), leg, now)


def dial_ended(
    session: Session,
    attempt_id: int,
    status: str,
    now: datetime,
    *,
    sid: str | None = None,
    talked: int | None = None,
    agent_gone: bool = False,
) -> Rang:
    """The Dial's own result (DialCallStatus, DialCallSid, DialCallDuration) in the agent's call.

    To be told before the turn is taken, in the same transaction: the outcome that is asked for
    then belongs to a conversation that has ended. A status that is none of Twilio's is no fact:
    what became of the leg is then unknown. Nor is it one that nobody answered, if the agent's
    call has ended as well: whether it was she who ended it, the legs themselves tell.
    """
    rang = RANG.get(status, "unknown")
    if rang != "unknown" and not (agent_gone and rang == "no_answer"):
        final = "completed" if rang == "answered" else status
        leg = Leg(final, now, sid, None, talked)
        settlement.hear(session, attempts.hold(session, attempt_id), leg, now)
    return rang
