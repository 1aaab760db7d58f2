"""Each kind of database is reached with the safeguards that the design promises."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from ivr.db import SCHEDULER, WEB, Waits, make_engine, opaque_id


def ask(url: str, question: str, waits: Waits = WEB) -> object:
    engine = make_engine(url, waits)
    with engine.connect() as connection:
        answer = connection.scalar(text(question))
    engine.dispose()
    return answer


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 2000),
    ],
)
def test_sqlite_is_durable_strict_and_forgets(sqlite_url: str, pragma: str, value: object) -> None:
    assert ask(sqlite_url, f"PRAGMA {pragma}") == value


def test_a_scheduler_waits_longer_than_a_page(sqlite_url: str) -> None:
    assert ask(sqlite_url, "PRAGMA busy_timeout", SCHEDULER) == 10_000


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("setting", "waits", "value"),
    [
        ("statement_timeout", WEB, "2s"),
        ("lock_timeout", WEB, "2s"),
        ("statement_timeout", SCHEDULER, "10s"),
        ("timezone", WEB, "UTC"),
    ],
)
def test_postgresql_waits_no_longer_than_told(
    postgresql_url: str, setting: str, waits: Waits, value: str
) -> None:
    assert ask(postgresql_url, f"SHOW {setting}", waits) == value


def test_the_owner_alone_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "instance" / "new.db"

    ask(f"sqlite:///{path}", "SELECT 1")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_journal_is_as_private_as_the_file(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE letter (id INTEGER)")
        modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    engine.dispose()

    assert modes == {0o600}


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://user:word@host/name"], ids=str
)
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="neither a SQLite file nor PostgreSQL") as refusal:
        make_engine(url)
    assert "word" not in str(refusal.value)


def test_public_ids_are_long_and_never_the_same() -> None:
    ids = {opaque_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert {len(public_id) for public_id in ids} == {32}
