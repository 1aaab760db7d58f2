"""Texts about phone times and visits: queued in the transaction of their cause, each once.

Nobody's booking fails for want of a text. Only a text to the one who booked carries the code.
"""

from datetime import datetime
from typing import Final, Literal, cast

import structlog
from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from flows.prompts import written
from flows.rules import estimate, reminders
from flows.rules.estimate import Form
from flows.rules.languages import Language
from flows.rules.window import HELSINKI, local_date
from ivr.db import spelt
from ivr.models import Booking, Callback, Message
from ivr.services import calendar, callback_texts, callbacks, messages, promises

Kind = Literal["booked", "moved", "cancelled", "displaced"]

_OF_BOTH: Final = frozenset({"cancelled", "displaced"})
"""Texts that say the same of a phone time and of a visit."""

_TELLS_WHEN: Final = ("booked_phone", "booked_visit", "moved_phone", "moved_visit")
_TOLD = select(
    exists().where(
        Message.booking_id == bindparam("of_booking"),
        Message.booking_version == bindparam("of_version"),
        Message.kind.in_(map(spelt, _TELLS_WHEN)),
    )
)

_log = structlog.get_logger(__name__)


def tell(session: Session, booking: Booking, kind: Kind, now: datetime) -> bool:
    """Queue the text about what has just become of a booking; whether it was queued.

    Whoever has a new time is reminded of it, too. Whoever we owe one is told when we call: a
    callback stands in the queue already.
    """
    if not messages.reaches(session, booking.contact_id):
        return False
    if kind == "displaced":
        return _apologise(session, booking, now)
    if kind in ("booked", "moved"):
        _remind(session, booking, now)
    return _write(session, booking, kind, {}, now)


def tells_when(session: Session, booking: Booking) -> bool:
    """Whether the time that the booking now has is told by text, with the code."""
    values = {"of_booking": booking.id, "of_version": booking.version}
    return bool(session.scalar(_TOLD, values))


def _remind(session: Session, booking: Booking, now: datetime) -> None:
    """It waits for its hour; if the booking is then another one, it is not sent."""
    first = local_date(booking.starts_at) - reminders.LOOKED_BACK
    days = calendar.of_line(session, booking.line, first, reminders.LOOKED_BACK)
    moment = reminders.remind_at(days, booking.starts_at, now)
    if moment:
        _write(session, booking, "reminder", {}, now, moment)


def _apologise(session: Session, booking: Booking, now: datetime) -> bool:
    callback = callbacks.standing(session, booking.line_id, cast(int, booking.contact_id))
    if callback is None:
        return False
    held = _held(session, callback, now)
    promise = held or _foresee(session, callback, now)
    if promise is None:
        return False
    told = callback_texts.word(promise, cast(Language, booking.language))
    queued = _write(session, booking, "displaced", {"eta": told.words}, now)
    if queued and held is None:
        promises.tell(session, callback, told, "text", now)
    return queued


def _held(session: Session, callback: Callback, now: datetime) -> estimate.Promise | None:
    """What the citizen was told of the callback and may still count on."""
    last = promises.last(session, callback.id)
    if last is None or last.score is not None or last.to_at <= now:
        return None
    return estimate.Promise(last.from_at, last.to_at, cast(Form, last.form))


def _foresee(session: Session, callback: Callback, now: datetime) -> estimate.Promise | None:
    return callback_texts.foresee(session, callback, max(callback.not_before, now), now)


def _write(
    session: Session,
    booking: Booking,
    kind: str,
    values: dict[str, str],
    now: datetime,
    not_before: datetime | None = None,
) -> bool:
    suffix = "phone" if booking.kind == "phone_time" else "visit"
    named = kind if kind in _OF_BOTH else f"{kind}_{suffix}"
    try:
        values = {**_words(booking), **values}
        version = booking.version
        return messages.write(
            session, booking, named, values, now, not_before=not_before, booking_version=version
        )
    except LookupError:
        _log.exception("a text lacks words", booking=booking.id, kind=named)
        return False


def _words(booking: Booking) -> dict[str, str]:
    language = cast(Language, booking.language)
    at = booking.starts_at.astimezone(HELSINKI)
    code = None if booking.number_source == "typed" else booking.code
    reach = written.reached(booking.line.number, code, language)
    words = {"when": written.moment(at, language), "reach": reach}
    point = booking.slot.diary.point
    if point is None:
        return words
    return {**words, "point": point.names[language]["point"], "address": point.addresses[language]}
