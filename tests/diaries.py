"""Builders of service points, diaries and their times for tests: what is left out is filled in."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from flows.rules.window import local_date
from ivr.models import Booking, Diary, Line, ServicePoint, Slot
from ivr.services import holds
from tests import make
from tests.clocks import helsinki as at
from tests.make import NOW

FRIDAY = at("2026-11-27 09:00")
"""The first time at the service point after NOW, a Tuesday."""
_FORMS = ("point", "to_point", "at_point")
TOMORROW = at("2026-11-25 09:00")
"""A phone time that citizens may book at NOW."""


def a_point(session: Session, key: str = "kuhmo", **values: Any) -> ServicePoint:
    """A service point that is open on Fridays, with three desks."""
    defaults: dict[str, Any] = {
        "position": 1,
        "names": {lang: dict.fromkeys(_FORMS, "Kuhmo") for lang in ("fi", "sv", "en")},
        "addresses": {"fi": "Torikatu 1", "sv": "Torikatu 1", "en": "Torikatu 1"},
        "languages": ["fi", "sv", "en"],
        "hours": {"fri": ["09:00", "16:00"]},
        "desks": 3,
        "slot_minutes": 30,
        "buffer_minutes": 0,
        "horizon_days": 60,
        "notice_minutes": 60,
        "kept_share": 0,
        "kept_days": 1,
    }
    return _add(session, ServicePoint(key=key, **{**defaults, **values}))


def a_diary(
    session: Session,
    *,
    point: ServicePoint | None = None,
    line: Line | None = None,
    language: str | None = None,
) -> Diary:
    return _add(session, Diary(point=point, line=line, language=language))


def a_time(
    session: Session,
    diary: Diary,
    starts_at: datetime = FRIDAY,
    capacity: int = 3,
    *,
    within: Slot | None = None,
    **values: Any,
) -> Slot:
    """A time of half an hour with so many places."""
    slot = Slot(
        diary=diary,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        local_date=local_date(starts_at),
        capacity=capacity,
        within_id=within and within.id,
        **values,
    )
    return _add(session, slot)


def some_times(
    session: Session, diary: Diary, first: datetime, count: int, capacity: int = 3
) -> list[Slot]:
    """Half hours one after the other."""
    half_hour = timedelta(minutes=30)
    return [a_time(session, diary, first + n * half_hour, capacity) for n in range(count)]


def phone_times(
    session: Session,
    line: Line,
    starts_at: datetime = TOMORROW,
    *,
    whole: int = 3,
    **languages: int,
) -> dict[str, Slot]:
    """One phone time of a line: with so many places of the whole line, and in each language."""
    slot = a_time(session, a_diary(session, line=line), starts_at, whole)
    return {"whole": slot} | {
        language: a_time(
            session,
            a_diary(session, line=line, language=language),
            starts_at,
            capacity,
            within=slot,
        )
        for language, capacity in languages.items()
    }


def a_held_time(session: Session, slot: Slot, line: Line, holder: str = "web:1") -> Booking:
    """Held at NOW by somebody on a page."""
    held = holds.hold(
        session, slot.id, holder, line_id=line.id, language="fi", channel="web", now=NOW
    )
    assert held
    return held


def a_booking(
    session: Session, slot: Slot, line: Line, *, state: str = "booked", **values: Any
) -> Booking:
    """A citizen's booking of a time. `number` or `contact` may be given."""
    contact = values.pop("contact", None) or make.a_contact(session, values.pop("number", None))
    seated = state in ("held", "booked")
    if seated:
        for one in (slot, *_whole(session, slot)):
            one.taken += 1
    defaults = {
        "kind": "visit" if slot.diary.point_id else "phone_time",
        "seat": slot.taken if seated else None,
        "starts_at": slot.starts_at,
        "language": "fi",
        "number_source": "shown",
        "channel": "phone",
        "holder": f"call:{contact.id}",
        "code": "1234" if state in ("booked", "displaced") else None,
        "state_since": NOW,
        "booked_at": NOW,
    }
    booking = Booking(slot=slot, line=line, contact=contact, state=state, **{**defaults, **values})
    return _add(session, booking)


def _whole(session: Session, slot: Slot) -> list[Slot]:
    """The time of the whole line within which it lies."""
    return [session.get_one(Slot, slot.within_id)] if slot.within_id else []


def _add(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
