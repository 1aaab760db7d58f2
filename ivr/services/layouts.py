"""How the times of a service point, or of a line, ought to be laid out: hours, rhythm, places."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.rules.layout import Standing, cut, kept_places, places_of, room_for_calls, with_standing
from flows.rules.times import Rhythm
from flows.rules.window import Calendar
from ivr.models import Diary, Line, ServicePoint, Staff
from ivr.services import calendar, lines, places
from ivr.services.policy import Policy

Owner = ServicePoint | Line
"""Whose times they are."""

Key = tuple[int, datetime]
"""By which a time is known: its diary's id, and when it begins."""

_OF_POINT = select(Diary).where(Diary.point_id == bindparam("owner_id"))
_OF_LINE = select(Diary).where(Diary.line_id == bindparam("owner_id"))
_POINTS = select(ServicePoint).order_by(ServicePoint.position, ServicePoint.id)
_AGENTS: Final = select(Staff).where(Staff.active, Staff.role == "agent")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time as it ought to be."""

    ends_at: datetime
    local_date: date
    capacity: int
    kept: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Some days of an owner. `places` has the places of each diary by its id, the whole's first."""

    calendar: Calendar
    rhythm: Rhythm
    room: timedelta
    whole: int
    places: Mapping[int, int]

    @property
    def last(self) -> date | None:
        """The last of these days that the calendar knows."""
        return self.calendar.days[-1].date if self.calendar.days else None

    def times(self, standing: Mapping[date, list[Standing]]) -> Iterator[tuple[Key, Wanted]]:
        """All times of these days, where some may be `standing` already, and be taken."""
        for day in self.calendar.days:
            fresh = cut(day, self.rhythm, self.room)
            times = with_standing(fresh, standing.get(day.date, ()), day, self.room)
            for diary_id, capacity in self.places.items():
                kept = kept_places(len(times), capacity, self.rhythm.kept)
                for time, few in zip(times, kept, strict=True):
                    wanted = Wanted(time.ends_at, day.date, capacity, few)
                    yield (diary_id, time.starts_at), wanted


def owners(session: Session) -> Sequence[Owner]:
    """All whose times are laid out: service points, given up or not, and lines."""
    return [*session.scalars(_POINTS), *lines.every(session)]


def diaries_of(session: Session, owner: Owner) -> dict[str | None, Diary]:
    """The diaries of an owner by language, the whole one under None; none before it is laid out."""
    found = _OF_POINT if isinstance(owner, ServicePoint) else _OF_LINE
    rows = session.scalars(found, {"owner_id": owner.id})
    by_language = {diary.language: diary for diary in rows}
    return dict(sorted(by_language.items(), key=lambda pair: pair[0] or ""))


def places_by_language(session: Session, owner: Owner) -> dict[str | None, int]:
    """How many places each time has: the desks of a point; of a line its share of the agents."""
    if isinstance(owner, ServicePoint):
        return {None: owner.desks if owner.active else 0}
    serving = [agent for agent in session.scalars(_AGENTS) if agent.serves(owner.key)]
    share = Policy.read(owner.policy).phone_times.share
    able = {
        language: sum(language in agent.languages for agent in serving)
        for language in owner.languages
    }
    any_of_them = sum(not set(agent.languages).isdisjoint(able) for agent in serving)
    return {None: places_of(any_of_them, share)} | {
        language: places_of(agents, share) for language, agents in able.items()
    }


def of(session: Session, owner: Owner, first: date, last: date) -> Layout:
    """The layout of an owner whose diaries have been made, from one date to another."""
    diaries = diaries_of(session, owner)
    wanted = places_by_language(session, owner)
    return Layout(
        calendar=_calendar(session, owner, first, last - first),
        rhythm=places.rhythm(diaries[None]),
        room=_room(owner),
        whole=diaries[None].id,
        places={diary.id: wanted.get(language, 0) for language, diary in diaries.items()},
    )


def _calendar(session: Session, owner: Owner, first: date, reach: timedelta) -> Calendar:
    if isinstance(owner, ServicePoint):
        return calendar.of_point(session, owner, first, reach)
    return calendar.of_line(session, owner, first, reach)


def _room(owner: Owner) -> timedelta:
    if isinstance(owner, ServicePoint):
        return timedelta()
    policy = Policy.read(owner.policy)
    longest = timedelta(seconds=max(policy.ring_mobile, policy.ring_geographic))
    return room_for_calls(policy.phone_times, longest)
