"""Ports for what is really started, and a database as `ivr upgrade` leaves it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from ivr.cli import main
from ivr.db import Database, make_engine
from ivr.migrations.heads import newest
from ivr.settings import Settings
from tests import make, ports
from tests.conftest import PATIENT

Ivr = Callable[..., Result]


@pytest.fixture
def upgraded_url(database_url: str) -> str:
    """The address of a database with all tables, which tells that it is of this version."""
    engine = make_engine(database_url, PATIENT)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": newest()})
    engine.dispose()
    return database_url


@pytest.fixture
def agency(database: Database, upgraded_url: str) -> Database:
    """A database of this version, with an agency that has one line."""
    with database.writing() as session:
        make.an_open_line(session)
    return database


@pytest.fixture
def ivr(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, agency: Database, database_url: str
) -> Ivr:
    """The command on this database, in an environment of its own."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def run(*words: str, **environment: str) -> Result:
        return CliRunner().invoke(main, words, env={"DATABASE_URL": database_url} | environment)

    return run


@pytest.fixture
def port() -> int:
    """A free port with a free one above it."""
    return ports.two_free()
