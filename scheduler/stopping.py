"""Stopping: from SIGTERM or SIGINT on nothing new is begun, and what is under way is finished."""

import signal
import threading
from types import FrameType

from apscheduler.events import EVENT_SCHEDULER_STARTED, SchedulerEvent
from apscheduler.schedulers.blocking import BlockingScheduler


class Stopping:
    """Called, it tells whether the process has been asked to stop."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._finishing: threading.Thread | None = None

    def __call__(self) -> bool:
        return self._asked.is_set()

    def heed_signals(self, scheduler: BlockingScheduler) -> None:
        """From now on both signals end `scheduler`, even before it has started."""
        self._scheduler = scheduler
        scheduler.add_listener(self._started, EVENT_SCHEDULER_STARTED)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._signalled)

    def finish(self) -> None:
        """Wait for the beats that are still at work."""
        if self._finishing:
            self._finishing.join()

    def _signalled(self, _number: int, _frame: FrameType | None) -> None:
        self._asked.set()
        self._end()

    def _started(self, _event: SchedulerEvent) -> None:
        if self():
            self._end()

    def _end(self) -> None:
        """In a thread of its own: the signal may have interrupted the scheduler while it held
        the locks that stopping needs."""
        if self._scheduler.running and self._finishing is None:
            self._finishing = threading.Thread(target=self._scheduler.shutdown)
            self._finishing.start()
