"""A PostgreSQL database that is being copied into: whose it is, and when it may be used."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, ForeignKeyConstraint, func, inspect, select, text
from sqlalchemy.schema import AddConstraint, DropConstraint

from ivr.db import Base, Database
from ivr.migrations import at_head, upgrade
from ivr.migrations.heads import newest

_READ: Final = text("SELECT version_num FROM alembic_version")
_WRITE: Final = text("UPDATE alembic_version SET version_num = :version")
_SEQUENCE: Final = text("SELECT pg_get_serial_sequence(:of_table, :of_column)")
_SET: Final = text("SELECT setval(CAST(:sequence AS regclass), :newest)")


class NotOurs(Exception):
    """The target holds something else already."""


def make_tables(url: str, target: Database) -> None:
    """In a database without any. Raises NotOurs if there are strange ones."""
    with target.reading() as session:
        names = set(inspect(session.connection()).get_table_names())
    if not names:
        upgrade(url)
    elif "alembic_version" not in names:
        raise NotOurs("The other database has tables of something else: give it one of its own.")


def take(connection: Connection, name: str) -> None:
    """Begin the copy of the source at standstill `name`, or go on with it; until `release` no
    process takes the database for one of its version. Raises NotOurs.

    Keys of tables that refer to each other in a circle, or to themselves, are tied at the end.
    """
    version = f"copying {name}"
    if connection.scalars(_READ).all() == [version]:
        return
    if not at_head(connection) or _holds_something(connection):
        raise NotOurs("The other database holds something already: empty it, or give another.")
    for key in _tied_last():
        connection.execute(DropConstraint(key))
    connection.execute(_WRITE, {"version": version})


def release(connection: Connection) -> None:
    """All is there: ids go on from the last, the last keys are tied, and it may be used."""
    for key in _tied_last():
        connection.execute(AddConstraint(key, isolate_from_table=False))
    _count_on(connection)
    connection.execute(_WRITE, {"version": newest()})


def _holds_something(connection: Connection) -> bool:
    tables = Base.metadata.sorted_tables
    return any(connection.scalar(select(func.count()).select_from(table)) for table in tables)


def _tied_last() -> Iterator[ForeignKeyConstraint]:
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name)):
            if key.use_alter or key.referred_table is table:
                yield key


def _count_on(connection: Connection) -> None:
    quoted = connection.dialect.identifier_preparer.quote
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        place = {"of_table": quoted(table.name), "of_column": column.name}
        newest_id = connection.scalar(select(func.max(column)))
        if newest_id is not None and (sequence := connection.scalar(_SEQUENCE, place)):
            connection.execute(_SET, {"sequence": sequence, "newest": newest_id})
