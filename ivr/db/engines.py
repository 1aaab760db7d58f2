"""Connections to SQLite or PostgreSQL with the waits and safeguards that each of them needs."""

import json
import os
from dataclasses import dataclass
from functools import partial
from math import inf
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from ivr.db import beginning


@dataclass(frozen=True, slots=True)
class Waits:
    """The longest waits in seconds: for a lock or statement, for a free connection, and for all
    answers of a server in one transaction together (SQLite, which has no server, waits once)."""

    lock: float
    pool: float
    whole: float = inf


# A webhook waits for one of these at most and then for a new connection, which takes two seconds
# at most: so it has an answer in less than four, whatever ails the database.
WEB = Waits(lock=2, pool=1, whole=2.5)
SCHEDULER = Waits(lock=10, pool=10, whole=30)

# Room for the threads of one web worker; a scheduler needs two.
_POOL = {"pool_size": 5, "max_overflow": 15}

# Of the statements that a process runs over and over again SQLite's driver forgets none, then:
# to prepare one again costs it four times as much as to run it.
_PREPARED = 500


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
    path = Path(str(address.database)).absolute()
    _create_file(path)
    engine = create_engine(
        address.set(
            drivername=beginning.DRIVER,
            database=f"file:{quote(str(path))}",
            query=_EXISTING | dict(address.query),
        ),
        connect_args={"timeout": waits.lock, "cached_statements": _PREPARED},
        pool_timeout=waits.pool,
        json_serializer=_dump,
        hide_parameters=True,  # the text of a fault must not quote a citizen's number
        **_POOL,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "connect", partial(_note_file, path))
    event.listen(engine, "checkout", partial(_require_same_file, path))
    return engine


# A file that has been moved away is missed, and not made anew without a single table.
_EXISTING = {"mode": "rw", "uri": "true"}


def _create_file(path: Path) -> None:
    """SQLite gives its journal the permissions of the file, so the owner alone reads both."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by our dialect alone
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _note_file(path: Path, _connection: object, record: ConnectionPoolEntry) -> None:
    record.info["file"] = os.stat(path).st_ino


def _require_same_file(
    path: Path, _connection: object, record: ConnectionPoolEntry, _fairy: object
) -> None:
    """An open file stays open when it is moved or replaced: what was written to it would be lost.
    Raises DisconnectionError, upon which the pool opens the file that is there now."""
    try:
        there = os.stat(path).st_ino
    except FileNotFoundError:
        there = None
    if there != record.info["file"]:
        raise DisconnectionError("the file of the database is no longer in its place")


def _postgresql(address: URL, waits: Waits) -> Engine:
    milliseconds = int(waits.lock * 1000)
    options = {
        "statement_timeout": milliseconds,
        "lock_timeout": milliseconds,
        "idle_in_transaction_session_timeout": 60_000,
        "timezone": "UTC",
    }
    engine = create_engine(
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
    event.listen(engine, "do_connect", partial(_connect_patiently, waits))
    return engine


def _connect_patiently(
    waits: Waits, _dialect: object, _record: object, words: list[Any], settings: dict[str, Any]
) -> object:
    from ivr.db.patience import Patient  # loads the driver, which SQLite does without

    connection = Patient.connect(*words, **settings)
    connection.whole = waits.whole
    return connection


_dump = json.JSONEncoder(ensure_ascii=False).encode
