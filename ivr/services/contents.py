"""What a backup holds: of which kind it is, of which version its tables are, how many rows.

Reading them is the proof that it can be read at all: every page of a SQLite file and every row
of a PostgreSQL dump is looked at.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from ivr.services import server_programs

Kind = Literal["sqlite", "postgresql"]

VERSION: Final = "alembic_version"
"""The table in which the version stands."""

# Source: SQLite, "Database File Format"; PostgreSQL, pg_dump's custom format.
_BEGINNINGS: Final[Mapping[bytes, Kind]] = {b"SQLite format 3\0": "sqlite", b"PGDMP": "postgresql"}
_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
_COPY: Final = re.compile(r'COPY (?:\w+\.)?"?(\w+)"? \(.*\) FROM stdin;\n')
_COPIED: Final = "\\.\n"


class Unreadable(ValueError):
    """Why a file is no backup of ours, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Contents:
    """`rows` of each table; `version` is the step its tables have come to."""

    kind: Kind
    version: str
    rows: Mapping[str, int]


def read(path: Path) -> Contents:
    """Look at all of a backup. Raises Unreadable, and ProgramFailed without `pg_restore`."""
    kind = kind_of(path)
    version, rows = _in_sqlite(path) if kind == "sqlite" else _in_dump(path)
    if not version:
        raise Unreadable(f"{path} is not one of our databases: it does not tell its version.")
    return Contents(kind, version, {name: many for name, many in rows.items() if name != VERSION})


def kind_of(path: Path) -> Kind:
    """Of which database it is, by how it begins. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            beginning = file.read(16)
    except OSError as fault:
        raise Unreadable(f"{path} can't be read: {fault.strerror}.") from None
    for known, kind in _BEGINNINGS.items():
        if beginning.startswith(known):
            return kind
    raise Unreadable(f"{path} is no backup: neither a SQLite file nor a dump of PostgreSQL.")


def _in_sqlite(path: Path) -> tuple[str, dict[str, int]]:
    """Opened as what never changes: so no other file appears beside it."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as file:
            _require_sound(path, file)
            rows = {name: _count(file, name) for (name,) in file.execute(_TABLES).fetchall()}
            return (_version(file) if VERSION in rows else ""), rows
    except sqlite3.DatabaseError as fault:
        raise Unreadable(f"{path} is damaged: {fault}.") from None


def _require_sound(path: Path, file: sqlite3.Connection) -> None:
    (said,) = file.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise Unreadable(f"{path} is damaged: {said}.")
    if file.execute("PRAGMA foreign_key_check").fetchone():
        raise Unreadable(f"{path} is damaged: rows in it refer to what is not there.")


def _count(file: sqlite3.Connection, table: str) -> int:
    return int(file.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608


def _version(file: sqlite3.Connection) -> str:
    return " ".join(version for (version,) in file.execute(f"SELECT version_num FROM {VERSION}"))  # noqa: S608


def _in_dump(path: Path) -> tuple[str, dict[str, int]]:
    try:
        with server_programs.printed("pg_restore", ["--data-only", "--file=-", str(path)]) as lines:
            return _counted(lines)
    except server_programs.ProgramFailed as fault:
        raise Unreadable(f"{path} can't be read. {fault}") from None


def _counted(lines: Iterator[str]) -> tuple[str, dict[str, int]]:
    """A dump as text: each table begins with COPY and ends with a dot."""
    rows: dict[str, int] = {}
    version = ""
    for line in lines:
        if table := _COPY.fullmatch(line):
            rows[table[1]] = 0
            for row in iter(lines.__next__, _COPIED):
                rows[table[1]] += 1
                version = row.strip() if table[1] == VERSION else version
    return version, rows
