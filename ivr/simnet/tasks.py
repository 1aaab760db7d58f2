"""Everything the network has under way: kept from vanishing, and never failing in silence."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
LOGGER = logging.getLogger(__name__)


class Tasks:
    """The running coroutines of one network, in the order in which they were started."""

    def __init__(self, loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
        self._loop = loop
        self._running: dict[asyncio.Task[Any], None] = {}
        self._failure: BaseException | None = None

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Starts `work`; the caller may drop the task."""
        task = self._loop().create_task(work)
        self._running[task] = None
        task.add_done_callback(self._finished)
        return task

    @property
    def failed(self) -> bool:
        """True if something failed since the last `raise_failure`."""
        return self._failure is not None

    def raise_failure(self) -> None:
        """Raises the first failure not yet raised, if there is one."""
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    async def end(self) -> None:
        """Cancels what still runs and waits for it to be gone."""
        while self._running:
            tasks = list(self._running)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        del self._running[task]
        if not task.cancelled() and (failure := task.exception()):
            LOGGER.error("the simulated network failed in its work", exc_info=failure)
            self._failure = self._failure or failure
