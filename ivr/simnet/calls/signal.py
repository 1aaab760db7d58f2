"""Wakes those who wait for something to change."""

import asyncio
from collections.abc import Callable


class Signal:
    """Fired on every change; whoever waits looks anew each time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[asyncio.Future[None]] = []

    def fire(self) -> None:
        """Something has changed."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Returns as soon as `condition()` is true after a change, or is true already."""
        while not condition():
            future = self._loop.create_future()
            self._waiting.append(future)
            await future
