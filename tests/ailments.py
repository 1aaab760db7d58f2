"""What can ail a database, each for as long as a test lets it last."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event, text

from ivr.db import Base, Database, Waits, make_engine, standstill
from tests.postgres import Server
from tests.wire import Wire, wire

SHORT = Waits(lock=0.2, pool=0.2, whole=0.5)
"""For those who know that they will wait in vain."""


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else holds it for himself; with SQLite, it can still be read."""
    holder = Database(make_engine(url, Waits(lock=60, pool=60)))
    with holder.writing() as session:
        if holder.engine.dialect.name == "postgresql":
            tables = ", ".join(f'"{name}"' for name in Base.metadata.tables)
            session.execute(text(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE"))
        yield
    holder.close()


@contextmanager
def moved_away(url: str) -> Iterator[None]:
    """The file of a SQLite database is somewhere else."""
    file = Path(url.removeprefix("sqlite:///"))
    elsewhere = file.rename(file.with_name("elsewhere.db"))
    yield
    elsewhere.rename(file)


@contextmanager
def at_a_standstill(url: str) -> Iterator[None]:
    """All is being copied out of a SQLite database, or has moved to another."""
    mover = Database(make_engine(url, Waits(lock=60, pool=60)))
    with mover.writing() as session:
        standstill.begin(session.connection())
    yield
    with mover.writing() as session:
        standstill.end(session.connection())
    mover.close()


@contextmanager
def full(database: Database) -> Iterator[None]:
    """A SQLite database gets no more pages than it has."""
    event.listen(database.engine, "connect", _give_no_page)
    database.engine.dispose()
    yield
    event.remove(database.engine, "connect", _give_no_page)
    database.engine.dispose()


def _give_no_page(connection: object, _record: object) -> None:
    connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]


@contextmanager
def read_only(server: Server, database: Database) -> Iterator[None]:
    """PostgreSQL turns into what a standby is like, for whoever connects."""
    name = str(database.engine.url.database)
    server.forbid_writing(name)
    database.engine.dispose()
    yield
    server.forbid_writing(name, False)
    database.engine.dispose()


@contextmanager
def out_of_reach(wire: Wire) -> Iterator[None]:
    """The server has stopped, or nothing leads to it."""
    wire.cut()
    yield
    wire.mend()


@contextmanager
def silent(wire: Wire) -> Iterator[None]:
    """Nothing comes from the server any more, not even that it is gone."""
    wire.freeze()
    yield
    wire.thaw()


ALL = [
    *[pytest.param(("sqlite", what), id=f"sqlite-{what}") for what in ("locked", "moved away")],
    *[
        pytest.param(("postgresql", what), id=f"postgresql-{what}", marks=pytest.mark.postgres)
        for what in ("locked", "out of reach", "silent")
    ],
]
"""Kinds of databases, and what can come over them and be gone again."""

SWIFT = [ailment for ailment in ALL if "silent" not in str(ailment.id)]
"""Those that are noticed at once or nearly so."""


@dataclass
class Patient:
    """A database at `url`, which is ill for the time of `ails()`; PostgreSQL is behind a wire."""

    url: str
    ails: Callable[[], AbstractContextManager[None]]
    wire: Wire | None = None


def patient(request: pytest.FixtureRequest, stack: ExitStack) -> Patient:
    """For a fixture with the parameters ALL, or some of them."""
    kind, what = request.param
    url: str = request.getfixturevalue(f"{kind}_url")
    if kind == "sqlite":
        return Patient(url, partial({"locked": locked, "moved away": moved_away}[what], url))
    server: Server = request.getfixturevalue("postgresql")
    line = stack.enter_context(wire(server.folder))
    ails = {
        "locked": partial(locked, url),
        "out of reach": partial(out_of_reach, line),
        "silent": partial(silent, line),
    }
    return Patient(url.replace(str(server.folder), str(line.folder)), ails[what], line)
