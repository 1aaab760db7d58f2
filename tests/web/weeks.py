"""What tests of the calendar's pages do: book a visit at Kuhmo, take it back, close a day."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Booking, Line, ServicePoint, Slot
from ivr.services import bookings, diaries
from tests.diaries import FRIDAY, a_booking, a_point
from tests.make import NOW
from tests.web.visitors import Visitor

Do = Callable[[Callable[[Session], Any]], Any]
"""Does something in a transaction."""

REASONS = {"reason.fi": "remontti", "reason.sv": "renovering", "reason.en": "repairs"}


def kuhmo_opens(database: Database) -> None:
    """Kuhmo is open on Fridays with three desks."""
    with database.writing() as session:
        a_point(session)
        diaries.extend(session, NOW)


def book(session: Session, at: datetime = FRIDAY, **values: Any) -> str:
    """A citizen's visit at Kuhmo; its public id."""
    kuhmo = session.query(ServicePoint).filter_by(key="kuhmo").one()
    diary = diaries.of_point(session, kuhmo.id)
    slot = session.query(Slot).filter_by(diary_id=diary.id, starts_at=at).one()
    return a_booking(session, slot, session.query(Line).one(), **values).public_id


def displace(session: Session, public_id: str) -> None:
    booking = session.query(Booking).filter_by(public_id=public_id).one()
    bookings.displace(session, booking, "closure", "supervisor:1", NOW)


def state(session: Session, public_id: str) -> str:
    return session.query(Booking).filter_by(public_id=public_id).one().state


def close(visitor: Visitor, *, sure: bool = True, **fields: str) -> Any:
    """Fill in the form; and store it, if she is `sure` after the second look."""
    typed = {"whose": "all", "first": "2026-11-27", **REASONS, **fields}
    look = visitor.post("/calendar/closing/", **typed)
    if not sure:
        return look
    assert seen(look.text), look.text
    return visitor.post("/calendar/closing/", **typed, seen=seen(look.text))


def seen(page: str) -> str:
    """The mark of those whom a second look shows."""
    return page.partition('name="seen" value="')[2].partition('"')[0]
