"""Writing a row only while it still is what was read: the way in which states change hands."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from ivr.models import Attempt, Staff
from ivr.services.moves import Moved


def change(
    session: Session, row: Attempt | Staff, expected: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Write `values` while the row's columns still hold `expected`. Raises Moved otherwise."""
    table = type(row)
    guarded = (
        update(table)
        .where(table.id == row.id, *(getattr(table, name) == expected[name] for name in expected))
        .values(**values)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(guarded) is None:
        raise Moved(f"{table.__tablename__} {row.id} no longer has {dict(expected)}")
    for name, value in values.items():
        set_committed_value(row, name, value)
