"""Upkeep: what has outlived its limit, closing time, the days ahead, forgetting in time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

import structlog
from sqlalchemy.orm import Session

from flows.rules.window import local_date
from ivr.db import Database, Glance
from ivr.services import (
    calendar,
    delays,
    diaries,
    drafts,
    duty,
    feedback,
    messages,
    promises,
    proofs,
    retention,
    slots,
    sweeps,
    vitals,
)
from ivr.telephony.client import Dialler
from scheduler.beats import Skipped

BATCH: Final = 500
ROUNDS: Final = 10
"""The most batches that one beat forgets; the rest comes with the next."""

_GLANCE: Final = Glance(sweeps.finds(sweeps.SWEEPS))

_log = structlog.get_logger(__name__)

Batch = Callable[[Session, datetime], int]


@dataclass(frozen=True, slots=True)
class Upkeep:
    """One beat: this scheduler is alive; sweeps; at closing, agents are no longer rung."""

    database: Database
    dialler: Dialler
    now: Callable[[], datetime]
    stopping: Callable[[], bool]
    skipped: Skipped

    def __call__(self) -> None:
        self._sign_on()
        self._sweep()
        if not self.stopping():
            self._close()

    def _sign_on(self) -> None:
        now = self.now()
        with self.database.writing() as session:
            vitals.beat(session, "scheduler", now)
            for name in self.skipped.take():
                vitals.note_skipped(session, name, now)

    def _sweep(self) -> None:
        now = self.now()
        with self.database.reading() as session:
            found = _GLANCE.at(session, now)
        swept = sweeps.treat(self.database, sweeps.SWEEPS, found, now, self.stopping)
        for name, treated in swept.items():
            if treated:
                _log.info("swept", sweep=name, treated=treated)

    def _close(self) -> None:
        now = self.now()
        with self.database.reading() as session:
            is_closing = duty.is_closing(session, now)
            ringing = duty.unanswered_after_closing(session, now)
        if is_closing:
            with self.database.writing() as session:
                duty.go_home(session, now)
        for attempt_id in ringing:
            self._call_off(attempt_id, now)

    def _call_off(self, attempt_id: int, now: datetime) -> None:
        with self.database.writing() as session:
            sid = duty.call_off(session, attempt_id, now)
        if sid:
            result = self.dialler.cancel(sid)
            _log.info("leg cancelled", attempt=attempt_id, result=type(result).__name__)


@dataclass(frozen=True, slots=True)
class Keeping:
    """One beat of what has time: the days and times ahead, promises, texts in doubt, forgetting."""

    database: Database
    now: Callable[[], datetime]
    stopping: Callable[[], bool]
    short_days: Mapping[str, time]

    def __call__(self) -> None:
        self._extend_calendar()
        for batch in BATCHES:
            self._all_of(batch)
        self._lay_out_times()

    def _extend_calendar(self) -> None:
        now = self.now()
        with self.database.writing() as session:
            if slots.once(session, "calendar", str(local_date(now)), now):
                calendar.extend(session, now, self.short_days)

    def _lay_out_times(self) -> None:
        """Of one service point or line after the other: the days ahead are many rows."""
        with self.database.reading() as session:
            due = diaries.due(session, self.now())
        for whose in due:
            if self.stopping():
                return
            with self.database.writing() as session:
                new = diaries.lay_out(session, whose, self.now())
            _log.info("times laid out", whose=whose, new=new)

    def _all_of(self, batch: Batch) -> None:
        for _ in range(ROUNDS):
            if self.stopping():
                return
            with self.database.writing() as session:
                if batch(session, self.now()) == 0:
                    return


def _forget_small_things(session: Session, now: datetime) -> int:
    retention.forget_counters(session, now)
    proofs.forget(session, now)
    drafts.forget(session, now)
    feedback.forget(session, now)
    vitals.forget(session, now)
    return 0


BATCHES: Final[tuple[Batch, ...]] = (
    delays.tell,
    promises.score_broken,
    messages.doubt,
    retention.empty_states,
    retention.forget_numbers,
    _forget_small_things,
)
