"""What every test may ask for: a clock, and a fresh database of either kind."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import ivr.models  # noqa: F401  (fills Base.metadata)
from ivr.db import Base, Database, make_engine
from tests import memory
from tests.clocks import Settable
from tests.engines import PATIENT, Engines
from tests.postgres import Server, private_server

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]

__all__ = ["BOTH", "PATIENT", "only_postgresql", "only_sqlite"]

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("database_url", BOTH[1:], indirect=True)


TAKING_TURNS = (("browser",), ("processes", "drills"))
"""What would slow itself down: of each of these, one at a time."""


def pytest_configure() -> None:
    """Before the first `tmp_path`, and before the processes that share the work begin."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory.folder()))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts processes runs one after the other, so does what drives a browser."""
    for item in items:
        for names in TAKING_TURNS:
            if any(item.get_closest_marker(name) for name in names):
                item.add_marker(pytest.mark.xdist_group(names[0]))


@pytest.fixture
def clock() -> Settable:
    """Stands at a working Tuesday's 10:00 in Helsinki."""
    return Settable()


@pytest.fixture
def database(database_url: str, engines: Engines) -> Iterator[Database]:
    """A fresh database with all tables and no rows; once on SQLite, once on PostgreSQL."""
    with engines.to(database_url) as engine:
        yield Database(engine)


@pytest.fixture(scope="session")
def engines() -> Engines:
    return Engines()


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with all tables, for tests that start processes."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest) -> str:
    """The address of a database without any table."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def empty_postgresql_url(postgresql: Server) -> Iterator[str]:
    name = postgresql.create()
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'test.db')}"


@pytest.fixture
def postgresql_url(postgresql: Server, postgresql_template: str) -> Iterator[str]:
    name = postgresql.create(postgresql_template)
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    _create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql: Server) -> str:
    name = postgresql.create()
    _create_tables(postgresql.url(name))
    return name


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """One private server for the session of each test process."""
    with private_server() as server:
        yield server


def _create_tables(url: str) -> None:
    engine = make_engine(url, PATIENT)
    Base.metadata.create_all(engine)
    engine.dispose()
