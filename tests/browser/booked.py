"""The sample agency's service points with some weeks' bookings, for browser tests and pictures."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import CalendarDay, Callback, Diary, Line, ServicePoint, Slot, Task
from ivr.services import bookings, closures, diaries
from ivr.services.agency import read_agency
from ivr.services.seed import seed
from ivr.settings import SAMPLE_AGENCY
from tests import make
from tests.clocks import helsinki as at
from tests.diaries import FRIDAY, a_booking
from tests.make import NOW, span

REASONS = {"fi": "remontti", "sv": "renovering", "en": "repairs"}


def booked_weeks(session: Session, line: Line) -> None:
    """Visits on some days, one time taken back, one closure ahead."""
    session.query(CalendarDay).filter(CalendarDay.date > NOW.date()).delete()  # with holidays now
    seed(session, read_agency(SAMPLE_AGENCY), NOW)
    kuhmo = session.query(ServicePoint).filter_by(key="kuhmo").one()
    kajaani = session.query(ServicePoint).filter_by(key="kajaani").one()
    for place in range(9):
        language = ("fi", "sv", "fi")[place % 3]
        reason = ("identity", None, "documents")[place % 3]
        starts_at = FRIDAY + (place // 2) * span("30 min")
        visit(session, line, kuhmo, starts_at, language=language, reason=reason)
    for day in (24, 25, 26, 27, 30):
        visit(session, line, kajaani, at(f"2026-11-{day} 10:30"))
    visit(session, line, kajaani, at("2026-11-24 09:00"))
    _take_back(session, line, kajaani)
    closures.add(
        session, None, kuhmo, FRIDAY.date() + span("7 d"), None, REASONS, "supervisor:1", NOW
    )


def visit(
    session: Session, line: Line, point: ServicePoint, starts_at: datetime, **values: object
) -> str:
    """A booked visit; its public id."""
    times = select(Slot).join(Diary).where(Diary.point_id == point.id, Slot.starts_at == starts_at)
    slot = session.scalar(times) or _gone(session, point, starts_at)
    return a_booking(session, slot, line, **values).public_id


def _gone(session: Session, point: ServicePoint, starts_at: datetime) -> Slot:
    """A time of this morning: nobody lays it out afterwards."""
    diary = diaries.of_point(session, point.id)
    slot = Slot(
        diary=diary,
        starts_at=starts_at,
        ends_at=starts_at + span("30 min"),
        local_date=starts_at.date(),
        capacity=2,
    )
    session.add(slot)
    session.flush()
    return slot


def _take_back(session: Session, line: Line, point: ServicePoint) -> None:
    public_id = visit(session, line, point, at("2026-11-26 13:00"))
    booking = bookings.lock(session, public_id)
    assert booking
    bookings.displace(session, booking, "closure", "supervisor:1", NOW)


def much_open(session: Session, callback_id: int) -> None:
    """The citizen of a callback has a visit, one that we took back, another request and a task."""
    callback = session.get_one(Callback, callback_id)
    kajaani = session.query(ServicePoint).filter_by(key="kajaani").one()
    theirs = {"contact": callback.contact, "language": "fi", "reason": "documents"}
    visit(session, callback.line, kajaani, at("2026-12-01 10:30"), **theirs)
    visit(session, callback.line, kajaani, at("2026-12-03 13:00"), state="displaced", **theirs)
    names = {"fi": "perhelinja", "sv": "familjelinjen", "en": "family line"}
    told = ("hours_words", "price_words", "urgent_words")
    words = {name: getattr(callback.line, name) for name in told}
    families = make.a_line(session, "families", number="+358295000177", names=names, **words)
    make.a_callback(session, families, contact=callback.contact)
    wanted = {"contact_id": callback.contact_id, "line_id": callback.line_id, "language": "fi"}
    session.add(Task(kind="book_visit", created_at=NOW - span("2 h"), **wanted))
