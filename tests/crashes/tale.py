"""One life of a golden story, with what befalls it; and what was wrong afterwards."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from ivr import perils
from ivr.db import Database
from ivr.models import Booking, Callback
from scheduler.world.metronome import Begin
from scheduler.world.schedulers import Scheduler
from tests.crashes.cast import Cast
from tests.crashes.ground import START
from tests.crashes.office import Keeper, Sleepers, Web
from tests.crashes.watch import Watch
from tests.stories.evidence import gather
from tests.stories.oath import complaints
from tests.stories.world import World

ENDED: Final = frozenset({"done", "unreached", "refused", "cancelled", "needs_human"})
HEALING: Final = timedelta(days=6)
"""In this time everything has to come to an end."""
AFTERWARDS: Final = timedelta(minutes=5)
_DONE_TO_IT: Final = ("no answer", "status callback: HTTP status 503", "/again/")


@dataclass(frozen=True, slots=True)
class Tale:
    """A golden story: its name, who does what in it, and what keeps time."""

    name: str
    plays: Callable[[Cast], Awaitable[None]]
    scheduler: Begin = Scheduler


def live(tale: Tale, database: Database, watch: Watch, begun: Callable[[World], None]) -> list[str]:
    """Everything that was wrong when the story and its healing were over; best nothing. `begun`
    hears of the world before anything happens in it."""
    watch.follow(database.engine)
    sleepers = Sleepers(watch)
    web = Web(sleepers)
    world = World(database, START, office=web, scheduler=partial(Keeper, sleepers, tale.scheduler))
    web.log = world.network.log
    begun(world)
    try:
        cast = Cast(world, sleepers)
        with perils.listening(watch):
            world.network.let(cast.plays(tale.plays))
            world.network.run_for(HEALING.total_seconds(), lambda: _is_settled(cast))
            world.after(seconds=AFTERWARDS.total_seconds())
            world.network.run_for(HEALING.total_seconds(), lambda: sleepers.awake)
        watch.rest()
        return [*_unended(cast), *_broken(world)]
    finally:
        world.close()


def _is_settled(cast: Cast) -> bool:
    if not cast.is_over or cast.world.network.legs(live=True):
        return False
    return cast.sleepers.awake and not [*_open(cast.world)]


def _open(world: World) -> Iterator[str]:
    for callback in world.all(Callback):
        if callback.state not in ENDED and callback.raised_at is None:
            yield f"callback {callback.id} is {callback.state}"
    for booking in world.all(Booking):
        if booking.state == "held":
            yield f"booking {booking.id} is held"
    for leg in world.network.legs(live=True):
        yield f"{leg.sid} goes on"


def _unended(cast: Cast) -> Iterator[str]:
    if not cast.is_over:
        yield "the story itself never came to its end"
    if not cast.sleepers.awake:
        yield "somebody still sleeps"
    yield from _open(cast.world)


def _broken(world: World) -> Iterator[str]:
    """What the oath complains of, but for what has been done to it: webhooks without an answer,
    and answers to who was asked to wait because somebody slept on the database."""
    for complaint in complaints(gather(world)):
        if not any(done in complaint for done in _DONE_TO_IT):
            yield complaint
