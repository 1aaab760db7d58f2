"""Transactions: one that writes, one that only reads, and what it means when neither succeeds."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, FromClause
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session

from ivr import perils
from ivr.db.beginning import for_reading


class Unavailable(Exception):
    """The database could not do what was asked; the caller is told so and may try again."""


class Busy(Unavailable):
    """A lock, statement or free connection did not come in time, there is no room, or nothing
    may be written at present: nothing was stored."""


class Lost(Unavailable):
    """The connection, the file or the disk failed: a commit that was under way may or may not
    have happened."""


class Database:
    """Hands out transactions on one engine. Any number of threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._readers = for_reading(engine)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at the end and rolled back on any error.

        Raises Busy or Lost. On SQLite it holds the one write lock from its beginning.
        """
        with named_troubles(), self.engine.begin() as connection:
            session = Session(connection, expire_on_commit=False)
            yield session
            if session.in_transaction():  # else there was nothing but what is done `plainly`
                session.flush()
                session.close()
            perils.reached("committing")
        perils.reached("committed")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one unchanging picture and can't write. Raises Busy or Lost."""
        with (
            named_troubles(reading=True),
            self._readers.connect() as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session

    def close(self) -> None:
        self._readers.dispose()
        self.engine.dispose()

    def forget(self) -> None:
        """In a new process: leave the connections to the one that has opened them."""
        self._readers.dispose(close=False)
        self.engine.dispose(close=False)


def plainly(session: Session) -> Connection:
    """The connection of a transaction: statements of tables cost half as much on it, since
    there are no objects to keep in step with them. A savepoint that is undone undoes them, too.
    """
    if isinstance(session.bind, Connection) and not session.in_transaction():
        return session.bind
    return session.connection()


def racing_insert(table: type[DeclarativeBase] | FromClause) -> Insert:
    """An INSERT that does nothing when another has already inserted a row with the same key.

    With `.returning(…)` it gives a row to the winner and none to the others. PostgreSQL's form
    of the clause is SQLite's as well, so one statement serves both.
    """
    return insert(table).on_conflict_do_nothing()  # type: ignore[arg-type]


@contextmanager
def named_troubles(*, reading: bool = False) -> Iterator[None]:
    """Within it, what a driver complains of becomes Busy or Lost, unless it is a fault of ours.

    To write in a transaction that is for `reading` is such a fault.
    """
    try:
        yield
    except PoolTimeout as error:
        raise Busy("the database is busy: no free connection") from error
    except DBAPIError as error:
        match _kind(error):
            case "busy":
                raise Busy(f"the database is busy: {_sentence(error)}") from error
            case "read-only" if not reading:
                raise Busy(f"the database can't be written to: {_sentence(error)}") from error
            case "lost":
                raise Lost(f"the database can't be reached: {_sentence(error)}") from error
        if error.connection_invalidated:
            raise Lost(f"the database can't be reached: {_sentence(error)}") from error
        raise


def _sentence(error: DBAPIError) -> str:
    return str(error.orig).partition("\n")[0]


def _kind(error: DBAPIError) -> str:
    """`busy`, `read-only`, `lost`, or nothing of the kind."""
    if isinstance(error.orig, sqlite3.Error):
        whole = getattr(error.orig, "sqlite_errorcode", 0)
        if whole == sqlite3.SQLITE_CONSTRAINT_TRIGGER:  # triggers are only there at a standstill
            return "read-only"
        code = whole & 0xFF
        return next((kind for kind in _SQLITE if code in _SQLITE[kind]), "")
    # By its name alone: PostgreSQL's driver is only loaded where there is PostgreSQL.
    if state := getattr(error.orig, "sqlstate", None):
        return next((kind for kind, begin in _POSTGRESQL.items() if state.startswith(begin)), "")
    return "lost" if isinstance(error, OperationalError) else ""  # the server gave no answer


_SQLITE = {
    "busy": (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_FULL,
    ),
    "read-only": (sqlite3.SQLITE_READONLY,),
    "lost": (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    ),
}

# Source: PostgreSQL, "Error codes". Waited too long for a lock, a statement, each other: 55P03,
# 57014, 40; no room left: 53. Shutting down, disk, damage: 57P, 58, XX001, XX002.
_POSTGRESQL = {
    "busy": ("55P03", "57014", "40", "53"),
    "read-only": ("25006",),
    "lost": ("57P", "58", "XX001", "XX002"),
}
