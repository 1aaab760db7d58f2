"""How a citizen can be reached: by a call as usual, through a relay or an interpreter's number, or
with a text before we ring; and with more time, where she needs it.

The request stays hers whatever number is rung for it: her contact, her place, her caps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from flows.rules.numbers import takes_texts
from flows.rules.window import local_date, next_opening
from ivr.db import Find, ahead, spelt
from ivr.models import Booking, Callback, Contact, Line, Message
from ivr.services import calendar, contacts, messages, tasks
from ivr.services.contacts import Keyer

Way = Literal["call", "relay", "text"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)

AHEAD: Final = timedelta(minutes=5)
"""So long before we may ring the text goes out, so that she can get ready."""
SOON: Final = "soon"
"""The kind of that text."""

UNTOLD: Final[Find] = select(Callback.id).where(
    # Written out: a partial index is only used for what the statement itself says.
    Callback.reach == spelt("text"),
    Callback.ended_at.is_(None),
    Callback.state.in_(map(spelt, ("waiting", "ready"))),
    Callback.not_before <= ahead(AHEAD),
    ~exists().where(Message.callback_id == Callback.id, Message.kind == spelt(SOON)),
)
"""Callbacks that come due soon, whose citizens want a text before."""

_TOLD_AT = select(func.max(Message.send_after)).where(
    Message.callback_id == bindparam("callback_id"), Message.kind == SOON
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What she has asked for. `relay` is the number to dial, in E.164, on that way alone."""

    way: Way = "call"
    relay: str = ""
    more_time: bool = False


def columns(
    session: Session, keyer: Keyer, line: Line, reach: Reach, now: datetime
) -> dict[str, Any]:
    """What a callback of that line keeps of it; with a text first it is not called at once."""
    first = {"not_before": _textable(session, line, now) + AHEAD} if reach.way == "text" else {}
    relay = contacts.find_or_make(session, keyer, reach.relay, now) if reach.relay else None
    return {
        "reach": reach.way,
        "relay_contact_id": relay.id if relay else None,
        "more_time": reach.more_time,
        **first,
    }


def dialled(callback: Callback) -> Contact:
    """Whose telephone rings for a callback: the relay's, or the citizen's own."""
    return callback.relay or callback.contact


def needs(callback: Callback) -> Sequence[str]:
    """What an agent should know before she calls; nothing for a usual call."""
    ways = [callback.reach] if callback.reach != "call" else []
    return [*ways, "more_time"] if callback.more_time else ways


def tell(session: Session, callback_id: int, now: datetime) -> bool:
    """Queue that text, once for a callback; whether it was queued."""
    callback = session.get_one(Callback, callback_id, with_for_update={"key_share": True})
    if callback.state not in ("waiting", "ready"):
        return False
    return messages.write(session, callback, SOON, {}, now)


def readied(session: Session, callback: Callback, now: datetime) -> datetime:
    """From when on she is ready for our call, with the text first if she wants one."""
    if callback.reach != "text":
        return now
    told_at = session.scalar(_TOLD_AT, {"callback_id": callback.id})
    return max(now, (told_at or _textable(session, callback.line, now)) + AHEAD)


def _textable(session: Session, line: Line, now: datetime) -> datetime:
    """When the text goes out at the earliest: not long before the line opens, nor at night."""
    days = calendar.of_line(session, line, local_date(now))
    sendable = messages.send_after(now)
    return messages.send_after(next_opening(days, sendable) or sendable)


def may_have_texts(contact: Contact) -> bool:
    """Whether a text before the call can get to her."""
    return contact.number is not None and takes_texts(contact.number)


def order_interpreter(session: Session, booking: Booking, now: datetime) -> None:
    """Note that a visit needs an interpreter of sign language, and have an adviser order one."""
    booking.interpreter = True
    tasks.interpreter(session, booking, now)
