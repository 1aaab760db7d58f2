"""A SQLite database at a standstill: everything may be read, nothing written, by anybody.

It outlives every process, so what is copied out of it stays all there is. Whoever tries to write
meets `Busy`, as with a full disk: callers hear the truth, and nobody is dialled.
"""

from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, inspect

_WHICH: Final = "standstill"
"""Its only row names this standstill; without the table there is none."""

_WHY: Final = "it is at a standstill: it is being copied, or has moved to another database"
_DEEDS: Final = ("INSERT", "UPDATE", "DELETE")


def begin(connection: Connection) -> str:
    """Let nobody write any more once this is committed; the name of the standstill, which is
    the one that is there already, if one is."""
    name = of(connection)
    if name is None:
        name = uuid4().hex[:16]
        for table in inspect(connection).get_table_names():
            for deed in _DEEDS:
                connection.exec_driver_sql(_barrier(table, deed))
        connection.exec_driver_sql(f"CREATE TABLE {_WHICH} (name TEXT NOT NULL)")
        connection.exec_driver_sql(f"INSERT INTO {_WHICH} VALUES (?)", (name,))  # noqa: S608
    return name


def of(connection: Connection) -> str | None:
    """The name of the standstill that there is."""
    if not inspect(connection).has_table(_WHICH):
        return None
    name: str = connection.exec_driver_sql(f"SELECT name FROM {_WHICH}").scalar_one()  # noqa: S608
    return name


def end(connection: Connection) -> bool:
    """Let everyone write again once this is committed; whether there was a standstill."""
    if of(connection) is None:
        return False
    connection.exec_driver_sql(f"DROP TABLE {_WHICH}")
    for table in inspect(connection).get_table_names():
        for deed in _DEEDS:
            connection.exec_driver_sql(f'DROP TRIGGER "{_name(table, deed)}"')
    return True


def _barrier(table: str, deed: str) -> str:
    return (
        f'CREATE TRIGGER "{_name(table, deed)}" BEFORE {deed} ON "{table}"'
        f" BEGIN SELECT RAISE(ABORT, '{_WHY}'); END"
    )


def _name(table: str, deed: str) -> str:
    return f"standstill_{table}_{deed.lower()}"
