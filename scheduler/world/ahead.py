"""What lies ahead of a simulated office: known from one look at its tables, after each beat."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import Date, bindparam, func, select

from flows.rules.window import HELSINKI, local_date
from ivr.db import Prepared, Session, plainly, spelt
from ivr.models import Attempt, Booking, CalendarDay, Callback, Event, Staff
from ivr.services import attempts

_SATURDAY: Final = 5

_NEWEST = select(func.max(Event.id)).scalar_subquery()
_UNDER_WAY = (
    select(Callback.id)
    .where(Callback.ended_at.is_(None), Callback.state != spelt("waiting"))
    .limit(1)
    .scalar_subquery()
)
_WAITS_UNTIL = select(func.min(Callback.not_before)).where(Callback.state == spelt("waiting"))
_CALLED_AT = select(func.min(Booking.starts_at)).where(
    Booking.state == spelt("booked"), Booking.kind == spelt("phone_time")
)
_HELD_UNTIL = select(func.min(Booking.held_until)).where(Booking.state == spelt("held"))
_LEASED_UNTIL = select(func.min(Attempt.lease_until)).where(attempts.IS_LIVE)
_RUNG_UNTIL = select(func.min(Attempt.ring_until)).where(attempts.IS_LIVE)
_AWAY_UNTIL = select(func.min(Staff.wrapup_until)).where(Staff.state == spelt("wrapup"))
_TIMES = (_WAITS_UNTIL, _CALLED_AT, _HELD_UNTIL, _LEASED_UNTIL, _RUNG_UNTIL, _AWAY_UNTIL)
_TODAY = CalendarDay.date == bindparam("today", type_=Date)
_CLOSES = select(func.coalesce(CalendarDay.closes, time(16))).where(
    _TODAY, CalendarDay.holiday.is_(None)
)
_LOOK = Prepared(
    select(_NEWEST, _UNDER_WAY, *(one.scalar_subquery() for one in (_CLOSES, *_TIMES)))
)


@dataclass(frozen=True, slots=True)
class Ahead:
    """`newest` is the last event; from `work_from` on somebody is due; `ends` are the moments at
    which something comes due or runs out; `closes` is unknown on holidays."""

    newest: int | None
    work_from: datetime | None
    held_until: datetime | None
    ends: tuple[datetime, ...]
    closes: time | None

    def has_work(self, now: datetime) -> bool:
        """Whether somebody is due, or nearly so, while the line is open; or a hold ends, then or
        at any hour."""
        soon = now + timedelta(minutes=1)
        if self.held_until and self.held_until <= soon:
            return True
        return bool(self.work_from and self.work_from <= soon) and self._in_office_hours(now)

    def ends_between(self, beaten: datetime, now: datetime) -> bool:
        """Whether anything has come due or run out since the last beat."""
        return any(beaten < end <= now for end in self.ends)

    def _in_office_hours(self, now: datetime) -> bool:
        """From shortly before a day's opening until shortly after its end."""
        local = now.astimezone(HELSINKI)
        if self.closes is None or local.weekday() >= _SATURDAY:
            return False
        return time(8, 55) <= local.time() < self.closes.replace(minute=5)


NOTHING: Final = Ahead(None, None, None, (), None)


def look(session: Session, now: datetime) -> Ahead:
    """What has happened until now, and is to happen."""
    seen = _LOOK.first(plainly(session), {"today": local_date(now)})
    newest, under_way, closes, *ends = seen or ()
    waits_until, called_at, held_until = ends[:3]
    return Ahead(
        newest=newest,
        work_from=_first((now if under_way else waits_until, called_at)),
        held_until=held_until,
        ends=tuple(end for end in ends if end),
        closes=closes,
    )


def _first(times: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in times if at), default=None)
