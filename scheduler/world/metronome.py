"""When the schedulers of a simulated office beat: often while anything happens, else seldom."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.util import greenlet_spawn

from flows.rules.window import HELSINKI, local_date
from ivr.db import Database, Unavailable
from ivr.models import Booking, CalendarDay, Callback, Event
from ivr.services.agency import AgencyFile
from ivr.simnet.network import Network
from scheduler.world.schedulers import Scheduler

Begin = Callable[[Database, Network, AgencyFile], "Beating"]

_SATURDAY = 5

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_NEWEST = select(func.max(Event.id))
_UNDER_WAY = select(Callback.id).where(Callback.ended_at.is_(None), Callback.state != "waiting")
_NEXT = (
    select(func.min(Callback.not_before)).where(Callback.state == "waiting"),
    select(func.min(Booking.starts_at)).where(
        Booking.state == "booked", Booking.kind == "phone_time"
    ),
)
_HELD_UNTIL = select(func.min(Booking.held_until)).where(Booking.state == "held")


class Beating(Protocol):
    """A scheduler, whichever."""

    def beat(self, now: datetime) -> None: ...


class Metronome:
    """Lets schedulers beat in turn: every second while anything happens, and ever more slowly
    while nothing does, so that a weekend costs a story next to nothing. `least` are the seconds
    between two beats: a beat may be late, and long stories with many people let it be.
    """

    def __init__(
        self,
        database: Database,
        network: Network,
        agency: AgencyFile,
        schedulers: int,
        least: float,
        begin: Begin = Scheduler,
    ) -> None:
        """`begin` starts one of the `schedulers`."""
        self._database, self._network, self._least = database, network, least
        self._schedulers = [begin(database, network, agency) for _ in range(schedulers)]
        self._seconds, self._beaten = 1.0, _LONG_AGO
        self._heard, self._stirred = 0, True
        self._newest: int | None = None
        self._work_from: datetime | None = None
        self._held_until: datetime | None = None
        self._day: CalendarDay | None = None
        network.every(self._pause, lambda now: greenlet_spawn(self._look, now))

    def stir(self) -> None:
        """Something has happened that the network has not heard of."""
        self._stirred = True

    def _pause(self) -> float:
        """Until the next look at whether to beat: a look costs nothing."""
        usual = 1.0 if self._is_busy() else 2.0 if self._has_work() else 60.0
        return max(self._least, usual)

    def _look(self, now: datetime) -> None:
        stirred = self._stirred or self._was_told()
        if stirred or now >= self._beaten + timedelta(seconds=min(self._seconds, self._slowest())):
            self._heard, self._stirred, self._beaten = self._network.log.newest, False, now
            self._schedulers.append(self._schedulers.pop(0))
            self._schedulers[-1].beat(now)
            moved = False
            with suppress(Unavailable):
                moved = self._has_moved(now)
            self._seconds = 1.0 if moved or stirred else 3 * self._seconds

    def _was_told(self) -> bool:
        """Whether the network has told the product anything since the last beat."""
        log = self._network.log
        return log.newest > self._heard and any(
            event.kind in ("response", "copy", "lost") for event in log.after(self._heard)
        )

    def _has_moved(self, now: datetime) -> bool:
        """Whether the journal has grown since the last beat; and what lies ahead."""
        with self._database.reading() as session:
            before, self._newest = self._newest, session.scalar(_NEWEST)
            under_way = session.scalars(_UNDER_WAY).first()
            next_ones = (now if under_way else session.scalar(_NEXT[0]), session.scalar(_NEXT[1]))
            self._work_from = min((at for at in next_ones if at), default=None)
            self._held_until = session.scalar(_HELD_UNTIL)
            self._day = session.get(CalendarDay, local_date(now))
        return self._newest != before

    def _slowest(self) -> float:
        live = self._network.legs(live=True)
        if any(leg.status == "ringing" for leg in live):
            return 1.0
        if live:
            return 10.0
        return 30.0 if self._has_work() else 3600.0

    def _is_busy(self) -> bool:
        return bool(self._network.legs(live=True))

    def _has_work(self) -> bool:
        """Whether somebody is due, or nearly so, while the line is open; or a hold ends, then or
        at any hour."""
        soon = self._network.now + timedelta(minutes=1)
        if self._held_until and self._held_until <= soon:
            return True
        return bool(self._work_from and self._work_from <= soon) and self._in_office_hours()

    def _in_office_hours(self) -> bool:
        """From shortly before a day's opening until shortly after its end."""
        local, day = self._network.now.astimezone(HELSINKI), self._day
        if day is None or day.holiday or local.weekday() >= _SATURDAY:
            return False
        closes = day.closes or time(16)
        return time(8, 55) <= local.time() < closes.replace(minute=5)
