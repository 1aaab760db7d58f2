"""Ports for what is really started, and a database as `ivr upgrade` leaves it."""

import pytest
from sqlalchemy import text

from ivr.db import make_engine
from ivr.migrations.heads import newest
from tests import ports
from tests.conftest import PATIENT


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
def port() -> int:
    """A free port with a free one above it."""
    return ports.two_free()
