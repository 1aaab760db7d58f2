"""Status callbacks on their way: beside call control, in order, each in its own time."""

from collections import deque
from collections.abc import Awaitable, Callable

from ivr.simnet.delivery import Webhook
from ivr.simnet.faults.post import Fate
from ivr.simnet.tasks import Tasks

Send = Callable[[Webhook], Awaitable[None]]
Delay = Callable[[float], Awaitable[None]]
"""Waits the usual little while, and so many seconds more."""


class Outbox:
    """The callbacks of one call or text; each is sent once the one before it is answered.

    What becomes of each is its `fate`; usually nothing but that.
    """

    def __init__(
        self, tasks: Tasks, delay: Delay, send: Send, fate: Callable[[Webhook], Fate]
    ) -> None:
        self._tasks, self._delay, self._send, self._fate = tasks, delay, send, fate
        self._waiting: deque[tuple[Webhook, float]] = deque()
        self._draining = False

    def put(self, webhook: Webhook) -> None:
        """Sends `webhook` a little later, after those put before."""
        fate = self._fate(webhook)
        if fate.out_of_line:
            self._tasks.start(self._post(webhook, fate.late))
            return
        self._waiting.extend([(webhook, fate.late)] * fate.times)
        if self._waiting and not self._draining:
            self._draining = True
            self._tasks.start(self._drain())

    async def _drain(self) -> None:
        try:
            while self._waiting:
                await self._post(*self._waiting.popleft())
        finally:
            self._draining = False

    async def _post(self, webhook: Webhook, late: float) -> None:
        await self._delay(late)
        await self._send(webhook)
