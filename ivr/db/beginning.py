"""How a transaction on SQLite begins: ready to write and alone, or unable to write at all."""

from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.base import OptionEngine

DRIVER: Final = "sqlite+beginning"
_READS: Final = "reads"  # noted at a connection: what its coming transaction is for
_BARRED: Final = "barred"  # and whether it refuses to write now


class BeginningDialect(SQLiteDialect_pysqlite):
    """SQLite whose writers take the lock at once: a read lock can't be raised once another has
    written. Begun here and not by an event, of which every statement would have to think."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        reads = dbapi_connection.info.pop(_READS, False)
        if reads != dbapi_connection.info.get(_BARRED, False):
            # Only where it changes: SQLite then forgets what it has prepared.
            dbapi_connection.execute(f"PRAGMA query_only={int(reads)}")
            dbapi_connection.info[_BARRED] = reads
        dbapi_connection.execute("BEGIN" if reads else "BEGIN IMMEDIATE")


registry.register(DRIVER.replace("+", "."), __name__, BeginningDialect.__name__)


class _Readers(OptionEngine):
    """The same engine to whoever listens to it, with connections of its own: one that turned from
    reading to writing and back would prepare all its statements anew each time."""

    pool: Any = None  # not the other's

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, {})
        self.pool = engine.pool.recreate()


def for_reading(engine: Engine) -> Engine:
    """An engine for transactions that see one unchanging picture and can't write."""
    if engine.dialect.name != "sqlite":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    readers = _Readers(engine)
    event.listen(readers, "begin", _note_reading)
    return readers


def _note_reading(connection: Connection) -> None:
    connection.info[_READS] = True
