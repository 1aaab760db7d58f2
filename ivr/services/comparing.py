"""Comparing tables of two databases, whatever each of them keeps its values in."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, Table, select

_BATCH: Final = 2_000
_SPACE: Final = 1 << 128


@dataclass(frozen=True, slots=True)
class Mark:
    """How many rows a table has, and a sum over all their values."""

    rows: int
    sum: int


def ordered(table: Table) -> Select[Any]:
    """All rows in the order of their key."""
    return select(table).order_by(*table.primary_key.columns)


def mark(connection: Connection, table: Table) -> Mark:
    """The same for the same rows, in whatever order: the databases sort words differently."""
    rows, total = 0, 0
    found = connection.execution_options(yield_per=_BATCH).execute(ordered(table))
    for row in found:
        rows, total = rows + 1, (total + _number(row)) % _SPACE
    return Mark(rows, total)


def _number(row: Row[Any]) -> int:
    """Values are those of our own types by now: moments in UTC, lists and dicts in their order."""
    return int.from_bytes(blake2b(repr(tuple(row)).encode(), digest_size=16).digest(), "big")
