"""The metronome: a few fixed jobs at fixed intervals. It remembers nothing; each beat looks at
the tables, so a beat that is missed, late or doubled by another scheduler does no harm.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.blocking import BlockingScheduler

from ivr.db import Unavailable

FASTEST: Final = 0.1
"""Seconds between beats at the least, however fast virtual time runs."""
SWEEPING: Final = 5.0
"""Real seconds between sweeps, at any speed."""
KEEPING: Final = 60.0
"""Real seconds between looks at what is done once a day or forgotten in time."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Beat:
    """`work` is done every so many real seconds, never twice at the same time."""

    name: str
    seconds: float
    work: Callable[[], None]


class Skipped:
    """Counts the beats that fell while the last one of their job was still at work."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._lock = threading.Lock()

    def note(self, event: JobSubmissionEvent) -> None:
        with self._lock:
            self._names.append(event.job_id)

    def take(self) -> list[str]:
        """The names of those skipped since the last take, one for each time."""
        with self._lock:
            names, self._names = self._names, []
        return names


def seconds_between(speed: float) -> float:
    """Real seconds between two looks at what is to be dialled: one of business time, if it can."""
    return max(FASTEST, 1 / speed)


def metronome(beats: Iterable[Beat], skipped: Skipped) -> BlockingScheduler:
    """A scheduler, not yet started, that has nothing but these beats in memory."""
    beats = tuple(beats)
    scheduler = BlockingScheduler(
        timezone="UTC",
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(len(beats))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for beat in beats:
        scheduler.add_job(calm(beat), "interval", seconds=beat.seconds, id=beat.name)
    scheduler.add_listener(skipped.note, EVENT_JOB_MAX_INSTANCES)
    return scheduler


def calm(beat: Beat) -> Callable[[], None]:
    """The work of a beat; if it fails, that is noted, and the next beat tries again.

    Of a database that is away the log tells when that begins and when it is over, however many
    beats fall in between.
    """
    in_vain = 0

    def work() -> None:
        nonlocal in_vain
        try:
            beat.work()
        except Unavailable as trouble:
            in_vain += 1
            if in_vain == 1:
                _log.warning("beat broken off", beat=beat.name, trouble=str(trouble))
        except Exception:
            _log.exception("beat failed", beat=beat.name)
        else:
            if in_vain:
                _log.info("beat goes on", beat=beat.name, in_vain=in_vain)
            in_vain = 0

    return work
