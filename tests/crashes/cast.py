"""A world in which processes are struck, and the people who live in it."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Final, TypeVar

from ivr.db import Unavailable
from ivr.services import lines
from ivr.services.moves import Moved
from ivr.simnet.jump import Jump
from ivr.simnet.line import Person
from tests.crashes.office import Asleep, Sleepers
from tests.crashes.people import Agent
from tests.crashes.watch import Crashed
from tests.stories.world import SERVICE, STAFF, World

T = TypeVar("T")

MOST_CALLS: Final = 6
"""So often somebody calls until she has been told what she wanted to hear."""
_SATURDAY: Final = 5


@dataclass
class Cast:
    """Whoever plays in a story. An agent is at work while the office is open, and set ready
    again when she is paused."""

    world: World
    sleepers: Sleepers
    agents: list[str] = field(default_factory=list)
    is_over: bool = False

    def agent(self, name: str = "aino") -> None:
        self.world.agent(name)
        self.world.network.people[STAFF[name][0]] = Agent()
        if not self.agents:
            self.world.network.every(lambda: 300.0, self._look_after)
        self.agents.append(name)

    async def plays(self, story: Callable[["Cast"], Awaitable[None]]) -> None:
        await story(self)
        self.is_over = True

    async def calls_until_told(
        self, number: str, person: Person, told: list[str], shown: str | None = None
    ) -> None:
        """Somebody dials again and again, a minute after she was cut off."""
        self.world.network.people[number] = person
        for _ in range(MOST_CALLS):
            sid = self.world.network.dial(number, SERVICE, shown=shown, person=person)
            while self.world.network.leg(sid).live:
                await self.after(5)
            if told and told[-1] != "given up":
                return
            await self.after(60)

    async def does(self, act: Callable[[], T]) -> T | None:
        """Somebody does what a process of ours does for her; None if there was no answer."""
        clock = self.world.network.clock
        assert isinstance(clock, Jump)
        try:
            return await self.sleepers.do(clock, act)
        except Crashed:
            self.world.database.engine.dispose()
        except (Asleep, Unavailable):
            pass
        finally:
            with suppress(Unavailable), self.world.acting():
                pass  # beats follow soon
        return None

    @property
    def dials(self) -> bool:
        """Whether the line's calls are switched on."""
        with self.world.database.reading() as session:
            return lines.default(session).dials

    async def after(self, seconds: float) -> None:
        await self.world.network.clock.sleep(seconds)

    async def until(self, happened: Callable[[], bool], hours: float = 72) -> bool:
        """Looks every minute whether it has; whether it has at all."""
        for _ in range(int(hours * 60)):
            if happened():
                return True
            await self.after(60)
        return False

    def _look_after(self, now: datetime) -> None:
        local = self.world.local
        if local.weekday() < _SATURDAY and time(9) <= local.time() < time(15, 50):
            for name in self.agents:
                with suppress(Unavailable, Moved):
                    if self.world.state_of(name) in ("off", "paused"):
                        self.world.sets(name, "ready")
