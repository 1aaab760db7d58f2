"""Calls per second: API calls are let out in order, one each so often (Twilio: 1/s)."""

import asyncio
from datetime import datetime, timedelta

from ivr.simnet.clock import Clock


class Pace:
    """The line of API calls that wait to be dialled; child legs and inbound ones never do."""

    def __init__(self, clock: Clock, per_second: float) -> None:
        self._clock = clock
        self._gap = timedelta(seconds=1 / per_second)
        self._door = asyncio.Lock()
        self._free_at: datetime | None = None

    def expected(self, ahead: int) -> int:
        """Milliseconds that a call is expected to wait behind `ahead` others."""
        now = self._clock.now()
        wait = max(timedelta(), (self._free_at or now) - now)
        return int((wait + self._gap * ahead) / timedelta(milliseconds=1))

    async def turn(self) -> None:
        """Returns when it is the caller's turn; who gives up makes room for the next."""
        async with self._door:
            if self._free_at is not None:
                await self._clock.sleep((self._free_at - self._clock.now()).total_seconds())
            self._free_at = self._clock.now() + self._gap
