"""Transactions: one that writes, one that only reads, and what it means when neither succeeds."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, FromClause
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from ivr.db.engines import READING


class Unavailable(Exception):
    """The database could not do what was asked; the caller is told so and may try again."""


class Busy(Unavailable):
    """A lock, statement or free connection did not come in time, or there is no room: nothing
    was stored."""


class Lost(Unavailable):
    """The connection failed: a commit that was under way may or may not have happened."""


class Database:
    """Hands out transactions on one engine. Any number of threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writers = sessionmaker(engine, expire_on_commit=False)
        self._readers = sessionmaker(_for_reading(engine), expire_on_commit=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at the end and rolled back on any error.

        Raises Busy or Lost. On SQLite it holds the one write lock from its first statement.
        """
        with named_troubles(), self._writers.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one unchanging picture and can't write. Raises Busy or Lost."""
        with named_troubles(), self._readers() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _for_reading(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{READING: True})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def racing_insert(table: type[DeclarativeBase] | FromClause) -> Insert:
    """An INSERT that does nothing when another has already inserted a row with the same key.

    With `.returning(…)` it gives a row to the winner and none to the others. PostgreSQL's form
    of the clause is SQLite's as well, so one statement serves both.
    """
    return insert(table).on_conflict_do_nothing()  # type: ignore[arg-type]


@contextmanager
def named_troubles() -> Iterator[None]:
    """Within it, a driver's complaint about waiting or the connection becomes Busy or Lost."""
    try:
        yield
    except PoolTimeout as error:
        raise Busy("the database is busy: no free connection") from error
    except DBAPIError as error:
        if _refused(error.orig):
            raise Busy(f"the database is busy: {_sentence(error)}") from error
        if error.connection_invalidated or _never_connected(error.orig):
            raise Lost(f"the database can't be reached: {_sentence(error)}") from error
        raise


def _sentence(error: DBAPIError) -> str:
    return str(error.orig).partition("\n")[0]


def _refused(cause: Any) -> bool:
    """SQLite: busy, locked, full. PostgreSQL: waited too long, or class 53, no room left."""
    match cause:
        case sqlite3.OperationalError():
            return cause.sqlite_errorcode & 0xFF in _SQLITE_REFUSALS
        case psycopg.OperationalError() if cause.sqlstate:
            return isinstance(cause, _WAITED_TOO_LONG) or cause.sqlstate.startswith("53")
        case _:
            return False


_SQLITE_REFUSALS = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL)
_WAITED_TOO_LONG = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.QueryCanceled,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)


def _never_connected(cause: Any) -> bool:
    """psycopg gives a server that can't be reached no SQLSTATE."""
    return isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None
