"""A restored PostgreSQL database: what was there is kept in a schema of another name."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import ProgrammingError

from ivr.db import Waits, make_engine, named_troubles
from ivr.services import server_programs
from ivr.services.backups import ASIDE
from ivr.services.contents import VERSION
from ivr.services.restored_files import NotFree

_WAITS: Final = Waits(lock=10, pool=10)
_OTHERS: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
_COME_TO: Final = text(f"INSERT INTO {VERSION} (version_num) VALUES (:version)")  # noqa: S608


def holds_tables(url: str) -> bool:
    """Whether there is a table of anything."""
    with _opened(url) as engine, engine.connect() as connection:
        return bool(inspect(connection).get_table_names())


@contextmanager
def put(url: str, path: Path, version: str, now: datetime) -> Iterator[tuple[str, str | None]]:
    """The address at which the backup is to be made ready, and where the tables are that were
    there before. If anything fails they come back. Raises NotFree and ProgramFailed.

    The tables tell their version last, so that no process starts on them before.
    """
    kept = f"{ASIDE}_{now:%Y%m%dt%H%M%S}" if holds_tables(url) else None
    with _opened(url) as engine:
        if kept:
            _put_aside(engine, kept)
        try:
            _bring_back(url, path)
            with engine.begin() as connection:
                connection.execute(_COME_TO, {"version": version})
            engine.dispose()
            yield url, kept and f"schema {kept} of the same database"
        except BaseException:
            _undo(engine, kept)
            raise


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    engine = make_engine(url, _WAITS)
    try:
        with named_troubles():
            yield engine
    finally:
        engine.dispose()


def _put_aside(engine: Engine, kept: str) -> None:
    with engine.begin() as connection:
        if connection.scalar(_OTHERS):
            raise NotFree("The database is in use: stop web and scheduler first.")
        try:
            connection.execute(text(f"ALTER SCHEMA public RENAME TO {kept}"))
        except ProgrammingError:
            raise NotFree(
                "The schema `public` is another user's: make this user its owner."
            ) from None
        connection.execute(text("CREATE SCHEMA public"))


def _undo(engine: Engine, kept: str | None) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        back = f"ALTER SCHEMA {kept} RENAME TO public" if kept else "CREATE SCHEMA public"
        connection.execute(text(back))


def _bring_back(url: str, path: Path) -> None:
    """Everything or nothing, but for the version."""
    with server_programs.printed("pg_restore", ["--list", str(path)]) as lines:
        chosen = [line for line in lines if f"TABLE DATA public {VERSION} " not in line]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as wanted:
        wanted.writelines(chosen)
        wanted.flush()
        words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        use = f"--use-list={wanted.name}"
        server_programs.run("pg_restore", [*words, use, str(path)], url)
