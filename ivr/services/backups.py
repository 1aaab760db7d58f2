"""Backups: all that is stored, as it stood at one moment, in one file; taken while all runs."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from ivr import perils
from ivr.services import contents, server_programs
from ivr.services.contents import Contents

ASIDE: Final = "before_restore"
"""What a restore has kept aside begins so; it belongs to no backup."""

_PATIENCE: Final = 10.0
"""Seconds to wait for whoever holds all of a SQLite file."""


class NotTaken(Exception):
    """Why there is no backup, in a sentence."""


def take(url: str, path: Path) -> Contents:
    """Store the database at `url` in a new file, readable by its owner alone; what is in it.

    The file has its name only when it is whole, read once through and safe on the disk.
    Raises NotTaken, Unreadable and ProgramFailed; there is no file then.
    """
    if path.exists():
        raise NotTaken(f"{path} is there already, and nothing is written over.")
    with _in_the_making(path) as part:
        _write(url, part)
        found = contents.read(part)
        to_disk(part)
        perils.reached("backed up")
        part.rename(path)
        to_disk(path.parent)
    return found


def to_disk(path: Path) -> None:
    """Return when a file, or the names in a folder, would outlive a power cut."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _in_the_making(path: Path) -> Iterator[Path]:
    try:
        opened, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as fault:
        raise NotTaken(f"{path} can't be written: {fault.strerror}.") from None
    os.close(opened)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _write(url: str, part: Path) -> None:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        _write_sqlite(Path(str(address.database)), part)
    else:
        words = ["--format=custom", "--no-owner", "--no-privileges", f"--file={part}"]
        server_programs.run("pg_dump", [*words, f"--exclude-schema={ASIDE}*"], url)


def _write_sqlite(file: Path, part: Path) -> None:
    """Written anew rather than copied: what has been erased leaves no trace in the backup."""
    source = f"{file.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(source, uri=True, timeout=_PATIENCE)) as database:
            database.execute("VACUUM INTO ?", [str(part)])
    except sqlite3.Error as fault:
        raise NotTaken(f"The database {file} can't be stored: {fault}.") from None
