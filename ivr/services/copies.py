"""Copying: all that a SQLite database holds, into an empty PostgreSQL one, and compared there.

The source comes to a standstill first, so what is copied is all there is, and a copy that was
broken off goes on where it stopped. Until all is there, and is the same, the target is of no
version: no process starts on it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import RowMapping, Table, func, insert, make_url, select

import ivr.models  # noqa: F401  (fills Base.metadata)
from ivr.db import Base, Database, Session, Waits, make_engine, standstill
from ivr.migrations import at_head
from ivr.services import events, targets
from ivr.services.comparing import Mark, mark, ordered

BATCH: Final = 2_000
"""Rows that are copied, and committed, together."""

_WAITS: Final = Waits(lock=60, pool=10)

Told = Callable[[str, int], None]
"""Hears of each batch: its table, and how many rows of it are there now."""


class NotCopied(Exception):
    """Why nothing was copied, or what was copied can't be used, in a sentence."""


@dataclass(frozen=True, slots=True)
class _Both:
    source: Database
    target: Database


def copy(
    source_url: str, target_url: str, now: datetime, told: Told, batch: int = BATCH
) -> Mapping[str, int]:
    """Copy everything, or what was not copied yet; how many rows there are in each table.

    Raises NotCopied or NotOurs, and Busy or Lost as every transaction does; the source is at its
    standstill then, and the target of no use until all is copied.
    """
    _require_kinds(source_url, target_url)
    with _opened(source_url) as source, _opened(target_url) as target:
        both = _Both(source, target)
        with source.reading() as session:
            _require_head(session)
        targets.make_tables(target_url, target)
        with source.writing() as session:
            name = standstill.begin(session.connection())
        with target.writing() as session:
            targets.take(session.connection(), name)
        for table in Base.metadata.sorted_tables:
            _fill(both, table, told, batch)
        marks = {table.name: _compared(both, table) for table in Base.metadata.sorted_tables}
        with target.writing() as session:
            targets.release(session.connection())
            events.record(session, ("agency", 1), None, "copied", "copied", "system", now)
    return {name: each.rows for name, each in marks.items()}


def give_up(source_url: str) -> bool:
    """Let the source go on as if nothing had been copied; whether it was at a standstill."""
    with _opened(source_url) as source, source.writing() as session:
        return standstill.end(session.connection())


def _require_kinds(source_url: str, target_url: str) -> None:
    kinds = [make_url(url).get_backend_name() for url in (source_url, target_url)]
    if kinds != ["sqlite", "postgresql"]:
        raise NotCopied("A copy goes from SQLite (DATABASE_URL) to PostgreSQL (--to).")


def _require_head(session: Session) -> None:
    if not at_head(session.connection()):
        raise NotCopied("The tables are not those of this version: run `ivr upgrade` first.")


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    with closing(Database(make_engine(url, _WAITS))) as database:
        yield database


def _fill(both: _Both, table: Table, told: Told, batch: int) -> None:
    """Rows are read and written in the order of their key: what is there is a beginning."""
    with both.target.reading() as session:
        there = session.scalar(select(func.count()).select_from(table)) or 0
    with both.source.reading() as session:
        rest = ordered(table).offset(there)
        rows = session.connection().execution_options(yield_per=batch).execute(rest)
        for some in rows.mappings().partitions():
            with both.target.writing() as written:
                written.execute(insert(table), [_given(table, row) for row in some])
            there += len(some)
            told(table.name, there)


def _given(table: Table, row: RowMapping) -> dict[str, object]:
    """What the database computes by itself is not given to it."""
    return {column.name: row[column.name] for column in table.columns if not column.computed}


def _compared(both: _Both, table: Table) -> Mark:
    with both.source.reading() as here, both.target.reading() as there:
        ours, theirs = mark(here.connection(), table), mark(there.connection(), table)
    if ours != theirs:
        raise NotCopied(
            f"Table {table.name} is not the same: {ours.rows} rows here, {theirs.rows} there."
            " Nothing is lost: the source holds everything. Empty the target and begin anew."
        )
    return ours
