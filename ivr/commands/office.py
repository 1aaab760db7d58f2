"""What a command works with: the settings, the database and the clock of this environment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ivr.clock import Clock, clock_from
from ivr.db import SCHEDULER, Database, make_engine
from ivr.migrations import at_head
from ivr.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class Office:
    settings: Settings
    database: Database
    clock: Clock


class NotUpgraded(Exception):
    """The database's tables are not those of this version."""


@contextmanager
def open_office() -> Iterator[Office]:
    """Opens what the environment names and closes it at the end.

    Raises Refused or NotUpgraded, and Busy or Lost as every transaction does.
    """
    settings = read_settings()
    database = Database(make_engine(settings.database_url.get_secret_value(), SCHEDULER))
    try:
        with database.reading() as session:
            if not at_head(session.connection()):
                raise NotUpgraded("The tables are not those of this version: run `ivr upgrade`.")
        yield Office(settings, database, clock_from(settings.clock))
    finally:
        database.close()
