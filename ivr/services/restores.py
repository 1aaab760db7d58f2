"""Restoring: a backup takes the place of the database, which is kept; nobody is dialled then.

All is prepared before anything that is there is touched, so a backup that turns out to be
unfit, or a power cut, leaves what there was.
"""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from ivr.db import Database, Waits, make_engine, standstill
from ivr.migrations import upgrade
from ivr.migrations.heads import newest
from ivr.services import aftermath, contents, restored_files, restored_schemas, sweeps
from ivr.services.aftermath import Left
from ivr.services.contents import Contents

WAITS: Final = Waits(lock=60, pool=10)


class NotRestored(Exception):
    """Why the database is as it was, in a sentence."""


def restore(url: str, path: Path, now: datetime, *, replace: bool) -> tuple[Left, str | None]:
    """Put a backup in the place of the database at `url`; what it has left open, and where the
    database is that was there before.

    Raises NotRestored, Unreadable, ProgramFailed, NotFree, and Busy or Lost; all is as it was then.
    """
    found = contents.read(path)
    _require_fit(path, found, make_url(url).get_backend_name())
    places = restored_files if found.kind == "sqlite" else restored_schemas
    if places.holds_tables(url) and not replace:
        raise NotRestored(
            "There is a database already. With --replace it is kept aside, and the backup is used."
        )
    with places.put(url, path, found.version, now) as (there, kept):
        left = _begin(there, now)
    return left, kept


def _require_fit(path: Path, found: Contents, kind: str) -> None:
    if found.kind != kind:
        raise NotRestored(f"{path} is from {found.kind}, and DATABASE_URL is of {kind}.")
    if found.version > newest():
        raise NotRestored(f"{path} is from a newer version of this program: install that one.")


def _begin(url: str, now: datetime) -> Left:
    with closing(Database(make_engine(url, WAITS))) as database:
        with database.writing() as session:
            if database.engine.dialect.name == "sqlite":
                standstill.end(session.connection())
            aftermath.pause(session, now)
        upgrade(url)
        with database.writing() as session:
            left = aftermath.settle(session, now)
        while sweeps.run(database, sweeps.OVERDUE, now):
            pass
    return left
