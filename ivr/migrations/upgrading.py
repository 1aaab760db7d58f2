"""Runs the steps in one transaction, one process at a time; the others wait and find it done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from ivr.db import Waits, make_engine
from ivr.db.transactions import named_troubles

# One process upgrades; another waits at most this long for its turn (seconds).
_TURN = Waits(lock=60, pool=1)
_TURN_KEY = 0x7461_6B61  # any number that no one else locks


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the schema to `revision`. Harmless when it is there already, or twice at once.

    Raises Busy or Lost; the schema is then as it was.
    """
    _migrate(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str) -> None:
    """Takes the schema back to `revision` (`base`: nothing); what newer steps stored is lost."""
    _migrate(url, lambda config: command.downgrade(config, revision))


def configuration(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def _migrate(url: str, step: Callable[[Config], None]) -> None:
    engine = make_engine(url, _TURN)
    try:
        with named_troubles(), engine.connect() as connection, _alone(connection):
            step(configuration(connection))
    finally:
        engine.dispose()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """A transaction that no other upgrade shares."""
    if connection.dialect.name == "sqlite":
        with _sqlite_alone(connection):
            yield
    else:
        with connection.begin():
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURN_KEY})
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))
            yield


@contextmanager
def _sqlite_alone(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by making it anew, which foreign keys would forbid meanwhile."""
    driver = connection.connection.dbapi_connection
    assert driver is not None  # noqa: S101
    driver.execute("PRAGMA foreign_keys=OFF")
    with connection.begin():
        yield
        if orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RuntimeError(f"rows would refer to what is not there: {orphans[:5]}")
