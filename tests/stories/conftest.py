"""Worlds for stories; after each, what must hold of every story is asked of the ledger."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from ivr.db import Database, make_engine
from ivr.models import Staff
from ivr.services.agency import read_agency
from ivr.services.seed import seed
from ivr.settings import SAMPLE_AGENCY
from tests.clocks import helsinki
from tests.engines import Engines
from tests.postgres import Server
from tests.stories.oath import keeps_its_word
from tests.stories.world import STAFF, World, hire

Begin = Callable[..., World]


@pytest.fixture(scope="session")
def sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("staff") / "staff.db"
    shutil.copy(sqlite_template, path)
    furnish(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql: Server, postgresql_template: str) -> str:
    name = postgresql.create(postgresql_template)
    furnish(postgresql.url(name))
    return name


def furnish(url: str) -> None:
    """What would take every story time: the agency and its calendar, and the staff, who are not
    at work before a story lets them join."""
    database = Database(make_engine(url))
    with database.writing() as session:
        for moment in ("2026-11-01 12:00", "2026-11-24 10:00"):  # most stories begin then
            seed(session, read_agency(SAMPLE_AGENCY), helsinki(moment))
        for name in STAFF:
            hire(session, name, helsinki("2026-11-01 12:00"))
    with database.writing() as session:
        session.execute(update(Staff).values(active=False))
    database.close()


@pytest.fixture
def begin(sqlite_url: str, engines: Engines) -> Iterator[Begin]:
    """Begins a world: `begin("2026-11-27 16:30")`, Helsinki time."""
    with engines.to(sqlite_url) as engine:
        yield from _worlds_on(Database(engine))


@pytest.fixture
def begin_anywhere(database_url: str, engines: Engines) -> Iterator[Begin]:
    """As `begin`, once on SQLite and once on PostgreSQL."""
    with engines.to(database_url) as engine:
        yield from _worlds_on(Database(engine))


def worlds(url: str) -> Iterator[Begin]:
    """Worlds on a database of which nobody else knows."""
    database = Database(make_engine(url))
    yield from _worlds_on(database)
    database.close()


def _worlds_on(database: Database) -> Iterator[Begin]:
    begun: list[World] = []

    def begin(start: str = "2026-11-24 10:00", **changes: Any) -> World:
        begun.append(World(database, start, **changes))
        return begun[-1]

    try:
        yield begin
        for world in begun:
            keeps_its_word(world)
    finally:
        for world in begun:
            world.close()
