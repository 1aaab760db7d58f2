"""The databases in which golden stories begin, made once."""

import pytest

from tests.crashes.ground import OnPostgresql, OnSqlite
from tests.postgres import Server


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> OnSqlite:
    return OnSqlite(tmp_path_factory.mktemp("lives"))


@pytest.fixture(scope="session")
def server(postgresql: Server) -> OnPostgresql:
    return OnPostgresql(postgresql)
