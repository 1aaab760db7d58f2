"""Outcomes: what came of a conversation, filed by key or at the desk with the same effect."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, cast, get_args

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.rules.ladder import Again
from flows.rules.languages import Language
from flows.rules.order import Kind
from flows.rules.window import local_date
from ivr import perils
from ivr.db import spelt
from ivr.models import Attempt, Callback, Staff
from ivr.services import (
    agents,
    attempts,
    calendar,
    guarded,
    lanes,
    promises,
    reaching,
    retries,
    tasks,
    wrapups,
)
from ivr.services.promises import Told

Outcome = Literal[
    "done",
    "later_hour",
    "later_morning",
    "later_afternoon",
    "not_reached",
    "wrong_number",
    "cut_off",
    "visit",
]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)

_UNFILED = (
    select(Attempt.id)
    .join(Callback, Callback.id == Attempt.callback_id)
    .where(
        Attempt.staff_id == bindparam("of_staff"),
        Attempt.result == spelt("answered"),
        Attempt.outcome.is_(None),
        Callback.state == spelt("unfiled"),
        Callback.epoch == Attempt.epoch,
    )
)


@dataclass(frozen=True, slots=True)
class Filed:
    """The outcome is stored; `again_at` is when the citizen is called again, if that was asked."""

    again_at: datetime | None = None


def unfiled_of(session: Session, agent: Staff) -> int | None:
    """The agent's oldest conversation without an outcome: the id of its attempt.

    What the citizen or a supervisor has ended meanwhile needs none any more.
    """
    # The least is found here: asked for it, PostgreSQL might read the attempts from the first on.
    return min(session.scalars(_UNFILED, {"of_staff": agent.id}), default=None)


def file(session: Session, attempt_id: int, outcome: Outcome, now: datetime) -> Filed | None:
    """File the outcome of a conversation; None if it has one, or there was no conversation.

    While the end of the call has not been heard of yet, the outcome waits for it.
    """
    attempt = attempts.hold(session, attempt_id)
    if attempt.outcome or not _had_conversation(attempt):
        return None
    values = {"outcome": outcome, "outcome_at": now}
    guarded.change(session, attempt, {"outcome": None}, values)
    filed = apply(session, attempt, now) if attempt.state == "ended" else Filed()
    wrapups.let_go(session, attempt, now)
    perils.reached("filed")
    return filed


def _had_conversation(attempt: Attempt) -> bool:
    if attempt.state == "talking":
        return True
    callback = attempt.callback
    return callback.state == "unfiled" and callback.epoch == attempt.epoch


def apply(session: Session, attempt: Attempt, now: datetime) -> Filed:
    """Do what a filed outcome asks for, once the conversation has ended."""
    outcome = cast(Outcome, attempt.outcome)
    if outcome == "wrong_number":
        reaching.dialled(attempt.callback).refuses_typed = True
    following = retries.follow(
        session,
        attempt,
        outcome,
        now,
        cause=f"outcome:{outcome}",
        actor=agents.named(attempt.staff),
        **_changes(attempt, outcome),
    )
    if outcome == "visit":
        tasks.book_visit(session, attempt, now)
    if not outcome.startswith("later") or not isinstance(following, Again):
        return Filed()
    _tell(session, attempt.callback, following.not_before, now)
    return Filed(following.not_before)


def _changes(attempt: Attempt, outcome: Outcome) -> dict[str, Any]:
    """Cut off: the same agent's again, and first in line."""
    if outcome != "cut_off":
        return {}
    kind: Kind = "cut_off"
    lane = lanes.of(attempt.callback, kind=kind)
    return {"kind": kind, "lane": lane, "for_staff_id": attempt.staff_id}


def _tell(session: Session, callback: Callback, again_at: datetime, now: datetime) -> None:
    """The agent has told the citizen when: that is a promise like any other."""
    days = calendar.of_line(session, callback.line, local_date(now))
    promise = promises.again(days, again_at)
    words = promises.word(promise, cast(Language, callback.language), now)
    promises.tell(session, callback, Told(promise, words, False), "staff", now)
