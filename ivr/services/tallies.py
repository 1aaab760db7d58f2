"""How many callbacks of a line and language stand in each state, counted as they move."""

from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ivr.db import Prepared, plainly
from ivr.models import Tally

_TALLIES = cast(Table, Tally.__table__)
_OF = (
    _TALLIES.c.line_id == bindparam("of_line"),
    _TALLIES.c.language == bindparam("in_language"),
)
_ONE: dict[str, Any] = {
    "line_id": bindparam("of_line"),
    "language": bindparam("in_language"),
    "state": bindparam("in_state"),
    "count": bindparam("many"),
}
_ADDED = insert(_TALLIES).values(**_ONE)
_ENTER = Prepared(
    _ADDED.on_conflict_do_update(
        index_elements=["line_id", "language", "state"],
        set_={"count": _TALLIES.c.count + _ADDED.excluded.count},
    )
)
_LEAVE = Prepared(
    update(_TALLIES)
    .where(*_OF, _TALLIES.c.state == bindparam("in_state"))
    .values(count=_TALLIES.c.count - bindparam("many"))
)
_COUNTS = select(_TALLIES.c.state, _TALLIES.c.count).where(*_OF)
_TOGETHER = (
    select(_TALLIES.c.language, func.sum(_TALLIES.c.count))
    .where(
        _TALLIES.c.line_id == bindparam("of_line"),
        _TALLIES.c.state.in_(bindparam("in_states", expanding=True)),
    )
    .group_by(_TALLIES.c.language)
)


def shift(
    session: Session,
    line_id: int,
    language: str,
    from_: str | None,
    to: str | None,
    many: int = 1,
) -> None:
    """Count callbacks that went from one state to another (None: newly made, or gone).

    The rows are taken in the order of their states, so that two transactions can't wait for
    each other.
    """
    changes = sorted((state, add) for state, add in ((from_, False), (to, True)) if state)
    for state, add in changes:
        (_ENTER if add else _LEAVE).run(
            plainly(session),
            {"of_line": line_id, "in_language": language, "in_state": state, "many": many},
        )


def counts(session: Session, line_id: int, language: str) -> dict[str, int]:
    """The number of callbacks in each state; a state that is missing has none."""
    rows = session.execute(_COUNTS, {"of_line": line_id, "in_language": language})
    return dict(rows.all())


def together(session: Session, line_id: int, states: Collection[str]) -> dict[str, int]:
    """How many callbacks of a line are in any of the states, by language (if any)."""
    rows = session.execute(_TOGETHER, {"of_line": line_id, "in_states": states})
    return dict(rows.all())
