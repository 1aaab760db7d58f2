"""Reconciling a restored database with the network: who has been rung and written to since.

Whoever has been rung since the backup was made is not dialled again by itself; whoever has not
keeps her place. Texts that did not go out go out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ivr.db import spelt
from ivr.models import Attempt, Callback, Contact, Event, Line, Message
from ivr.services import (
    aftermath,
    events,
    lines,
    messages,
    moves,
    raising,
    reaching,
    resolutions,
)
from ivr.services.text_doubts import APART, SKEW, Listed

_ASKED_ABOUT: Final = ("waiting", "ready", "paused", "needs_human")
_NEWEST = (
    select(Event)
    .where(Event.subject == "agency", Event.cause.in_(("restored", "reconciled")))
    .order_by(Event.id.desc())
    .limit(1)
)
_KNOWN = select(Message.id).where(Message.sid == bindparam("of_sid"))


@dataclass(frozen=True, slots=True)
class Rung:
    """A leg that the network shows between a line and a citizen."""

    sid: str
    created_at: datetime | None


def due_at(session: Session) -> datetime | None:
    """From when on a restored database may be reconciled, as what the network lists may be a
    moment old; None if it was not restored, or is reconciled."""
    last = session.scalar(_NEWEST)
    return last.at + APART if last and last.cause == "restored" else None


def callbacks(session: Session) -> Sequence[int]:
    """Whom the network is to be asked about, by id."""
    open_now = select(Callback.id).where(Callback.state.in_(_ASKED_ABOUT))
    return session.scalars(open_now.order_by(Callback.arrived_at, Callback.id)).all()


def numbers(session: Session, callback_id: int) -> tuple[str, str] | None:
    """The number that is dialled for a callback, and the line's; None if it is erased."""
    callback = session.get_one(Callback, callback_id)
    number = reaching.dialled(callback).number
    return (number, callback.line.number) if number else None


def settle_callback(
    session: Session, callback_id: int, rung: Sequence[Rung], now: datetime
) -> bool:
    """Let the network's list of legs decide; whether she has been rung since the backup."""
    callback = session.get_one(Callback, callback_id, with_for_update={"key_share": True})
    if callback.state not in _ASKED_ABOUT:  # it has gone on while we asked
        return False
    unheard = any(_is_news(session, leg) for leg in rung)
    if unheard:
        _needs_human(session, callback, now)
    elif callback.state == "needs_human" and callback.raised_reason == "restored":
        resolutions.resolve(session, callback.public_id, "waiting", "system", now)
    return unheard


def texts(session: Session) -> Sequence[tuple[int, str]]:
    """The texts that are held back, by id, with their numbers."""
    held = (
        select(Message.id, Contact.number)
        .join(Contact, Contact.id == Message.contact_id)
        .where(
            Message.state == spelt("unknown"),
            Message.sent_at.is_(None),
            Contact.number.is_not(None),
        )
        .order_by(Message.id)
    )
    return [(message_id, str(number)) for message_id, number in session.execute(held)]


def settle_text(session: Session, message_id: int, listed: Sequence[Listed], now: datetime) -> bool:
    """Let the network's list of texts decide: it was sent since, or is to be sent as it was."""
    message = session.get_one(Message, message_id, with_for_update={"key_share": True})
    found = next((one for one in listed if _is(session, message, one)), None)
    if found:
        message.sent_at = found.created_at or now
        messages.sent(session, message_id, found.sid, now)
        messages.status(session, message.token, found.sid, found.status, found.error, now)
    else:
        message.state, message.settled_at = "queued", None
        subject = ("message", message_id)
        events.record(session, subject, "unknown", "queued", "reconciled", "system", now)
    return found is not None


def finish(session: Session, now: datetime) -> Sequence[str]:
    """Let the lines dial that did when the backup was made; their keys."""
    paused = [session.get_one(Line, line_id) for line_id in aftermath.paused_lines(session)]
    for line in paused:
        lines.set_switch(session, line, "dials", True, "system", now)
    events.record(session, aftermath.AGENCY, "restored", "reconciled", "reconciled", "system", now)
    return [line.key for line in paused]


def _is_since(session: Session, moment: datetime | None) -> bool:
    """Clocks may differ, so a little of what is known is looked at again."""
    as_of = aftermath.as_of(session)
    return moment is None or as_of is None or moment >= as_of - SKEW


def _is_news(session: Session, leg: Rung) -> bool:
    known = select(Attempt.id).where(Attempt.citizen_sid == leg.sid)
    return _is_since(session, leg.created_at) and session.scalar(known) is None


def _is(session: Session, message: Message, listed: Listed) -> bool:
    """These words, sent since, and no other message's."""
    if listed.body != message.body or not _is_since(session, listed.created_at):
        return False
    return session.scalar(_KNOWN, {"of_sid": listed.sid}) is None


def _needs_human(session: Session, callback: Callback, now: datetime) -> None:
    if callback.state != "needs_human":
        cause = "called_since"
        moves.move(session, callback, "needs_human", cause=cause, actor="system", now=now)
    raising.raise_up(session, callback, "called_since", now)
