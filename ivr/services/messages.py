"""Text messages: queued in the transaction of their cause, sent once, never again on doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from flows.prompts import sms, written
from flows.rules.languages import Language
from flows.rules.numbers import takes_texts
from flows.rules.window import at_local, local_date
from ivr.db import ago, opaque_id, racing_insert, spelt, whether
from ivr.models import Agency, Booking, Callback, Contact, Message, Proof
from ivr.services import events, occasions, shares

FIRST, LAST = time(8), time(20)
"""Texts are sent from Monday to Saturday between these hours, Helsinki time."""

HURRY: Final = timedelta(hours=12)
"""Before whatever else is due by then goes a text for which somebody waits at a page."""

DOUBT: Final = timedelta(minutes=10)
"""So long a message may be in the hands of a sender that says nothing."""

_SUNDAY: Final = 6
_RESULTS: Final = {"delivered": "delivered", "undelivered": "failed", "failed": "failed"}
"""What Twilio's final statuses of a message come to; the others say nothing final."""

Occasion = Callback | Booking | Proof
_OF: Final[Mapping[type, str]] = {
    Callback: "callback_id",
    Booking: "booking_id",
    Proof: "proof_id",
}
_INSERT = racing_insert(Message).returning(Message.id)
# Written out: a partial index is only used for what the statement itself says.
_QUEUED: ColumnElement[str] = spelt("queued")
_SENDING: ColumnElement[str] = spelt("sending")
_DUE = (
    select(Message)
    .where(Message.state == _QUEUED, Message.send_after <= bindparam("now"))
    .order_by(Message.send_after)
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True)
    .execution_options(populate_existing=True)
)
ANY_DUE: Final = whether(Message.state == _QUEUED, Message.send_after <= ago())
"""Whether any text is due: at most beats none is."""
_NUMBER = select(Contact.number).where(Contact.id == bindparam("contact_id"))
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


def write(
    session: Session,
    occasion: Occasion,
    kind: str,
    values: Mapping[str, object],
    now: datetime,
    *,
    not_before: datetime | None = None,
    **about: int | None,
) -> bool:
    """Queue a text to the citizen of a callback, booking or proof; whether it was queued.

    `values` fill in the sentence, beside the agency's name and the line's number. `about` names
    the attempt, or the version of the booking. Nothing is queued for a number that can't take
    texts or has had its share of the day, nor twice about the same.
    """
    if not reaches(session, occasion.contact_id):
        return False
    moment = _moment(occasion, max(now, not_before or now))
    if not shares.take(session, occasion, kind, moment):
        return False
    row = _row(session, occasion, kind, values, now)
    message_id = session.scalar(_INSERT, {**row, "send_after": moment, **about})
    if message_id is None:
        shares.give_back(session, occasion, kind, moment)
        return False
    events.record(session, ("message", message_id), None, "queued", kind, "system", now)
    return True


def reaches(session: Session, contact_id: int | None) -> bool:
    """Whether texts get to a contact: only mobiles take them."""
    number = session.scalar(_NUMBER, {"contact_id": contact_id})
    return number is not None and takes_texts(number)


def due(session: Session, now: datetime, limit: int = 20) -> Sequence[Outgoing]:
    """Take texts to be sent; commit before sending. A crash in between leaves them in doubt.

    Then call `sent`, `failed` or `unknown` for each. What has become untrue meanwhile is not sent.
    """
    taken: list[Outgoing] = []
    while len(taken) < limit:
        found = session.scalars(_DUE, {"now": now, "most": limit - len(taken)}).all()
        if not found:
            break
        taken += filter(None, [_take(session, message, now) for message in found])
        session.flush()
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


def _row(
    session: Session,
    occasion: Occasion,
    kind: str,
    values: Mapping[str, object],
    now: datetime,
) -> dict[str, Any]:
    language = cast(Language, occasion.language)
    number = written.number(occasion.line.number)
    known = {**session.get_one(Agency, 1).names[language], "cli": number, "ivr": number}
    return {
        "token": opaque_id(),
        "contact_id": occasion.contact_id,
        _OF[type(occasion)]: occasion.id,
        "kind": kind,
        "language": language,
        "body": sms(kind, language, {**known, **values}),
        "state": "queued",
        "created_at": now,
    }


def _moment(occasion: Occasion, at: datetime) -> datetime:
    """At its hour; or at once, for whoever has just asked for it and waits."""
    return at - HURRY if isinstance(occasion, Proof) else send_after(at)


def _take(session: Session, message: Message, now: datetime) -> Outgoing | None:
    """None for what can't be sent, or is no longer so."""
    number = session.get_one(Contact, message.contact_id).number
    if number is None or message.body is None:
        _move(session, message, "failed", "no_number", now)
        return None
    if occasions.is_over(session, message, now):
        _move(session, message, "obsolete", "over", now)
        return None
    line = occasions.line(session, message)
    if not shares.take_of_line(session, line, message, now):
        _move(session, message, "failed", "spent", now)
        return None
    message.sent_at = now
    _move(session, message, "sending", "due", now)
    return Outgoing(message.id, message.token, number, line.number, message.body)


def _locked(session: Session, message_id: int) -> Message:
    return session.get_one(
        Message, message_id, with_for_update={"key_share": True}, populate_existing=True
    )


def _move(session: Session, message: Message, to: str, cause: str, now: datetime) -> None:
    was, message.state = message.state, to
    if to in ("delivered", "failed", "unknown", "obsolete"):
        message.settled_at = now
    if to == "failed" and cause != "no_number":
        occasions.failed(session, message, now)
    events.record(session, ("message", message.id), was, to, cause, "system", now)
