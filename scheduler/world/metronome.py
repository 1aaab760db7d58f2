"""When the schedulers of a simulated office beat: often while anything happens, else seldom."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from sqlalchemy.util import greenlet_spawn

from ivr.db import Database, Unavailable
from ivr.services.agency import AgencyFile
from ivr.simnet.network import Network
from scheduler.beats import SWEEPING
from scheduler.world import ahead
from scheduler.world.schedulers import Scheduler

Begin = Callable[[Database, Network, AgencyFile], "Beating"]

_SOON: Final = 1 + SWEEPING
"""Seconds after which every beat of a scheduler falls again, and by how much pauses grow."""
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


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
        self._ahead = ahead.NOTHING
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
        if stirred or self._is_time(now):
            self._heard, self._stirred, self._beaten = self._network.log.newest, False, now
            self._schedulers.append(self._schedulers.pop(0))
            self._schedulers[-1].beat(now)
            moved = False
            with suppress(Unavailable):
                moved = self._has_moved(now)
            self._seconds = 1.0 if moved else _SOON if stirred else _SOON * self._seconds

    def _is_time(self, now: datetime) -> bool:
        pause = timedelta(seconds=min(self._seconds, self._slowest()))
        return now >= self._beaten + pause or self._ahead.ends_between(self._beaten, now)

    def _was_told(self) -> bool:
        """Whether the network has told the product anything since the last beat."""
        log = self._network.log
        return log.newest > self._heard and any(
            event.kind in ("response", "copy", "lost") for event in log.after(self._heard)
        )

    def _has_moved(self, now: datetime) -> bool:
        """Whether the journal has grown since the last beat; and what lies ahead."""
        before = self._ahead.newest
        with self._database.reading() as session:
            self._ahead = ahead.look(session, now)
        return self._ahead.newest != before

    def _slowest(self) -> float:
        live = self._network.legs(live=True)
        if any(leg.status == "ringing" for leg in live):
            return 1.0
        return 30.0 if live or self._has_work() else 3600.0

    def _is_busy(self) -> bool:
        return bool(self._network.legs(live=True))

    def _has_work(self) -> bool:
        return self._ahead.has_work(self._network.now)
