"""What a text is about: by whose number it goes out, and whether what it says is still so."""

from datetime import datetime

from sqlalchemy.orm import Session

from ivr.models import Booking, Callback, Line, Message, Proof
from ivr.services import callbacks, promises, tasks


def line(session: Session, message: Message) -> Line:
    """The line whose citizen is told."""
    if message.booking_id is not None:
        return session.get_one(Booking, message.booking_id).line
    if message.proof_id is not None:
        return session.get_one(Proof, message.proof_id).line
    return _callback(session, message).line


def is_over(session: Session, message: Message, now: datetime) -> bool:
    """Whether there is nothing to be told any more: a text may have waited for its hour."""
    if message.booking_id is not None:
        return _is_past(session.get_one(Booking, message.booking_id), message, now)
    if message.proof_id is not None:
        return session.get_one(Proof, message.proof_id).expires_at <= now
    callback = _callback(session, message)
    if callback.contact_id != message.contact_id:  # it is to be made to another number now
        return True
    if message.kind == "put_off":
        return callback.ended_at is not None or _was_told_anew(session, callback, message)
    if message.kind == "soon":
        return callback.ended_at is not None or callback.state in callbacks.IN_CALL
    return message.kind == "missed_last" and _has_asked_again(session, callback)


def failed(session: Session, message: Message, now: datetime) -> None:
    """Of a booking that stands somebody has to tell the citizen in another way."""
    if message.booking_id is not None and not is_over(session, message, now):
        booking = session.get_one(Booking, message.booking_id)
        tasks.text_failed(session, message, booking.line_id, booking.language, now)


def _is_past(booking: Booking, message: Message, now: datetime) -> bool:
    if message.kind == "cancelled":
        return False
    if booking.version != message.booking_version:
        return True
    if message.kind == "displaced":
        return booking.state != "displaced"
    return booking.state != "booked" or booking.starts_at <= now


def _was_told_anew(session: Session, callback: Callback, message: Message) -> bool:
    told = promises.last(session, callback.id)
    return told is not None and told.told_at > message.created_at


def _has_asked_again(session: Session, callback: Callback) -> bool:
    return callbacks.standing(session, callback.line_id, callback.contact_id) is not None


def _callback(session: Session, message: Message) -> Callback:
    """A text is about a callback if it is about neither a booking nor a proof."""
    return session.get_one(Callback, message.callback_id)
