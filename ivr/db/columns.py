"""What every table shares: the base class, names of constraints, and the types of its columns."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, DateTime, Dialect, MetaData, literal_column
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from ivr import chance

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: stored in UTC, read back aware in UTC; a naive datetime raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value!r} has no time zone; instants are aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def spelt(value: str) -> ColumnElement[str]:
    """A value written out in a statement, as in the condition of a partial index: only so does
    the database see that the index serves it. SQLite, where it is bound, plans anew each time to
    find that out. Source: SQLite, "Partial indexes" and "sqlite3_db_config", QPSG.
    """
    return literal_column(f"'{value}'")


# A missing value is the database's NULL, never JSON's. Change such a value by assigning a new
# one: what happens inside a dict or list is not noticed. Plain JSON keeps the order of keys on
# both databases (JSONB would not).
_JSON = JSON(none_as_null=True)


class Base(DeclarativeBase):
    """The base of all tables. `datetime` means an instant, dicts and lists are kept as JSON."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {
        datetime: UtcDateTime,
        dict[str, Any]: _JSON,
        dict[str, str]: _JSON,
        dict[str, dict[str, str]]: _JSON,
        dict[str, list[str]]: _JSON,
        list[str]: _JSON,
        list[int]: _JSON,
    }


def opaque_id() -> str:
    """A new public id, which nobody can guess."""
    return chance.opaque_name()
