"""Diaries: the times of service points and the phone times of lines, laid out days ahead.

Everything is compared with what ought to be once a day, when the next day is added: whatever has
been changed in the meantime, and in whatever way, is made good then at the latest.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from flows.rules.hours import Day
from flows.rules.reason import Reason
from flows.rules.window import local_date
from ivr.db import UtcDateTime, racing_insert
from ivr.models import Booking, Diary, Line, ServicePoint, Slot
from ivr.services import calendar, events, laying, layouts, places
from ivr.services.layouts import Owner

Name = tuple[int | None, int | None]
"""Whose times they are: the id of a service point or of a line."""

SPARE: Final = timedelta(days=7)
"""So many days beyond the horizon are laid out, in case nobody comes to it for a while."""

_ALL = select(Diary)
_OF_POINT = select(Diary).where(Diary.point_id == bindparam("point_id"))
_OF_LINE = select(Diary).where(Diary.line_id == bindparam("line_id"))
_WHOLE = _OF_LINE.where(Diary.language.is_(None))
_PART = _OF_LINE.where(Diary.language == bindparam("language"))
_MAKE = racing_insert(Diary).returning(Diary.id)
_MOST = (
    select(Slot.diary_id, func.max(Slot.capacity).label("most"))
    .where(
        Slot.diary_id.in_(bindparam("diaries", expanding=True)),
        Slot.starts_at > bindparam("now", type_=UtcDateTime()),
    )
    .group_by(Slot.diary_id)
)
_USUAL: Final = frozenset({"weekend", "weekly_closed", "weekly_hours"})


class NoDiary(LookupError):
    """The service point has never been laid out."""


def of_point(session: Session, point_id: int) -> Diary:
    """The diary of a service point. Raises NoDiary."""
    diary = session.scalar(_OF_POINT, {"point_id": point_id})
    if diary is None:
        raise NoDiary(f"service point {point_id} has no diary")
    return diary


def of_line(session: Session, line_id: int, language: str | None) -> Diary | None:
    """The phone times of a line in a language, or (None) of the whole line; None if it has none."""
    if language is None:
        return session.scalar(_WHOLE, {"line_id": line_id})
    return session.scalar(_PART, {"line_id": line_id, "language": language})


def extend(session: Session, now: datetime) -> int:
    """Lay out everybody's times as far ahead as they are to be; how many are new."""
    whose = [_name(owner) for owner in layouts.owners(session)]
    return sum(lay_out(session, name, now) for name in whose)


def due(session: Session, now: datetime) -> list[Name]:
    """Whose times don't reach far enough ahead, or don't fit the agents of the line any more."""
    known: defaultdict[Name, list[Diary]] = defaultdict(list)
    for diary in session.scalars(_ALL):
        known[diary.point_id, diary.line_id].append(diary)
    owners = layouts.owners(session)
    behind = (owner for owner in owners if _is_due(session, owner, known[_name(owner)], now))
    return [_name(owner) for owner in behind]


def lay_out(session: Session, whose: Name, now: datetime) -> int:
    """Lay out the times of one owner as far ahead as they are to be; how many are new."""
    point_id, line_id = whose
    owner = session.get(ServicePoint, point_id) if point_id else session.get(Line, line_id)
    return _lay_out(session, owner, "extended", "system", now).new if owner else 0


def renew(
    session: Session, whose: Diary | Owner, now: datetime, actor: str, cause: str
) -> Sequence[Booking]:
    """Lay the times to come anew, since something about them has been changed; who is displaced.

    A line is renewed as a whole, in all its languages.
    """
    owner = (whose.point or whose.line) if isinstance(whose, Diary) else whose
    return _lay_out(session, owner, cause, actor, now).displaced if owner else ()


def renew_day(
    session: Session, owners: Iterable[Owner], day: date, now: datetime, actor: str, cause: str
) -> Sequence[Booking]:
    """Lay out one day of several owners anew, all at once; who is displaced."""
    laid = [owner for owner in owners if _is_laid(session, owner, day)]
    days = [layouts.of(session, owner, day, day) for owner in laid]
    return laying.lay(session, days, cause, actor, now).displaced


def closed_days(
    session: Session, owner: Owner, first: date, last: date
) -> list[tuple[date, Reason]]:
    """The days of a span on which a point or line usually is open and is not this time, and why."""
    known = (
        calendar.of_point(session, owner, first, last - first)
        if isinstance(owner, ServicePoint)
        else calendar.of_line(session, owner, first, last - first)
    )
    return [(day.date, day.why) for day in known.days if _is_closed_this_time(day, owner)]


def _is_closed_this_time(day: Day, owner: Owner) -> bool:
    usual = calendar.usual_hours(owner, day.date)
    return day.hours is None and usual is not None and day.why.code not in _USUAL


def _lay_out(session: Session, owner: Owner, cause: str, actor: str, now: datetime) -> laying.Laid:
    made = _make(session, owner, now)
    if not made:
        return laying.NOTHING
    layout = layouts.of(session, owner, local_date(now), _reach(made[0], now))
    laid = laying.lay(session, [layout], cause, actor, now)
    if laid.changed:
        events.record(session, ("diary", layout.whole), None, "renewed", cause, actor, now)
    for diary in made:
        diary.laid_until = layout.last
    session.flush()
    return laid


def _make(session: Session, owner: Owner, now: datetime) -> list[Diary]:
    """All diaries of an owner, the whole one first; those that are missing are made."""
    known = layouts.diaries_of(session, owner)
    for language, places_there in layouts.places_by_language(session, owner).items():
        if language not in known and (places_there or isinstance(owner, ServicePoint)):
            _add(session, owner, language, now)
    return list(layouts.diaries_of(session, owner).values())


def _add(session: Session, owner: Owner, language: str | None, now: datetime) -> None:
    of = "point_id" if isinstance(owner, ServicePoint) else "line_id"
    made = session.scalar(_MAKE, {of: owner.id, "language": language})
    if made is not None:
        events.record(session, ("diary", made), None, "made", "laid_out", "system", now)


def _name(owner: Owner) -> Name:
    return (owner.id, None) if isinstance(owner, ServicePoint) else (None, owner.id)


def _is_due(session: Session, owner: Owner, known: Sequence[Diary], now: datetime) -> bool:
    if any(diary.laid_until != _reach(diary, now) for diary in known):
        return True
    if isinstance(owner, ServicePoint):
        return not known
    return not _fits(session, owner, known, now)


def _fits(session: Session, line: Line, known: Sequence[Diary], now: datetime) -> bool:
    """Whether its times have as many places as its agents give; some may be closed, not all."""
    found = session.execute(_MOST, {"diaries": [diary.id for diary in known], "now": now})
    most: dict[int, int] = {row.diary_id: row.most for row in found}
    there = {diary.language: most.get(diary.id, 0) for diary in known}
    wanted = layouts.places_by_language(session, line)
    return all(wanted.get(one, 0) == there.get(one, 0) for one in {*wanted, *there})


def _is_laid(session: Session, owner: Owner, day: date) -> bool:
    diary = layouts.diaries_of(session, owner).get(None)
    return diary is not None and diary.laid_until is not None and day <= diary.laid_until


def _reach(diary: Diary, now: datetime) -> date:
    """The date up to which times are laid out: never less than they already are."""
    wanted = local_date(now) + places.rhythm(diary).horizon + SPARE
    return max(wanted, diary.laid_until or wanted)
