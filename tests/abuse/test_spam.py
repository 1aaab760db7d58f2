"""Spam in volume: its bounds hold, and whom we know waits hardly longer than without it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ivr.db import Database, make_engine
from ivr.models import Callback, Rate
from ivr.services import contacts, lines
from ivr.services.contacts import Keyer
from ivr.simnet.crowd.town import Town
from scheduler.world.office import SECRET
from tests import make
from tests.abuse.spamming import FIRST, Told, live, mean, number_of, people, told
from tests.stories.world import World

CAPS = {"newcomers": 10, "newcomers_put_off": 200}
SEED = 7

Lived = tuple[World, Town, Told]


@pytest.fixture
def lived(office: Path, tmp_path: Path) -> Iterator[Callable[[int, int], Lived]]:
    """A day with so many people, with whom we have talked before, and so much spam."""
    worlds: list[World] = []

    def live_with(real: int, spam: int) -> Lived:
        copy = shutil.copy(office, tmp_path / f"{spam}.db")
        database = Database(make_engine(f"sqlite:///{copy}"))
        world = World(database, "2026-11-23 08:00", seed=SEED, beat=15, remembered=2_000_000)
        worlds.append(world)
        arrivals = people(real, spam, SEED)
        knows(world, [number_of(one, SEED) for one in arrivals if one.citizen < FIRST])
        return world, live(world, arrivals), told(world, arrivals)

    yield live_with
    for world in worlds:
        world.close()
        world.database.close()


def knows(world: World, numbers: list[str]) -> None:
    with world.database.writing() as session:
        line = lines.default(session)
        line.policy = {**line.policy, "caps": {**line.policy.get("caps", {}), **CAPS}}
        for number in numbers:
            contact = contacts.find_or_make(session, Keyer(SECRET), number, world.now)
            session.flush()
            make.a_callback(session, line, contact=contact, state="done")


@pytest.mark.abuse
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize(("real", "spam"), [(100, 5_000)])
def test_five_thousand_spam_calls_among_a_hundred(
    lived: Callable[[int, int], Lived], real: int, spam: int
) -> None:
    _, _, without = lived(real, 0)
    world, town, among_it = lived(real, spam)

    assert (town.tally.broken, town.tally.complaints) == (0, [])
    assert without.waits
    assert among_it.unrung <= without.unrung
    assert mean(among_it.waits) <= mean(without.waits) * 1.1 + timedelta(seconds=30)
    assert all(rate.count <= rate.cap for rate in world.all(Rate))
    typed = [one for one in world.all(Callback) if one.number_source == "typed"]
    assert len(typed) <= 50
