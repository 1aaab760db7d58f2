"""A clock for tests: time stands still while anything runs and leaps to the next timer when
nothing does, so that a whole working day takes seconds and always goes the same way.
"""

import asyncio
import heapq
import selectors
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count


class Jump:
    """Virtual time with its own event loop, driven by `run`.

    Timers due at the same moment ring in the order in which they were set.
    """

    def __init__(self, start: datetime) -> None:
        """Raises ValueError if `start` is naive."""
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware moment")
        self.loop = asyncio.SelectorEventLoop(_IdleSelector(self._idle))
        self._now = start.astimezone(UTC)
        self._horizon = self._now
        self._stop: Callable[[], bool] = _never
        self._order = count()
        self._timers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._held = 0

    def now(self) -> datetime:
        """The virtual moment, in UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Waits until virtual time has moved on by `seconds`."""
        timer = self.loop.create_future()
        due = self._now + timedelta(seconds=max(0.0, seconds))
        heapq.heappush(self._timers, (due, next(self._order), timer))
        await timer

    async def linger(self, seconds: float) -> None:
        """The same: time that is waited for in vain need not really pass."""
        await self.sleep(seconds)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps time still although the loop has to wait for the world outside."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    def next_timer(self) -> datetime | None:
        """When the next thing is due, or None if nothing is waiting."""
        while self._timers and self._timers[0][2].done():
            heapq.heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    def run(self, until: datetime, stop: Callable[[], bool] | None = None) -> None:
        """Lets everything due up to and including `until` happen, in order.

        Ends early, and time stays there, as soon as nothing runs and `stop()` is true.
        """
        self._horizon, self._stop = until.astimezone(UTC), stop or _never
        self.loop.run_forever()
        if not self._stop():
            self._now = max(self._now, self._horizon)

    def close(self) -> None:
        """Closes the event loop. Whoever started tasks has ended them before."""
        self.loop.close()

    def _idle(self) -> bool:
        """Called when the loop has nothing to do: True if there is now, or the run is over."""
        if self._held:
            return False
        due = self.next_timer()
        if due is None or due > self._horizon or self._stop():
            self.loop.stop()
            return True
        _, _, timer = heapq.heappop(self._timers)
        self._now = max(self._now, due)
        timer.set_result(None)
        return True


class _IdleSelector(selectors.DefaultSelector):
    """Asks `idle` instead of waiting: an event loop waits here when it has nothing to do."""

    def __init__(self, idle: Callable[[], bool]) -> None:
        super().__init__()
        self._ask = idle

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        waits = timeout is None or timeout > 0
        return super().select(0 if waits and self._ask() else timeout)


def _never() -> bool:
    return False
