"""The free times of a diary, as a caller, a page or an agent is offered them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from flows.rules import offers
from flows.rules.times import By, terms
from ivr.models import Diary, Slot
from ivr.services import places

Part = offers.Part

LIMIT: Final = 9
"""Three offers at a time, and as many offers as anybody listens to."""

_ALL: Final = 10_000  # more than any diary has
_MOST = bindparam("most", type_=Integer)
_OF_DIARY = Slot.diary_id == bindparam("diary_id", type_=Integer)
_WHOLE = aliased(Slot)
_ALONE = (_OF_DIARY, *places.is_open(Slot))


def _soonest(chosen: Any, *conditions: Any) -> Any:
    return chosen.where(*conditions).order_by(Slot.starts_at).limit(_MOST)


def _by_day(chosen: Any, *conditions: Any) -> Any:
    return (
        chosen.where(*conditions).group_by(Slot.local_date).order_by(Slot.local_date).limit(_MOST)
    )


_TIME = select(Slot.id, Slot.starts_at, Slot.ends_at)
_DAY = select(Slot.local_date, func.count())
_WITHIN = (*_ALONE, *places.is_open(_WHOLE))
_TIMES = {
    False: _soonest(_TIME, *_ALONE),
    True: _soonest(_TIME.join(_WHOLE, _WHOLE.id == Slot.within_id), *_WITHIN),
}
_DAYS = {
    False: _by_day(_DAY, *_ALONE),
    True: _by_day(_DAY.join(_WHOLE, _WHOLE.id == Slot.within_id), *_WITHIN),
}
"""By whether the diary's times lie within those of a whole line."""


@dataclass(frozen=True, slots=True)
class Free:
    """A time that may be taken now."""

    slot_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A date in Helsinki and how many of its times may be taken now."""

    date: date
    times: int


def free(
    session: Session,
    diary: Diary,
    now: datetime,
    by: By = "citizen",
    part: Part | None = None,
    limit: int = LIMIT,
    after: datetime | None = None,
) -> list[Free]:
    """The next free times, soonest first; those after a moment, or of one part of the day."""
    most = limit if part is None else _ALL
    values = _values(diary, by, now, most)
    if after is not None:
        values["earliest"] = max(values["earliest"], after + timedelta.resolution)
    found = session.execute(_TIMES[_is_within(diary)], values)
    times = (Free(*row) for row in found)
    return list(islice(_in_part(times, part), limit))


def next_days(
    session: Session, diary: Diary, now: datetime, by: By = "citizen", limit: int = 31
) -> list[FreeDay]:
    """The next days on which any time is free."""
    found = session.execute(_DAYS[_is_within(diary)], _values(diary, by, now, limit))
    return [FreeDay(*row) for row in found]


def _values(diary: Diary, by: By, now: datetime, most: int) -> dict[str, Any]:
    offered = places.on_terms(terms(places.rhythm(diary), by, now))
    return {"diary_id": diary.id, "most": most, **offered}


def _is_within(diary: Diary) -> bool:
    return diary.language is not None


def _in_part(times: Iterator[Free], part: Part | None) -> Iterator[Free]:
    return (one for one in times if part is None or offers.part_of(one.starts_at) == part)
