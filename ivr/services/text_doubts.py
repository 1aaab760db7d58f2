"""Texts of which nobody knows whether the network has taken them over: it is asked.

At most once: what is not found there is not sent again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from ivr.db import Find, ago, spelt
from ivr.models import Contact, Message
from ivr.services import messages

LOOK: Final = timedelta(seconds=30)
"""So long after it was sent a text is asked about, and again each time."""
APART: Final = timedelta(seconds=30)
"""Two lists without it prove, so far apart, that it was never taken: one may be stale."""
GIVEN_UP: Final = timedelta(hours=1)
"""Whatever is in doubt for longer stays in doubt."""
SKEW: Final = timedelta(minutes=1)
"""So far the network's clock may be from ours."""

_BEFORE = ago(LOOK)
DUE: Final[Find] = (
    select(Message.id)
    .where(
        Message.state == spelt("unknown"),
        Message.sent_at <= _BEFORE,
        Message.sent_at > ago(GIVEN_UP),
        or_(Message.asked_at.is_(None), Message.asked_at <= _BEFORE),
    )
    .order_by(Message.asked_at.nulls_first(), Message.id)
)
"""The texts in doubt that may be asked about now; the longest unasked come first."""

_KNOWN = select(Message.sid).where(Message.sid.in_(bindparam("sids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Listed:
    """A text that the network shows. `status` is its MessageStatus, `error` its code."""

    sid: str
    status: str
    body: str
    created_at: datetime | None = None
    error: int | None = None


def take(session: Session, message_id: int, now: datetime) -> str | None:
    """Begin to ask about a text, after the commit: the number (E.164) it was for, None if it is
    not in doubt (any more). Then call `settle`, or nothing at all: it is asked about again."""
    message = _locked(session, message_id)
    asked_lately = message.asked_at is not None and message.asked_at > now - LOOK
    if message.state != "unknown" or asked_lately:
        return None
    message.asked_at = now
    return session.get_one(Contact, message.contact_id).number


def settle(session: Session, message_id: int, listed: Sequence[Listed], now: datetime) -> None:
    """Let the list of the newest texts to its number decide."""
    message = _locked(session, message_id)
    found = _find(session, message, listed)
    if found:
        messages.sent(session, message_id, found.sid, now)
        messages.status(session, message.token, found.sid, found.status, found.error, now)
    elif message.unlisted_at is None:
        message.unlisted_at = now
    elif now >= message.unlisted_at + APART:
        messages.never_sent(session, message_id, now)


def _find(session: Session, message: Message, listed: Sequence[Listed]) -> Listed | None:
    """The text with these words from that minute, unless it is another message's."""
    known = set(session.scalars(_KNOWN, {"sids": [each.sid for each in listed]}))
    return next((one for one in listed if one.sid not in known and _is(message, one)), None)


def _is(message: Message, listed: Listed) -> bool:
    if listed.created_at is None or message.sent_at is None:
        return False
    return listed.body == message.body and abs(listed.created_at - message.sent_at) <= SKEW


def _locked(session: Session, message_id: int) -> Message:
    return session.get_one(
        Message, message_id, with_for_update={"key_share": True}, populate_existing=True
    )
