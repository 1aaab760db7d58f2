"""The office's processes, which may die or sleep: others take their place, from the database."""

from asyncio import FIRST_COMPLETED, Task, wait
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar, cast

from sqlalchemy.util import await_only, greenlet_spawn

from ivr.db import Database
from ivr.services.agency import AgencyFile
from ivr.simnet.delivery import Answer, Deliver, DeliveryError, Request
from ivr.simnet.events import EventLog
from ivr.simnet.jump import Jump
from ivr.simnet.network import Network
from ivr.simnet.settings import Settings
from scheduler.world.metronome import Begin
from scheduler.world.office import open_office
from tests.crashes.watch import Crashed, Watch

T = TypeVar("T")

BROKEN_OFF: Final = 11206
NO_ANSWER: Final = 11205
"""Twilio's numbers for why there was no answer."""
BUDGET: Final = 15.0
"""Seconds in which a webhook must be answered."""


class Asleep(Exception):
    """The process sleeps, and gives no answer in time."""


class Sleepers:
    """Work that sleeps for hours goes on by itself; nobody waits for it."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self._tasks: list[Task[Any]] = []

    @property
    def awake(self) -> bool:
        """Whether nothing sleeps any more. Raises what was raised by who slept."""
        return all(task.done() and (task.result(), True) for task in self._tasks)

    async def do(self, clock: Jump, work: Callable[[], T]) -> T:
        """What `work` gives within BUDGET. Raises Asleep, and as `work` does."""
        task = clock.loop.create_task(greenlet_spawn(self._exposed, work))
        timer = clock.loop.create_task(clock.sleep(BUDGET))
        await wait((task, timer), return_when=FIRST_COMPLETED)
        timer.cancel()
        if task.done():
            return cast(T, task.result())
        self._tasks.append(task)
        raise Asleep

    def _exposed(self, work: Callable[[], T]) -> T:
        with self.watch.exposed():
            return work()


class Web:
    """Opens the web application, and opens another where one is gone or asleep."""

    def __init__(self, sleepers: Sleepers) -> None:
        self._sleepers = sleepers
        self.log = EventLog(0)

    def __call__(
        self, database: Database, clock: Jump, account: Settings, recordings: str
    ) -> Deliver:
        self._database, self._clock = database, clock
        self._open = partial(open_office, database, clock, account, recordings)
        self._serve = self._open()
        return self.deliver

    async def deliver(self, request: Request) -> Answer:
        """Raises DeliveryError where the process is struck."""
        if self._sleepers.watch.is_over:
            return await self._serve(request)
        try:
            return await self._sleepers.do(self._clock, lambda: self._answer(request))
        except Crashed as crash:
            self._begin_anew()
            raise DeliveryError(BROKEN_OFF, f"no answer: {crash}") from None
        except Asleep:
            self._serve = self._open()
            raise DeliveryError(NO_ANSWER, "no answer in time") from None

    def _answer(self, request: Request) -> Answer:
        """An answer that nobody waits for any more is written down as lost, by when it was true."""
        begun = self._clock.now()
        answer = at_once(self._serve(request))
        if self._clock.now() > begun + timedelta(seconds=BUDGET):
            body = answer.body.decode(errors="replace")
            self.log.note(
                begun, request.sid, "lost", url=request.url, status=answer.status, body=body
            )
        return answer

    def _begin_anew(self) -> None:
        self._database.engine.dispose()
        self._serve = self._open()


class Keeper:
    """A scheduler that is begun anew where it is gone or asleep."""

    def __init__(
        self,
        sleepers: Sleepers,
        begin: Begin,
        database: Database,
        network: Network,
        agency: AgencyFile,
    ) -> None:
        assert isinstance(network.clock, Jump)
        self._sleepers, self._database, self._clock = sleepers, database, network.clock
        self._begin = partial(begin, database, network, agency)
        self._one = self._begin()

    def beat(self, now: datetime) -> None:
        if self._sleepers.watch.is_over:
            self._one.beat(now)
            return
        try:
            await_only(self._sleepers.do(self._clock, lambda: self._one.beat(now)))
        except (Crashed, Asleep):
            self._database.engine.dispose()
            self._one = self._begin()


def at_once(answering: Awaitable[Answer]) -> Answer:
    """Within one process nothing has to be waited for, but by who sleeps."""
    try:
        next(iter(answering.__await__()))
    except StopIteration as done:
        answer: Answer = done.value
        return answer
    raise AssertionError("the answer did not come at once")
