"""Floods: more unknown numbers ask for a call within minutes than people do, so most are nobody's.

Whom we have talked with waits as ever. Those whom nobody knows are called on another day, when
supervisors have seen them, and beyond a bound they are asked to call again.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import BindParameter, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from flows.rules.caps import Caps
from flows.rules.window import HELSINKI, local_date
from ivr.db import spelt
from ivr.models import Booking, Callback, Contact, Line
from ivr.services import rates

Turn = Literal["as ever", "another day", "none"]

_SPAN: Final = timedelta(minutes=10)
_REMEMBERED: Final = 6
"""So many spans a flood is still reckoned with after it."""
_CONTACT: BindParameter[int] = bindparam("of_contact")
_TALKED_WITH = select(
    or_(
        exists().where(Callback.contact_id == _CONTACT, Callback.state == spelt("done")),
        exists().where(Booking.contact_id == _CONTACT, Booking.state == spelt("kept")),
    )
)


def turn(session: Session, line: Line, contact: Contact, caps: Caps, now: datetime) -> Turn:
    """When one more request for that number has its turn; it is counted."""
    if not caps.newcomers or session.scalar(_TALKED_WITH, {"of_contact": contact.id}):
        return "as ever"
    day, bound = local_date(now), caps.newcomers
    fits = rates.take(session, _subject(line, now), day, bound)
    lately = (_subject(line, now - n * _SPAN) for n in range(1, _REMEMBERED + 1))
    if fits and all(rates.count(session, one, day) < bound for one in lately):
        return "as ever"
    put_off = rates.take(session, f"put_off:line:{line.id}", day, caps.newcomers_put_off)
    return "another day" if put_off else "none"


def _subject(line: Line, at: datetime) -> str:
    """What is counted in the ten minutes of that moment."""
    local = at.astimezone(HELSINKI)
    return f"newcomers:line:{line.id}:{local:%H}{local.minute // 10}"
