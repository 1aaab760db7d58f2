"""Laying times out: what ought to be is compared with what is, and the difference is made.

Nobody is dropped: who has no place any more is displaced, and the agency owes another time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from flows.rules.layout import Standing, Time, to_displace
from flows.rules.window import at_local
from ivr.db import UtcDateTime, racing_insert
from ivr.models import Booking, Slot
from ivr.services import bookings, places
from ivr.services.layouts import Key, Layout, Wanted

_SPAN = (
    Slot.diary_id.in_(bindparam("diaries", expanding=True)),
    Slot.starts_at >= bindparam("begins", type_=UtcDateTime()),
    Slot.starts_at < bindparam("ends", type_=UtcDateTime()),
)
_STANDING = select(
    Slot.id,
    Slot.diary_id,
    Slot.starts_at,
    Slot.ends_at,
    Slot.local_date,
    Slot.capacity,
    Slot.kept,
    Slot.taken,
    Slot.within_id,
).where(*_SPAN)
_INSERT = racing_insert(cast(Table, Slot.__table__))
_SLOTS = select(Slot).where(Slot.id.in_(bindparam("ids", expanding=True)))
_SEATED = select(Booking).where(
    Booking.slot_id.in_(bindparam("ids", expanding=True)), places.SEATED
)


class _Slot(NamedTuple):
    """A time as it is."""

    id: int
    diary_id: int
    starts_at: datetime
    ends_at: datetime
    local_date: date
    capacity: int
    kept: int
    taken: int
    within_id: int | None

    @property
    def key(self) -> Key:
        return self.diary_id, self.starts_at

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.ends_at, self.local_date, self.capacity, self.kept)


@dataclass(frozen=True, slots=True)
class Laid:
    """What became of it: how many times are new, how many are otherwise, who was displaced."""

    new: int
    changed: int
    displaced: Sequence[Booking]


NOTHING: Final = Laid(0, 0, ())


@dataclass(frozen=True, slots=True)
class _Plan:
    new: Mapping[Key, Wanted]
    changed: Mapping[int, Wanted]
    standing: Sequence[_Slot]

    @property
    def touched(self) -> list[int]:
        """The times of the days on which any changes."""
        days = {slot.local_date for slot in self.standing if slot.id in self.changed}
        return [slot.id for slot in self.standing if slot.local_date in days]


def lay(session: Session, layouts: Sequence[Layout], cause: str, actor: str, now: datetime) -> Laid:
    """Make the times that are still to come as they ought to be.

    Times are locked all together before any is changed, and then looked at once more.
    """
    plan, locked = _plan(session, layouts, now), set[int]()
    while not plan.changed.keys() <= locked:
        places.lock(session, plan.touched)
        locked.update(plan.touched)
        plan = _plan(session, layouts, now)
    displaced = _displace(session, plan, cause, actor, now)
    _change(session, plan.changed)
    for layout in layouts:
        _insert(session, layout, plan.new)
    return Laid(len(plan.new), len(plan.changed), displaced)


def _plan(session: Session, layouts: Iterable[Layout], now: datetime) -> _Plan:
    standing: list[_Slot] = []
    wanted: dict[Key, Wanted] = {}
    for layout in layouts:
        found = _standing(session, layout)
        standing.extend(found)
        wanted.update(layout.times(_by_date(found, layout.whole)))
    to_come = [slot for slot in standing if now < slot.starts_at]
    known = {slot.key for slot in standing}
    return _Plan(
        new={key: one for key, one in wanted.items() if key not in known and now < key[1]},
        changed=dict(_differing(to_come, wanted)),
        standing=to_come,
    )


def _standing(session: Session, layout: Layout) -> list[_Slot]:
    days = layout.calendar.days
    if not days:
        return []
    begins, ends = days[0].date, days[-1].date + timedelta(days=1)
    span = {"begins": at_local(begins, time()), "ends": at_local(ends, time())}
    found = session.execute(_STANDING, {"diaries": list(layout.places), **span})
    return [_Slot(*row) for row in found]


def _by_date(slots: Iterable[_Slot], whole: int) -> Mapping[date, list[Standing]]:
    """The whole's times that are offered; those of languages begin and end with them."""
    by_date: defaultdict[date, list[Standing]] = defaultdict(list)
    for slot in slots:
        if slot.diary_id == whole and slot.capacity:
            time = Time(slot.starts_at, slot.ends_at)
            by_date[slot.local_date].append(Standing(time, slot.taken))
    return by_date


