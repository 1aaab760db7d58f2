"""Status callbacks on their way: beside call control, in order, each in its own time."""

from collections import deque
from collections.abc import Awaitable, Callable

from ivr.simnet.delivery import Webhook
from ivr.simnet.tasks import Tasks

Send = Callable[[Webhook], Awaitable[None]]
Delay = Callable[[], Awaitable[None]]


class Outbox:
    """The callbacks of one call or text; each is sent once the one before it is answered."""

    def __init__(self, tasks: Tasks, delay: Delay, send: Send) -> None:
        self._tasks, self._delay, self._send = tasks, delay, send
        self._waiting: deque[Webhook] = deque()
        self._draining = False

    def put(self, webhook: Webhook) -> None:
        """Sends `webhook` a little later, after those put before."""
        self._waiting.append(webhook)
        if not self._draining:
            self._draining = True
            self._tasks.start(self._drain())

    async def _drain(self) -> None:
        try:
            while self._waiting:
                await self._delay()
                await self._send(self._waiting.popleft())
        finally:
            self._draining = False
