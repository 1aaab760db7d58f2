"""Worlds for stories; after each, what must hold of every story is asked of the ledger."""

from collections.abc import Callable, Iterator

import pytest

from ivr.db import Database, make_engine
from tests.stories.oath import keeps_its_word
from tests.stories.world import World

Begin = Callable[..., World]


@pytest.fixture
def begin(sqlite_url: str) -> Iterator[Begin]:
    """Begins a world: `begin("2026-11-27 16:30")`, Helsinki time."""
    yield from _worlds(sqlite_url)


@pytest.fixture
def begin_anywhere(database_url: str) -> Iterator[Begin]:
    """As `begin`, once on SQLite and once on PostgreSQL."""
    yield from _worlds(database_url)


def _worlds(url: str) -> Iterator[Begin]:
    database = Database(make_engine(url))
    begun: list[World] = []

    def begin(start: str = "2026-11-24 10:00", seed: int = 1) -> World:
        begun.append(World(database, start, seed))
        return begun[-1]

    try:
        yield begin
        for world in begun:
            keeps_its_word(world)
    finally:
        for world in begun:
            world.close()
        database.close()
