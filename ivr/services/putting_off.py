"""Putting off: a supervisor has a citizen called at another time, of which she is told.

The place in line stays. What was told before gives way; if it was an earlier time, it was broken.
"""

from datetime import date, datetime, time
from typing import Any, Final, Literal, cast, get_args

from sqlalchemy.orm import Session

from flows.rules import putting_off
from flows.rules.estimate import Promise
from flows.rules.languages import Language
from flows.rules.putting_off import Part
from flows.rules.window import local_date
from ivr.models import Callback
from ivr.services import calendar, callback_texts, calling_up, lines, moves, promises, supervised
from ivr.services.supervised import UNTOUCHED

Why = Literal["asked", "crowded", "closing", "trouble"]
WHYS: Final[tuple[Why, ...]] = get_args(Why)
"""Why somebody is called later than was told: at her own wish, or because of us."""

KIND: Final = "put_off"
"""Of the text that tells of it; there is one for each callback."""

Told = Literal["text", "self"]


class NotPutOff(ValueError):
    """Why it can't be so: `closed`, `past`, `why` if a later time needs a reason, or `untold`
    if no text can be sent and the supervisor has not told the citizen herself."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The callback can't be put off: {code}.")
        self.code = code


def begins(
    session: Session, line_key: str, on: date, part: Part, clock: time | None, now: datetime
) -> datetime:
    """The moment that is meant by a day and a part of it. Raises NotPutOff."""
    days = calendar.of_line(session, lines.by_key(session, line_key), local_date(now))
    at = putting_off.begins(days, on, part, clock)
    if at is None:
        raise NotPutOff("closed")
    if at <= now:
        raise NotPutOff("past")
    return at


def put_off(
    session: Session,
    public_id: str,
    at: datetime,
    *,
    why: Why | None,
    told: Told,
    actor: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Call from `at` on, not before, and tell the citizen so, or note that she was told.

    Raises NotAsSeen and NotPutOff. An agreed minute is the booking's and can't be put off here.
    """
    callback = supervised.hold(session, public_id, UNTOUCHED, seen)
    if callback.kind == "phone_time":
        raise supervised.NotAsSeen(f"The callback {public_id} has an agreed minute.")
    promise = _promise(session, callback, at, now)
    _give_way(session, callback, promise, why, now)
    _wait(session, callback, at, f"put_off:{why}" if why else "put_off", actor, now)
    _tell(session, callback, promise, told, now)


def foreseen(session: Session, line_key: str, at: datetime, now: datetime) -> Promise | None:
    """What the citizen is told of that moment."""
    days = calendar.of_line(session, lines.by_key(session, line_key), local_date(now))
    return promises.again(days, at)


def _promise(session: Session, callback: Callback, at: datetime, now: datetime) -> Promise:
    promise = foreseen(session, callback.line.key, at, now)
    if promise is None or at <= now or not promise.from_at <= at < promise.to_at:
        raise NotPutOff("closed")
    return promise


def _give_way(
    session: Session, callback: Callback, promise: Promise, why: Why | None, now: datetime
) -> None:
    last = promises.last(session, callback.id)
    if last is None or last.score is not None or promise.to_at <= last.to_at:
        return
    if why is None:
        raise NotPutOff("why")
    for held in promises.unjudged(session, callback.id):
        if held.to_at < promise.to_at:
            promises.give_up(held, now)


def _wait(
    session: Session, callback: Callback, at: datetime, cause: str, actor: str, now: datetime
) -> None:
    values: dict[str, Any] = {"not_before": at, "raised_at": None, "raised_reason": None}
    values |= calling_up.undone(callback)
    if callback.state == "ready":
        moves.move(session, callback, "waiting", cause=cause, actor=actor, now=now, **values)
        return
    for name, value in values.items():
        setattr(callback, name, value)
    supervised.note(session, callback, cause, actor, now)


def _tell(
    session: Session, callback: Callback, promise: Promise, told: Told, now: datetime
) -> None:
    if told == "self":
        words = callback_texts.word(promise, cast(Language, callback.language))
        promises.tell(session, callback, words, "staff", now)
    elif not callback_texts.tell(session, callback, KIND, promise, now):
        raise NotPutOff("untold")
