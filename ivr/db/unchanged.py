"""Writing a row only while it still is what was read."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from ivr.db.columns import Base
from ivr.db.prepared import Prepared
from ivr.db.transactions import plainly


def written(
    session: Session, row: Base, expected: Mapping[str, Any], values: Mapping[str, Any]
) -> bool:
    """Whether `values` could be written, since the row's columns still held what is `expected`.

    The row is one that has been read, with an `id`; it holds the new values from then on.
    """
    session.flush()
    of = {_was(name): value for name, value in expected.items()}
    guarded = _guarded(type(row), tuple(sorted(expected)), tuple(sorted(values)))
    if guarded.first(plainly(session), {**of, _was("id"): row.id, **values}) is None:  # type: ignore[attr-defined]
        return False
    for name, value in values.items():
        set_committed_value(row, name, value)
    return True


@cache  # there are as many as ways to change a state
def _guarded(model: type[Base], expected: tuple[str, ...], changed: tuple[str, ...]) -> Prepared:
    table = cast(Table, model.__table__)
    same = [
        table.c[name].is_not_distinct_from(bindparam(_was(name), type_=table.c[name].type))
        for name in expected
    ]
    by_id = table.c.id == bindparam(_was("id"))
    return Prepared(update(table).where(by_id, *same).returning(table.c.id), *changed)


def _was(name: str) -> str:
    return f"was_{name}"
