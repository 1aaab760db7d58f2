"""Writing a row only while it still is what was read: the way in which states change hands."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ivr.db import written
from ivr.models import Attempt, Staff
from ivr.services.moves import Moved


def change(
    session: Session, row: Attempt | Staff, expected: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Write `values` while the row's columns still hold `expected`. Raises Moved otherwise."""
    if not written(session, row, expected, values):
        raise Moved(f"{type(row).__tablename__} {row.id} no longer has {dict(expected)}")