def _differing(
    standing: Iterable[_Slot], wanted: Mapping[Key, Wanted]
) -> Iterator[tuple[int, Wanted]]:
    """Those that ought to be otherwise; what isn't wanted any more has no places."""
    for slot in standing:
        closed = replace(slot.wanted, capacity=0, kept=0)
        other = wanted.get(slot.key, closed)
        if other != slot.wanted:
            yield slot.id, other


def _displace(
    session: Session, plan: _Plan, cause: str, actor: str, now: datetime
) -> list[Booking]:
    """Those for whom no place is left: first in each language, then in the whole line."""
    lowered = [slot for slot in plan.standing if _is_lowered(slot, plan)]
    lowered.sort(key=lambda slot: slot.within_id is None)
    displaced: list[Booking] = []
    for slot in lowered:
        seated = _seated(session, slot, plan.standing)
        for booking in to_displace(seated, plan.changed[slot.id].capacity):
            was_held = booking.state == "held"
            if bookings.displace(session, booking, cause, actor, now) and not was_held:
                displaced.append(booking)
    return displaced


def _is_lowered(slot: _Slot, plan: _Plan) -> bool:
    return slot.id in plan.changed and plan.changed[slot.id].capacity < slot.taken


def _seated(session: Session, slot: _Slot, standing: Iterable[_Slot]) -> Sequence[Booking]:
    within = [one.id for one in standing if one.within_id == slot.id]
    return session.scalars(_SEATED, {"ids": [slot.id, *within]}).all()


def _change(session: Session, changed: Mapping[int, Wanted]) -> None:
    for slot in session.scalars(_SLOTS, {"ids": list(changed)}):
        wanted = changed[slot.id]
        if wanted.capacity < slot.capacity and slot.taken:
            _reseat(session, slot, wanted.capacity)
        slot.ends_at, slot.capacity, slot.kept = wanted.ends_at, wanted.capacity, wanted.kept
    session.flush()


def _reseat(session: Session, slot: Slot, capacity: int) -> None:
    """Nobody sits at a desk that isn't there any more."""
    seated = session.scalars(_SEATED, {"ids": [slot.id]}).all()
    occupied = {booking.seat for booking in seated}
    free = (seat for seat in range(1, capacity + 1) if seat not in occupied)
    for booking in seated:
        if booking.seat is not None and capacity < booking.seat:
            booking.seat = next(free)


def _insert(session: Session, layout: Layout, new: Mapping[Key, Wanted]) -> None:
    """The whole's times first, since the others lie within them."""
    own = {key: wanted for key, wanted in new.items() if key[0] in layout.places}
    whole = [_row(key, wanted) for key, wanted in own.items() if key[0] == layout.whole]
    if whole:
        session.execute(_INSERT, whole)
    if len(own) > len(whole):
        ids = {slot.key: slot.id for slot in _standing(session, layout)}
        parts = [key for key in own if key[0] != layout.whole]
        rows = [_row(key, own[key], ids[layout.whole, key[1]]) for key in parts]
        session.execute(_INSERT, rows)


def _row(key: Key, wanted: Wanted, within: int | None = None) -> dict[str, Any]:
    diary_id, starts_at = key
    return {
        "diary_id": diary_id,
        "starts_at": starts_at,
        "ends_at": wanted.ends_at,
        "local_date": wanted.local_date,
        "capacity": wanted.capacity,
        "kept": wanted.kept,
        "within_id": within,
    }
