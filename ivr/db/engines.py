"""Connections to SQLite or PostgreSQL with the waits and safeguards that each of them needs."""

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

READING = "reading"  # execution option of transactions that never write


@dataclass(frozen=True, slots=True)
class Waits:
    """The longest waits in seconds: for a lock or statement, and for a free connection."""

    lock: float
    pool: float


WEB = Waits(lock=2, pool=1)
SCHEDULER = Waits(lock=10, pool=10)

# Room for the threads of one web worker; a scheduler needs two.
_POOL = {"pool_size": 5, "max_overflow": 15}


def make_engine(url: str, waits: Waits = WEB) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://…`; other kinds raise ValueError."""
    address = make_url(url)
    match address.get_backend_name():
        case "sqlite" if address.database not in (None, "", ":memory:"):
            return _sqlite(address, waits)
        case "postgresql":
            return _postgresql(address, waits)
        case _:
            raise ValueError(
                f"{address.render_as_string()} is neither a SQLite file nor PostgreSQL"
            )


def _sqlite(address: URL, waits: Waits) -> Engine:
    _create_file(Path(str(address.database)))
    engine = create_engine(
        address,
        connect_args={"timeout": waits.lock},
        pool_timeout=waits.pool,
        json_serializer=_dump,
        hide_parameters=True,  # the text of a fault must not quote a citizen's number
        **_POOL,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _create_file(path: Path) -> None:
    """SQLite gives its journal the permissions of the file, so the owner alone reads both."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite alone
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: a read lock can't be raised once another has written."""
    reading = bool(connection.get_execution_options().get(READING))
    connection.exec_driver_sql(f"PRAGMA query_only={int(reading)}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgresql(address: URL, waits: Waits) -> Engine:
    milliseconds = int(waits.lock * 1000)
    options = {
        "statement_timeout": milliseconds,
        "lock_timeout": milliseconds,
        "idle_in_transaction_session_timeout": 60_000,
        "timezone": "UTC",
    }
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        connect_args={
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
            "connect_timeout": max(2, int(waits.lock)),  # libpq takes no less
        },
        pool_timeout=waits.pool,
        pool_pre_ping=True,
        json_serializer=_dump,
        hide_parameters=True,
        **_POOL,
    )


_dump = partial(json.dumps, ensure_ascii=False)
