"""Here engines themselves are tried: each test has one of its own."""

from collections.abc import Iterator

import pytest

from ivr.db import Database, make_engine
from tests.conftest import PATIENT


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database with all tables and no rows; once on SQLite, once on PostgreSQL."""
    database = Database(make_engine(database_url, PATIENT))
    yield database
    database.close()
