"""Text messages: queued in the transaction of their cause, sent once, never again on doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, bindparam, literal_column, select
from sqlalchemy.orm import Session

from flows.prompts import sms, written
from flows.rules import estimate
from flows.rules.languages import Language
from flows.rules.numbers import takes_texts
from flows.rules.window import HELSINKI, at_local, local_date
from ivr.db import opaque_id, racing_insert
from ivr.models import Agency, Attempt, Callback, Contact, Message
from ivr.services import calendar, events, promises
from ivr.services.promises import Told

FIRST, LAST = time(8), time(20)
"""Texts are sent from Monday to Saturday between these hours, Helsinki time."""

DOUBT: Final = timedelta(minutes=10)
"""So long a message may be in the hands of a sender that says nothing."""

_SUNDAY: Final = 6
_RESULTS: Final = {"delivered": "delivered", "undelivered": "failed", "failed": "failed"}
"""What Twilio's final statuses of a message come to; the others say nothing final."""

_INSERT = racing_insert(Message).returning(Message.id)
# Written out: a partial index is only used for what the statement itself says.
_QUEUED: ColumnElement[str] = literal_column("'queued'")
_SENDING: ColumnElement[str] = literal_column("'sending'")
_DUE = (
    select(Message)
    .where(Message.state == _QUEUED, Message.send_after <= bindparam("now"))
    .order_by(Message.send_after)
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True)
    .execution_options(populate_existing=True)
)
_SILENT = (
    select(Message)
    .where(Message.state == _SENDING, Message.sent_at <= bindparam("before"))
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True)
    .execution_options(populate_existing=True)
)
_BY_TOKEN = (
    select(Message)
    .where(Message.token == bindparam("token"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text to be sent now: `to` and `from_` in E.164, `token` names it in the status path."""

    id: int
    token: str
    to: str
    from_: str
    body: str


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

    It is not for a number that can't take texts, nor a second time for the same attempt (or for
    none).
    """
    number = callback.contact.number
    if number is None or not takes_texts(number):
        return False
    told = _written(promise, cast(Language, callback.language)) if promise else None
    row = _row(session, callback, kind, told.words if told else "", now)
    message_id = session.scalar(_INSERT, {**row, "attempt_id": attempt_id})
    if message_id is None:
        return False
    events.record(session, ("message", message_id), None, "queued", kind, "system", now)
    if told:
        promises.tell(session, callback, told, "text", now)
    return True


def due(session: Session, now: datetime, limit: int = 20) -> Sequence[Outgoing]:
    """Take texts to be sent; commit before sending. A crash in between leaves them in doubt.

    Then call `sent`, `failed` or `unknown` for each.
    """
    taken = []
    for message in session.scalars(_DUE, {"now": now, "most": limit}):
        outgoing = _outgoing(session, message)
        if outgoing is None:
            _move(session, message, "failed", "no_number", now)
            continue
        message.sent_at = now
        _move(session, message, "sending", "due", now)
        taken.append(outgoing)
    return taken


def sent(session: Session, message_id: int, sid: str, now: datetime) -> None:
    """The network has taken the text over. Its status may have been heard of already."""
    message = _locked(session, message_id)
    message.sid = message.sid or sid
    if message.state in ("sending", "unknown"):
        _move(session, message, "sent", "accepted", now)


def failed(session: Session, message_id: int, error: int | None, now: datetime) -> None:
    """The network has certainly not taken the text over. `error` is Twilio's code."""
    message = _locked(session, message_id)
    if message.state == "sending":
        message.error = error
        _move(session, message, "failed", "refused", now)


def unknown(session: Session, message_id: int, now: datetime) -> None:
    """Nobody knows whether the network has taken it: better never than twice."""
    message = _locked(session, message_id)
    if message.state == "sending":
        _move(session, message, "unknown", "no_answer", now)


def never_sent(session: Session, message_id: int, now: datetime) -> None:
    """The network has certainly not taken over what was in doubt. It is not sent again: its time
    has passed, and the citizen hears of the miss in the next call.
    """
    message = _locked(session, message_id)
    if message.state == "unknown":
        _move(session, message, "failed", "not_sent", now)


def status(
    session: Session, token: str, sid: str, reported: str, error: int | None, now: datetime
) -> None:
    """Twilio's report on a text. Reports come late, twice and in any order: a result stands."""
    message = session.scalar(_BY_TOKEN, {"token": token})
    if message is None or message.state in ("delivered", "failed"):
        return
    message.sid = message.sid or sid
    if result := _RESULTS.get(reported):
        message.error = error
        _move(session, message, result, reported, now)


def doubt(session: Session, now: datetime, limit: int = 100) -> int:
    """Give up on texts whose sender has fallen silent in the middle; how many there were."""
    silent = session.scalars(_SILENT, {"before": now - DOUBT, "most": limit}).all()
    for message in silent:
        _move(session, message, "unknown", "silence", now)
    return len(silent)


def send_after(now: datetime) -> datetime:
    """The first moment from `now` on at which a text may be sent."""
    day = local_date(now)
    while True:
        begin, end = at_local(day, FIRST), at_local(day, LAST)
        if day.weekday() != _SUNDAY and now < end:
            return max(now, begin)
        day += timedelta(days=1)


def _written(promise: estimate.Promise, language: Language) -> Told:
    start, end = (at.astimezone(HELSINKI) for at in (promise.from_at, promise.to_at))
    return Told(promise, written.promise(start, end, language), False)


def _row(
    session: Session, callback: Callback, kind: str, eta: str, now: datetime
) -> dict[str, Any]:
    language = cast(Language, callback.language)
    number = written.number(callback.line.number)
    agency = session.get_one(Agency, 1).names[language]
    return {
        "token": opaque_id(),
        "contact_id": callback.contact_id,
        "callback_id": callback.id,
        "kind": kind,
        "language": language,
        "body": sms(kind, language, {**agency, "eta": eta, "cli": number, "ivr": number}),
        "state": "queued",
        "created_at": now,
        "send_after": send_after(now),
    }


def _outgoing(session: Session, message: Message) -> Outgoing | None:
    number = session.get_one(Contact, message.contact_id).number
    if number is None or message.body is None or message.callback_id is None:
        return None
    line = session.get_one(Callback, message.callback_id).line
    return Outgoing(message.id, message.token, number, line.number, message.body)


def _locked(session: Session, message_id: int) -> Message:
    return session.get_one(
        Message, message_id, with_for_update={"key_share": True}, populate_existing=True
    )


def _move(session: Session, message: Message, to: str, cause: str, now: datetime) -> None:
    was, message.state = message.state, to
    if to in ("delivered", "failed", "unknown"):
        message.settled_at = now
    events.record(session, ("message", message.id), was, to, cause, "system", now)
