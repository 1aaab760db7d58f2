"""Texts about callbacks: that somebody was missed, or that a call comes later than was told.

There are at most so many on a day for one number: whoever gets no further one hears it from the
agent who calls. The last one, after which nobody calls, waits for the next day instead.
"""

from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy.orm import Session

from flows.prompts import written
from flows.rules import estimate
from flows.rules.languages import Language
from flows.rules.window import HELSINKI, at_local, local_date
from ivr.models import Attempt, Callback
from ivr.services import calendar, messages, promises, rates
from ivr.services.policy import Policy
from ivr.services.promises import Told

LAST: Final = "missed_last"
_NEAR: Final = ("half_hour", "hour")


def queue(session: Session, attempt: Attempt, kind: str, now: datetime) -> bool:
    """Queue the text of this kind (`missed_first`, `missed_last`) about an attempt.

    Nothing is queued for a number that can't take texts, nor twice for the same attempt, nor a
    time for which the calendar knows no day. The time it tells is kept as a promise.
    """
    callback = attempt.callback
    if kind != "missed_first":
        return tell(session, callback, kind, None, now, attempt.id)
    days = calendar.of_line(session, callback.line, local_date(now))
    promise = promises.again(days, callback.not_before)
    return promise is not None and tell(session, callback, kind, promise, now, attempt.id)


def tell(
    session: Session,
    callback: Callback,
    kind: str,
    promise: estimate.Promise | None,
    now: datetime,
    attempt_id: int | None = None,
) -> bool:
    """Queue a text about a callback, telling and keeping `promise`; whether it was queued.

    It is not for a number that can't take texts or has had its share today, nor a second time
    for the same attempt (or for none).
    """
    moment = messages.reaches(session, callback.contact_id) and _take(session, callback, kind, now)
    if not moment:
        return False
    told = word(promise, cast(Language, callback.language)) if promise else None
    values = {"eta": told.words} if told else {}
    queued = messages.write(
        session, callback, kind, values, now, not_before=moment, attempt_id=attempt_id
    )
    if not queued:
        rates.give_back(session, _subject(callback), local_date(moment))
        return False
    if told:
        promises.tell(session, callback, told, "text", now)
    return True


def foresee(
    session: Session, callback: Callback, not_before: datetime, now: datetime
) -> estimate.Promise | None:
    """When we call, as a text tells it: a near time in full hours, as it is read later than it is
    written. Nothing is stored."""
    policy, language = Policy.read(callback.line.policy), cast(Language, callback.language)
    told = promises.foresee_again(session, callback, language, policy, now, not_before)
    if told.promise and told.promise.form in _NEAR:
        days = calendar.of_line(session, callback.line, local_date(now))
        return promises.again(days, not_before)
    return told.promise


def word(promise: estimate.Promise, language: Language) -> Told:
    """A promise as it is written."""
    start, end = (at.astimezone(HELSINKI) for at in (promise.from_at, promise.to_at))
    return Told(promise, written.promise(start, end, language), False)


def _take(session: Session, callback: Callback, kind: str, now: datetime) -> datetime | None:
    """When the text may go out, counted for that day; None if not at all."""
    cap = Policy.read(callback.line.policy).caps.texts
    moment = messages.send_after(now)
    if rates.take(session, _subject(callback), local_date(moment), cap):
        return moment
    if kind != LAST:
        return None
    next_day = local_date(moment) + timedelta(days=1)
    moment = messages.send_after(at_local(next_day, messages.FIRST))
    taken = rates.take(session, _subject(callback), local_date(moment), cap)
    return moment if taken else None


def _subject(callback: Callback) -> str:
    return f"texts:contact:{callback.contact_id}"
