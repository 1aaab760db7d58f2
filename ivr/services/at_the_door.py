"""What a citizen is told before she asks for anything: hours, waiting, the next free times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from flows.rules.hours import Day
from flows.rules.languages import Language
from flows.rules.window import local_date, next_opening
from ivr.models import Diary, Line, ServicePoint
from ivr.services import announcements, calendar, diaries, free_times, lines, points, promises
from ivr.services.policy import Policy


@dataclass(frozen=True, slots=True)
class AtLine:
    """A line today. `expected` are the words for whoever asks now, None if no requests are taken;
    `phone_time` is the day of the next free one; `told` is what is announced just now."""

    line: Line
    day: Day | None
    opens: datetime | None
    expected: str | None
    phone_time: date | None
    told: str | None


@dataclass(frozen=True, slots=True)
class AtPoint:
    """A service point and the day of its next free visit, where citizens book by themselves."""

    point: ServicePoint
    visit: date | None


def of_lines(session: Session, language: Language, now: datetime) -> Sequence[AtLine]:
    """Each line, for a reader of this language."""
    return [_at_line(session, line, language, now) for line in lines.every(session)]


def of_points(session: Session, now: datetime) -> Sequence[AtPoint]:
    """Each service point that citizens visit."""
    return [
        AtPoint(point, None if point.adviser_first else _next(session, _diary(session, point), now))
        for point in points.every(session)
    ]


def _at_line(session: Session, line: Line, language: Language, now: datetime) -> AtLine:
    today = local_date(now)
    days = calendar.of_line(session, line, today)
    spoken: Language = language if language in line.languages else "fi"
    told = announcements.current(session, line, now) or {}
    policy = Policy.read(line.policy)
    return AtLine(
        line=line,
        day=days.day(today),
        opens=next_opening(days, now),
        expected=promises.foresee(session, line, spoken, policy, now).words
        if line.takes_requests
        else None,
        phone_time=_next(session, diaries.of_line(session, line.id, spoken), now),
        told=told.get(language) or told.get("fi"),
    )


def _diary(session: Session, point: ServicePoint) -> Diary:
    return diaries.of_point(session, point.id)


def _next(session: Session, diary: Diary | None, now: datetime) -> date | None:
    found = free_times.next_days(session, diary, now, limit=1) if diary else []
    return found[0].date if found else None
