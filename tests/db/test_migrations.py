"""The steps lead from nothing to the tables of the models, down to their SQL, and back."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from ivr.db import Base, make_engine
from ivr.migrations import at_head, upgrade
from ivr.migrations.heads import newest
from ivr.migrations.upgrading import configuration, downgrade
from tests.conftest import PATIENT

_SQLITE = "SELECT name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version' AND sql <> ''"
_POSTGRESQL = """
    SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'
     UNION ALL
    SELECT indexname, indexdef FROM pg_indexes
     WHERE schemaname = 'public' AND tablename <> 'alembic_version'
     UNION ALL
    SELECT table_name || '.' || column_name,
           concat_ws(' ', ordinal_position, data_type, character_maximum_length, is_nullable,
                     column_default)
      FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> 'alembic_version'
"""


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = make_engine(url, PATIENT)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def schema(connection: Connection) -> dict[str, list[str]]:
    """Everything the database knows of its tables; the order of clauses in a table is free."""
    statement = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    return {name: _clauses(definition) for name, definition in connection.execute(text(statement))}


def _clauses(definition: str) -> list[str]:
    return sorted(line.strip().rstrip(",") for line in definition.splitlines() if line.strip())


@pytest.mark.parametrize(
    ("empty_url", "database_url"),
    [
        ("sqlite", "sqlite"),
        pytest.param("postgresql", "postgresql", marks=pytest.mark.postgres),
    ],
    indirect=True,
)
def test_the_steps_make_what_the_models_make(empty_url: str, database_url: str) -> None:
    upgrade(empty_url)

    with connected(empty_url) as stepped, connected(database_url) as made:
        assert len(schema(made)) > len(Base.metadata.tables)
        assert schema(stepped) == schema(made)


def test_nothing_is_left_to_step(empty_url: str) -> None:
    upgrade(empty_url)

    with connected(empty_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_steps_lead_to_one_head() -> None:
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


def test_every_step_has_a_way_back(empty_url: str) -> None:
    upgrade(empty_url)

    downgrade(empty_url, "base")

    with connected(empty_url) as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_a_schema_is_at_head_only_after_its_upgrade(empty_url: str) -> None:
    with connected(empty_url) as connection:
        assert not at_head(connection)

    upgrade(empty_url)

    with connected(empty_url) as connection:
        assert at_head(connection)


def test_upgrading_again_changes_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    with connected(empty_url) as connection:
        before = schema(connection)

    upgrade(empty_url)

    with connected(empty_url) as connection:
        assert schema(connection) == before


def test_a_step_that_fails_leaves_the_tables_as_they_were(empty_url: str) -> None:
    with connected(empty_url) as connection, connection.begin():
        connection.execute(text("CREATE TABLE turn (mine INTEGER)"))

    with pytest.raises(DBAPIError, match="already exists"):
        upgrade(empty_url)

    with connected(empty_url) as connection:
        assert inspect(connection).get_table_names() == ["turn"]


def test_upgrades_side_by_side_wait_for_each_other(empty_url: str) -> None:
    program = "import sys; from ivr.migrations import upgrade; upgrade(sys.argv[1])"
    side_by_side = [
        subprocess.Popen([sys.executable, "-c", program, empty_url], stderr=subprocess.PIPE)
        for _ in range(3)
    ]

    try:
        complaints = [process.communicate(timeout=100)[1] for process in side_by_side]
    finally:
        for process in side_by_side:
            process.kill()

    assert complaints == [b"", b"", b""]
    with connected(empty_url) as connection:
        assert at_head(connection)


def test_rows_that_refer_to_nothing_stop_an_upgrade(empty_sqlite_url: str) -> None:
    upgrade(empty_sqlite_url)
    with closing(sqlite3.connect(empty_sqlite_url.removeprefix("sqlite:///"))) as careless:
        careless.execute("INSERT INTO turn VALUES (99, 1, '', 0, '2026-11-24')")
        careless.commit()

    with pytest.raises(RuntimeError, match="what is not there"):
        upgrade(empty_sqlite_url)


def test_the_newest_step_is_known_by_its_number() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [newest()]
