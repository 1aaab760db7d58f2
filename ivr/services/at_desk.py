"""An offer is answered at the desk: stored there, and found by the agent's leg as it asks.

What the desk says is worth exactly a key on her telephone. Nothing is released here: her leg,
once she has answered it, goes the one way to the release.
"""

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.db import Find, spelt
from ivr.models import Attempt
from ivr.services import agents, attempts, events, guarded, offers
from ivr.services.cards import NotHers

Choice = Literal["accept", "pass"]
Seen = Literal["waiting", "accepted", "passed", "cancelled", "taken"]

LEFT: Final[Find] = select(Attempt.id).where(
    Attempt.agent_ended_at.is_(None),
    Attempt.chosen == spelt("pass"),
    Attempt.agent_sid != spelt(""),  # SQLite would look through all that are not NULL
)
"""Attempts that were left at the desk, whose legs may still ring and need not."""


def choose(session: Session, staff_id: int, token: str, choice: Choice, now: datetime) -> bool:
    """The agent takes her offer at the desk, or leaves it; whether it was still open to her.

    Taken, it waits for her telephone; it may be left as long as that has not been answered.
    Left, it goes to somebody else at once, as by key. Raises NotHers.
    """
    attempt_id = attempts.of_token(session, token)
    attempt = attempts.hold(session, attempt_id) if attempt_id else None
    if attempt is None or attempt.staff_id != staff_id:
        raise NotHers(f"staff {staff_id} has no such offer")
    if not offers.is_on_offer(attempt) or offers.is_withdrawn(attempt):
        return False
    guarded.change(session, attempt, {"state": "offered"}, {"chosen": choice})
    if choice == "accept":
        _note(session, attempt, now)
    else:
        offers.leave(session, attempt, now)
    return True


def _note(session: Session, attempt: Attempt, now: datetime) -> None:
    subject, who = ("callback", attempt.callback_id), agents.named(attempt.staff)
    events.record(session, subject, "offered", "offered", "at_desk", who, now, attempt.id)


def has_left(attempt: Attempt) -> bool:
    """Whether she has left it to somebody else, here or by key."""
    return attempt.result == "passed"


def has_taken(attempt: Attempt) -> bool:
    """Whether she has taken it here, and her telephone has yet to be answered."""
    return offers.is_on_offer(attempt) and attempt.chosen == "accept"


def look(session: Session, attempt_id: int, sid: str, now: datetime) -> Seen:
    """What the leg `sid`, on which nothing was pressed, finds answered at the desk."""
    attempt = attempts.hold(session, attempt_id)
    if attempt.agent_sid != sid:
        return "taken"
    if has_left(attempt):
        return "passed"
    if not offers.is_on_offer(attempt):
        return "taken"
    if offers.is_withdrawn(attempt):
        attempts.end(session, attempt, "cancelled", now)
        return "cancelled"
    if has_taken(attempt):
        return "accepted"
    return "waiting"


def call_off(session: Session, attempt_id: int) -> str | None:
    """The leg that is to be ended after the commit, once: if that fails, it rings to its end."""
    attempt = attempts.hold(session, attempt_id)
    if attempt.chosen != "pass" or attempt.agent_ended_at:
        return None
    guarded.change(session, attempt, {"chosen": "pass"}, {"chosen": "passed"})
    return attempt.agent_sid
