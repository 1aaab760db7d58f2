"""Shares: how many texts go to one number on a day, and to all of them, whoever has them sent.

A time can be booked, moved and cancelled as often as anybody likes; each text of that costs money,
and may go to somebody who has asked for nothing. Texts that prove a number are counted apart.
"""

from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.orm import Session

from flows.rules.caps import Caps
from flows.rules.window import local_date
from ivr.models import Booking, Callback, Line, Message, Proof
from ivr.services import rates
from ivr.services.policy import Policy

Occasion = Callback | Booking | Proof

_UNCOUNTED: Final = frozenset({"proof", "displaced"})
"""Kinds of texts that are counted elsewhere, or that nobody but the office can cause."""

_log = structlog.get_logger(__name__)


def take(session: Session, occasion: Occasion, kind: str, moment: datetime) -> bool:
    """Count one more text to the number, to go out at that moment; not if it is one too many, or
    if all together have had those of that day already.

    What all have had is only looked at: whoever counted it would hold up everybody else. It is
    counted as texts go out (`take_of_line`).
    """
    if kind in _UNCOUNTED:
        return True
    caps, day = _caps(occasion.line), local_date(moment)
    left = rates.count(session, _of_line(occasion.line), day) < caps.messages_of_line
    taken = left and rates.take(session, _of_number(occasion), day, caps.messages)
    if not taken:
        _log.warning("no text: those of the day are spent", kind=kind, line=occasion.line_id)
    return taken


def give_back(session: Session, occasion: Occasion, kind: str, moment: datetime) -> None:
    """A text that was counted does not go out."""
    if kind not in _UNCOUNTED:
        rates.give_back(session, _of_number(occasion), local_date(moment))


def take_of_line(session: Session, line: Line, message: Message, now: datetime) -> bool:
    """Count one more text of all that go out today, unless that is one too many."""
    if message.kind in _UNCOUNTED:
        return True
    return rates.take(session, _of_line(line), local_date(now), _caps(line).messages_of_line)


def _caps(line: Line) -> Caps:
    return Policy.read(line.policy).caps


def _of_number(occasion: Occasion) -> str:
    return f"messages:contact:{occasion.contact_id}"


def _of_line(line: Line) -> str:
    return f"messages:line:{line.id}"
