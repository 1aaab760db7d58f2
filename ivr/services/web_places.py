"""Where citizens book on our pages: by telephone on a line, or at a service point; in a language.

The times are the same as on the telephone and at the agents' desks: one truth.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any, Literal, cast, get_args

from sqlalchemy.orm import Session

from flows.rules.languages import LANGUAGES, Language
from flows.rules.reason import Reason
from flows.rules.window import at_local, local_date
from ivr.models import Booking, Diary, Line, ServicePoint, Slot
from ivr.services import diaries, free_times, lines, points
from ivr.services.diaries import NoDiary
from ivr.services.free_times import Free, FreeDay
from ivr.services.policy import Policy

Kind = Literal["phone_time", "visit"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_A_DAY = 200  # more times than any day has


class NoPlace(LookupError):
    """There is no such place, or none where citizens book in that language."""


@dataclass(frozen=True, slots=True)
class Place:
    """A service point, or (`point` empty) the phone times of a line. `names` as in a list."""

    key: str
    names: Mapping[str, str]
    languages: Sequence[Language]
    line: Line
    point: ServicePoint | None = None

    @property
    def adviser_first(self) -> bool:
        """Whether an adviser books here, and citizens don't."""
        return self.point is not None and self.point.adviser_first


@dataclass(frozen=True, slots=True)
class Choice:
    """Free days, and the times of one of them; `held` is this browser's own among these.

    `first` is the next free time. `closed` are days before it on which it is usually open.
    """

    days: Sequence[FreeDay]
    day: date | None
    times: Sequence[Free]
    first: Free | None
    closed: Sequence[tuple[date, Reason]]
    held: int | None

    @property
    def first_day(self) -> date | None:
        """The date of the next free time in Helsinki."""
        return local_date(self.first.starts_at) if self.first else None


def every(session: Session, kind: Kind) -> list[Place]:
    """All places of a kind, in their order."""
    return list(_phone(session) if kind == "phone_time" else _points(session))


def find(session: Session, kind: Kind, key: str, language: str) -> tuple[Place, Diary]:
    """A place, and its times in a language. Raises NoPlace."""
    for place in every(session, kind):
        if place.key == key and language in place.languages and not place.adviser_first:
            return place, _diary(session, place, language)
    raise NoPlace(f"no {kind} can be booked at {key!r} in {language!r}")


def of_booking(booking: Booking) -> dict[str, Any]:
    """The kind, the key of the place and the language in which it was booked."""
    point, language = booking.slot.diary.point, booking.language
    place = point.key if point else booking.line.key
    return {"kind": booking.kind, "place": place, "spoken": language}


def has(session: Session, diary_id: int, slot_id: int) -> bool:
    """Whether a time is one of this diary's."""
    slot = session.get(Slot, slot_id)
    return slot is not None and slot.diary_id == diary_id


def choice(
    session: Session, diary: Diary, held: Booking | None, day: date | None, now: datetime
) -> Choice:
    """What is free on `day`, or on the next day that has any; what she holds herself is, too."""
    mine = held if held and held.state == "held" and held.slot.diary_id == diary.id else None
    days = _days(free_times.next_days(session, diary, now), mine)
    shown = day if day in {one.date for one in days} else days[0].date if days else None
    first = free_times.free(session, diary, now, limit=1)
    return Choice(
        days=days,
        day=shown,
        times=_times(session, diary, shown, mine, now) if shown else (),
        first=first[0] if first else None,
        closed=_closed(session, diary, first, now),
        held=mine.slot_id if mine else None,
    )


def _phone(session: Session) -> Iterator[Place]:
    for line in lines.every(session):
        spoken = [one for one in LANGUAGES if diaries.of_line(session, line.id, one)]
        if spoken and Policy.read(line.policy).phone_times.share > 0:
            yield Place(line.key, line.names, spoken, line)


def _points(session: Session) -> Iterator[Place]:
    """Those with hours, as on the telephone."""
    line = lines.default(session)
    for point in points.every(session):
        if point.hours:
            names = {language: forms["point"] for language, forms in point.names.items()}
            spoken = [one for one in LANGUAGES if one in point.languages]
            yield Place(point.key, names, spoken, line, point)


def _diary(session: Session, place: Place, language: str) -> Diary:
    if place.point is None:
        return cast(Diary, diaries.of_line(session, place.line.id, language))
    try:
        return diaries.of_point(session, place.point.id)
    except NoDiary as unknown:
        raise NoPlace(str(unknown)) from unknown


def _days(days: list[FreeDay], mine: Booking | None) -> list[FreeDay]:
    """A day on which only her own place is left is one of hers to choose."""
    if mine is None or mine.slot.local_date in {one.date for one in days}:
        return days
    return sorted([*days, FreeDay(mine.slot.local_date, 1)], key=lambda one: one.date)


def _times(
    session: Session, diary: Diary, day: date, mine: Booking | None, now: datetime
) -> list[Free]:
    before = at_local(day, time()) - timedelta(microseconds=1)
    found = free_times.free(session, diary, now, limit=_A_DAY, after=before)
    times = list(takewhile(lambda one: local_date(one.starts_at) == day, found))
    if mine and mine.slot.local_date == day and mine.slot_id not in {one.slot_id for one in times}:
        times.append(Free(mine.slot_id, mine.slot.starts_at, mine.slot.ends_at))
    return sorted(times, key=lambda one: one.starts_at)


def _closed(
    session: Session, diary: Diary, first: Sequence[Free], now: datetime
) -> Sequence[tuple[date, Reason]]:
    owner = diary.point or diary.line
    if not first or owner is None:
        return ()
    until = local_date(first[0].starts_at) - timedelta(days=1)
    return diaries.closed_days(session, owner, local_date(now), until)
