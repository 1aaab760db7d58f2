"""The network's time: real, scaled, or (see jump.py) as fast as the work gets done.

Speech, ringing and waiting for keys go by this clock; the time-outs of HTTP are always real.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from inspect import isawaitable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Beat = Callable[[datetime], object]
"""Something done at a moment; what it returns is waited for, if it can be."""


class Clock(Protocol):
    """One interface for every kind of time. Moments are aware and in UTC."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop in which everything that waits by this clock runs."""

    def now(self) -> datetime:
        """The present moment."""

    async def sleep(self, seconds: float) -> None:
        """Waits that many of this clock's seconds."""

    async def linger(self, seconds: float) -> None:
        """Waits as HTTP does: real seconds, unless time jumps."""

    def held(self) -> AbstractContextManager[None]:
        """While entered, something real (an HTTP request) is under way: time must not jump."""


class _Running:
    """What clocks that run by themselves have in common."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    async def linger(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def held(self) -> AbstractContextManager[None]:
        return nullcontext()


class Wall(_Running):
    """Real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


@dataclass(frozen=True, slots=True)
class Scaled(_Running):
    """Time that was `start` at the real moment `epoch` and goes `speed` times as fast since.

    `epoch` is in seconds since 1970. Processes that share the three numbers share the time.
    """

    start: datetime
    speed: float
    epoch: float

    def now(self) -> datetime:
        passed = datetime.now(UTC).timestamp() - self.epoch
        return self.start.astimezone(UTC) + timedelta(seconds=passed * self.speed)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self.speed)


def clock_from(setting: str) -> Clock:
    """The clock that `CLOCK=START[@SPEED@EPOCH]` asks for; real time if it is empty.

    START alone means: from START on, at the speed of real time, beginning now.
    Raises ValueError with a sentence for the reader of the setting.
    """
    if not setting:
        return Wall()
    start, *rest = setting.split("@")
    match rest:
        case []:
            return Scaled(_moment(start), 1.0, datetime.now(UTC).timestamp())
        case [speed, epoch]:
            return Scaled(_moment(start), _positive(speed, "SPEED"), _positive(epoch, "EPOCH"))
        case _:
            raise ValueError(f"CLOCK={setting!r}: expected START or START@SPEED@EPOCH")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"CLOCK: START {text!r} is not a date and time") from None
    if moment.tzinfo is None:
        raise ValueError(f"CLOCK: START {text!r} needs its offset, such as +02:00")
    return moment


def _positive(text: str, name: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise ValueError(f"CLOCK: {name} {text!r} is not a number above zero")
    return number


async def repeat(clock: Clock, pause: Callable[[], float], beat: Beat) -> None:
    """Calls `beat` with the time after each `pause()` seconds, for ever."""
    while True:
        await clock.sleep(pause())
        if isawaitable(work := beat(clock.now())):
            await work


async def within(clock: Clock, seconds: float, waited: asyncio.Future[T]) -> T | None:
    """The result of `waited`, or None when it has not come after `seconds` by `clock`.

    `waited` itself goes on; the caller owns it.
    """
    pause = clock.loop.create_task(clock.sleep(seconds))
    either: tuple[asyncio.Future[Any], ...] = (waited, pause)
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        return waited.result() if waited.done() else None
    finally:
        pause.cancel()


async def unless(
    clock: Clock, stopped: asyncio.Future[Any], work: Coroutine[Any, Any, None]
) -> None:
    """Does `work` to its end, or drops it when `stopped` is done first."""
    task = clock.loop.create_task(work)
    try:
        await asyncio.wait((stopped, task), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        task.cancel()
