"""What follows an attempt: the ladder is asked, the callback moved, and the due text queued."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from flows.rules import ladder, numbers
from flows.rules.agreed import Agreed
from flows.rules.ladder import Again, Closed, Result, Tries, Unreached
from flows.rules.window import HELSINKI, local_date
from ivr.db import spelt
from ivr.models import Attempt, Callback
from ivr.services import calendar, callback_texts, calling_up, guarded, lanes, legs, moves
from ivr.services.policy import Policy

Next = Again | Unreached | Closed

_ABANDONED = (
    select(func.count())
    .select_from(Attempt)
    .where(
        Attempt.callback_id == bindparam("callback_id"),
        Attempt.result == spelt("abandoned"),
    )
)

_IN_TURN: Final = {"next_at": None, "due_was": None}
KINDS: Final = {"first_miss": "missed_first", "last_miss": "missed_last"}


def follow(
    session: Session,
    attempt: Attempt,
    result: Result,
    now: datetime,
    *,
    cause: str,
    actor: str = "system",
    **changes: object,
) -> Next:
    """Move the attempt's callback to where its `result` leads, with `changes` of its columns.

    A miss is counted, and so is one call too many that agents left. The gaps are reckoned from
    `now`, when the end was heard of: never less than from the end itself.
    """
    result = _weighed(session, attempt, result)
    counted = ladder.counts(result)
    if counted:
        guarded.change(session, attempt, {"counted": False}, {"counted": True})
    tries = _tries(session, attempt, counted, now)
    following = _ask(session, attempt.callback, result, tries, now)
    to, values = _target(following, now)
    moves.move(
        session,
        attempt.callback,
        to,
        cause=cause,
        actor=actor,
        now=now,
        epoch=attempt.epoch,
        attempt_id=attempt.id,
        counted=tries.counted,
        tried_hours=sorted(tries.hours),
        **{**values, **_lane(attempt.callback, result, following), **changes},
    )
    _text(session, attempt, following, now)
    return following


def _weighed(session: Session, attempt: Attempt, result: Result) -> Result:
    if result != "abandoned":
        return result
    abandoned = session.scalars(_ABANDONED, {"callback_id": attempt.callback_id}).one()
    return ladder.weighed(result, abandoned)


def _tries(session: Session, attempt: Attempt, counted: bool, now: datetime) -> Tries:
    callback = attempt.callback
    number = callback.contact.number
    policy = Policy.read(callback.line.policy)
    return Tries(
        counted=callback.counted + counted,
        hours=frozenset({*callback.tried_hours, *_hour(attempt.released_at)}),
        takes_texts=number is not None and numbers.takes_texts(number),
        leg_left=legs.left(session, callback, policy.caps, now),
    )


def _hour(released_at: datetime | None) -> tuple[int, ...]:
    return (released_at.astimezone(HELSINKI).hour,) if released_at else ()


def _ask(session: Session, callback: Callback, result: Result, tries: Tries, now: datetime) -> Next:
    policy = Policy.read(callback.line.policy)
    days = calendar.of_line(session, callback.line, local_date(now))
    agreed = Agreed(callback.arrived_at, policy.phone_times.again)
    booked = agreed if callback.kind == "phone_time" else None
    return ladder.after(result, tries, now, days, policy.ladder, booked)


def _lane(callback: Callback, result: Result, following: Next) -> dict[str, object]:
    """What was called next has been called, unless nobody was rung. A booked time whose minutes
    are over goes on as an ordinary callback, from its minute on."""
    if not isinstance(following, Again) or (result == "not_placed" and callback.next_at):
        return {}
    if callback.kind == "phone_time" and not following.agreed:
        return {**_IN_TURN, "kind": "callback", "lane": lanes.of(callback, kind="callback")}
    return calling_up.undone(callback)


def _target(following: Next, now: datetime) -> tuple[str, dict[str, object]]:
    match following:
        case Again(not_before) if not_before <= now:
            return "ready", {"not_before": not_before}
        case Again(not_before):
            return "waiting", {"not_before": not_before}
        case Unreached():
            return "unreached", {}
        case Closed(end):
            return end, {}


def _text(session: Session, attempt: Attempt, following: Next, now: datetime) -> None:
    match following:
        case Again(text=str(text)) | Unreached(text=str(text)):
            callback_texts.queue(session, attempt, KINDS[text], now)
