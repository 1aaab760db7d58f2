"""Databases in which golden stories begin: an agency, its staff, and a calendar with times."""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Final, Protocol

import psycopg
from sqlalchemy import select

from ivr.db import Base, Database, Waits, make_engine
from ivr.models import Staff
from ivr.services import diaries
from ivr.services.agency import read_agency
from ivr.services.contacts import Keyer
from ivr.services.seed import seed
from ivr.services.staff import Newcomer, add
from ivr.settings import SAMPLE_AGENCY
from scheduler.world.office import SECRET
from tests.clocks import helsinki
from tests.postgres import Server
from tests.stories.world import STAFF, hire
from tests.web.visitors import HASH

START: Final = "2026-11-24 10:00"
"""When every golden story begins, a Tuesday."""
SHORT: Final = Waits(lock=0.0, pool=1)
"""On SQLite nothing is gained by waiting for who sleeps."""
_CUT: Final = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND state = 'idle in transaction'"
)


class Fresh(Protocol):
    """Gives each life a database of its own."""

    def __call__(self) -> AbstractContextManager[Database]: ...

    def cut(self) -> None:
        """End the transactions of those who have been idle in them for too long."""


class OnSqlite:
    """Files in a folder. Nobody ends the transaction of who sleeps: all others wait for it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count()
        self._template = folder / "template.db"
        _furnish(f"sqlite:///{self._template}")

    @contextmanager
    def __call__(self) -> Iterator[Database]:
        place = self._folder / str(next(self._numbers))
        place.mkdir()
        path = shutil.copy(self._template, place / "life.db")
        with closing(Database(make_engine(f"sqlite:///{path}", SHORT))) as database:
            yield database
        shutil.rmtree(place)

    def cut(self) -> None:
        pass


class OnPostgresql:
    """Databases of a server, which ends transactions that have been idle for a minute."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._template = server.create()
        self._url = server.url(self._template)
        _furnish(self._url)

    @contextmanager
    def __call__(self) -> Iterator[Database]:
        name = self._server.create(self._template)
        self._url = self._server.url(name)
        with closing(Database(make_engine(self._url, Waits(lock=2, pool=1)))) as database:
            yield database
        self._server.drop(name)

    def cut(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(_CUT)


def _furnish(url: str) -> None:
    database, now = Database(make_engine(url, Waits(lock=10, pool=10))), helsinki(START)
    Base.metadata.create_all(database.engine)
    with database.writing() as session:
        seed(session, read_agency(SAMPLE_AGENCY), now)
        for name in STAFF:
            hire(session, name, now)
        boss = Newcomer("saara", "supervisor", "+358501234599", ("fi",), "a long password")
        add(session, Keyer(SECRET), boss, now)
        for person in session.scalars(select(Staff)):
            person.password = HASH
            person.active = person.name == "saara"
        diaries.extend(session, now - timedelta(minutes=1))
    database.close()
