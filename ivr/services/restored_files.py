"""A restored SQLite file: prepared beside the one that is there, and put in its place whole."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, make_url

from ivr.services.backups import ASIDE, to_disk


class NotFree(Exception):
    """The database that is there can't be put aside: why, in a sentence."""


def holds_tables(url: str) -> bool:
    """Whether there is a database with anything in it."""
    file = _file(make_url(url))
    return file.exists() and file.stat().st_size > 0


@contextmanager
def put(url: str, path: Path, version: str, now: datetime) -> Iterator[tuple[str, str | None]]:
    """The address at which the backup is to be made ready, and where the file will be that is
    there now. At the end, and only if all went well, it changes places with it. Raises NotFree."""
    address = make_url(url)
    file = _file(address)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_unused(file)
    kept = file.with_name(f"{file.name}.{ASIDE}_{now:%Y%m%dT%H%M%S}") if file.exists() else None
    with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
        part = Path(folder) / file.name
        shutil.copyfile(path, part)
        part.chmod(0o600)
        yield str(address.set(database=str(part))), str(kept) if kept else None
        to_disk(part)
        _swap(part, file, kept)


def _file(address: URL) -> Path:
    return Path(str(address.database)).absolute()


def _require_unused(file: Path) -> None:
    """Only alone can one give up the journal that all share; what was in it is in the file then.
    A file that is damaged can't tell: it is taken to be unused."""
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file, timeout=1)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as fault:
        if (fault.sqlite_errorcode & 0xFF) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise NotFree("The database is in use: stop web and scheduler first.") from None
    except sqlite3.DatabaseError:
        pass


def _swap(part: Path, file: Path, kept: Path | None) -> None:
    """A journal that a damaged file has left behind goes with it."""
    for end in ("-wal", "-shm", "") if kept else ():
        one = Path(f"{file}{end}")
        if one.exists():
            one.rename(f"{kept}{end}")
    os.replace(part, file)
    to_disk(file.parent)
