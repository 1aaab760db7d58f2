"""Some weeks as supervisors see them: who is open when, or why not, and which places are free."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, cast

from sqlalchemy import Integer, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from flows.rules.hours import Day
from flows.rules.languages import Language
from flows.rules.reason import Reason
from flows.rules.window import Calendar, at_local
from ivr.db import UtcDateTime
from ivr.models import Diary, Line, ServicePoint, Slot
from ivr.services import calendar, lines, points

WEEKS: Final = 5
_WORKING_DAYS: Final = 5
_A_DAY: Final = timedelta(days=1)
_NOW = bindparam("now", type_=UtcDateTime())

_OWNERS = select(Diary.id, Diary.point_id, Diary.line_id).where(Diary.language.is_(None))
_FREE = case((Slot.starts_at > _NOW, Slot.capacity - Slot.taken), else_=0)
_PLACES = (
    select(Slot.local_date, func.sum(_FREE), func.sum(Slot.taken))
    .where(
        Slot.diary_id == bindparam("of_diary", type_=Integer),
        and_(
            Slot.starts_at >= bindparam("begins", type_=UtcDateTime()),
            Slot.starts_at < bindparam("ends", type_=UtcDateTime()),
        ),
    )
    .group_by(Slot.local_date)
)

Kind = Literal["line", "point"]


@dataclass(frozen=True, slots=True)
class Opening:
    """A line or a service point on one date; `day` is None where the calendar knows nothing.

    `free` and `taken` are places: visits at a point, phone times of a line in all languages.
    """

    kind: Kind
    names: Mapping[Language, str]
    day: Day | None
    free: int
    taken: int

    @property
    def is_usual(self) -> bool:
        """Closed as every week, with nothing booked: not worth a word."""
        return self.day is not None and self.day.why.code == "weekly_closed" and not self.taken


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """One date, with all lines and points that could have been open on it."""

    date: date
    openings: Sequence[Opening]

    @property
    def why_closed(self) -> Reason | None:
        """The one reason for which all are closed; None if any is open, or for different ones."""
        days = [one.day for one in self.openings]
        whys = {day.why for day in days if day}
        alike = len(whys) == 1 and all(day and day.hours is None for day in days)
        return whys.pop() if alike else None

    @property
    def free(self) -> int:
        return sum(one.free for one in self.openings)

    @property
    def taken(self) -> int:
        return sum(one.taken for one in self.openings)


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday to Friday, with its number by ISO 8601."""

    number: int
    days: Sequence[DayOfMonth]


@dataclass(frozen=True, slots=True)
class _Owner:
    """A line or a point with its calendar, and its places by date."""

    kind: Kind
    names: Mapping[Language, str]
    calendar: Calendar
    places: Mapping[date, tuple[int, int]]

    def on(self, day: date) -> Opening:
        return Opening(self.kind, self.names, self.calendar.day(day), *self.places.get(day, (0, 0)))


def look(session: Session, around: date, now: datetime, weeks: int = WEEKS) -> Sequence[Week]:
    """The weeks from the one in which `around` lies."""
    first = monday(around)
    owners = list(_owners(session, first, weeks * 7, now))
    return [_week(first + timedelta(weeks=n), owners) for n in range(weeks)]


def on(session: Session, day: date, now: datetime) -> DayOfMonth:
    """One date; nothing is left out."""
    owners = _owners(session, day, 1, now)
    return DayOfMonth(day, [owner.on(day) for owner in owners])


def monday(of: date) -> date:
    return of - timedelta(days=of.weekday())


def point_names(point: ServicePoint) -> dict[Language, str]:
    """A point's name in each language, in its plain form."""
    return {cast(Language, language): forms["point"] for language, forms in point.names.items()}


def line_names(line: Line) -> dict[Language, str]:
    """A line's name in each language."""
    return {cast(Language, language): name for language, name in line.names.items()}


def _week(first: date, owners: Sequence[_Owner]) -> Week:
    dates = [first + n * _A_DAY for n in range(_WORKING_DAYS)]
    days = [DayOfMonth(day, _worth_telling([one.on(day) for one in owners])) for day in dates]
    return Week(first.isocalendar().week, days)


def _worth_telling(openings: Sequence[Opening]) -> Sequence[Opening]:
    return [one for one in openings if not one.is_usual]


def _owners(session: Session, first: date, days: int, now: datetime) -> Iterator[_Owner]:
    reach = (days - 1) * _A_DAY
    span = {"begins": at_local(first, time()), "ends": at_local(first + days * _A_DAY, time())}
    diaries = {(point, line): diary for diary, point, line in session.execute(_OWNERS)}

    def places(diary: int | None) -> Mapping[date, tuple[int, int]]:
        found = session.execute(_PLACES, {"of_diary": diary, "now": now, **span})
        return {day: (free, taken) for day, free, taken in found}

    for line in lines.every(session):
        days_of = calendar.of_line(session, line, first, reach)
        yield _Owner("line", line_names(line), days_of, places(diaries.get((None, line.id))))
    for point in points.every(session):
        days_of = calendar.of_point(session, point, first, reach)
        yield _Owner("point", point_names(point), days_of, places(diaries.get((point.id, None))))
