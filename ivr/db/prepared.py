"""The few statements that every key press runs, without SQLAlchemy's bookkeeping around each.

It writes them, converts their values and names their faults; but it does so once and not each
time, which would cost more than all that the database does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Statement = Select[Any] | CompoundSelect[Any] | Insert | Update
Converter = Callable[[Any], Any]


class Prepared:
    """A statement with named values. `sets` are the columns that an INSERT or UPDATE fills."""

    def __init__(self, statement: Statement, *sets: str) -> None:
        self.statement = statement
        self._sets = sets
        self._written: dict[str, _Written] = {}

    def run(self, rows: Connection, values: Mapping[str, Any]) -> None:
        """Run it for what it does. Raises as `Connection.execute` does."""
        self._for(rows.dialect).execute(rows, values).close()

    def first(self, rows: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Run it for its first row. Raises as `Connection.execute` does."""
        written = self._for(rows.dialect)
        cursor = written.execute(rows, values)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else written.read(row)

    def rows(self, rows: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it for all its rows. Raises as `Connection.execute` does."""
        written = self._for(rows.dialect)
        cursor = written.execute(rows, values)
        found = cursor.fetchall()
        cursor.close()
        return [written.read(row) for row in found]

    def _for(self, dialect: Dialect) -> "_Written":
        if dialect.name not in self._written:
            self._written[dialect.name] = _write(self.statement, self._sets, dialect)
        return self._written[dialect.name]


@dataclass(frozen=True, slots=True)
class _Written:
    """As one kind of database wants it: its text, and what becomes of values on the way."""

    text: str
    fixed: Mapping[str, Any]  # values that the statement brings itself
    order: Sequence[str] | None  # of its values, where they have places and no names
    binders: Mapping[str, Converter]
    readers: Sequence[Converter | None]

    def execute(self, rows: Connection, values: Mapping[str, Any]) -> Any:
        bound = {**self.fixed, **values}
        for name, bind in self.binders.items():
            bound[name] = bind(bound[name])
        given = bound if self.order is None else [bound[name] for name in self.order]
        if not rows.in_transaction():
            rows.begin()  # as every other statement would
        cursor = rows.connection.cursor()
        try:
            cursor.execute(self.text, given)
        except Exception as fault:
            raise _named(fault, rows, cursor, self.text) from fault
        return cursor

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        pairs = zip(row, self.readers, strict=True)
        return tuple(read(value) if read else value for value, read in pairs)


def _write(statement: Statement, sets: Sequence[str], dialect: Dialect) -> _Written:
    compiled: Any = statement.compile(dialect=dialect, column_keys=sets or None)
    binders = {name: _binder(bind.type, dialect) for name, bind in compiled.binds.items()}
    return _Written(
        text=str(compiled),
        fixed={name: one.value for name, one in compiled.binds.items() if not one.required},
        order=compiled.positiontup,
        binders={name: binder for name, binder in binders.items() if binder},
        readers=[_reader(column.type, dialect) for column in statement.exported_columns],
    )


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Converter | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Converter | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _named(fault: Exception, rows: Connection, cursor: Any, text: str) -> BaseException:
    """The fault as SQLAlchemy names it. A connection that is lost by it is given up."""
    driver = rows.dialect.loaded_dbapi
    if not isinstance(fault, driver.Error):
        return fault
    lost = rows.dialect.is_disconnect(fault, rows.connection.dbapi_connection, cursor)
    if lost:
        rows.invalidate(fault)
    return DBAPIError.instance(
        text,
        None,
        fault,
        driver.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=rows.dialect,
    )
