"""A glance at what may have come due: many statements that mostly find nothing, asked as one."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Integer,
    Select,
    bindparam,
    exists,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from ivr.db.columns import UtcDateTime
from ivr.db.prepared import Prepared
from ivr.db.transactions import plainly

Find = Select[int]
"""Gives ids. Of values it knows only moments, as `ago` and `ahead` give them."""

MOST: Final = 200
"""The most that one glance finds of a kind; the rest is seen at the next one."""

_NONE: Final = timedelta()


def ago(span: timedelta = _NONE) -> BindParameter[datetime]:
    """For a statement: so long before it is asked."""
    return bindparam(f"ago_{round(span.total_seconds())}", type_=UtcDateTime())


def ahead(span: timedelta) -> BindParameter[datetime]:
    """For a statement: so long after it is asked."""
    return bindparam(f"ahead_{round(span.total_seconds())}", type_=UtcDateTime())


def whether(*conditions: Any) -> Find:
    """Gives a one if any row at all meets the conditions."""
    return select(literal_column("1", Integer).label("one")).where(exists().where(*conditions))


def moments(statement: Any, now: datetime) -> dict[str, datetime]:
    """The values of a statement that is asked `now`."""
    return {name: now + span for name, span in _spans(statement).items()}


def find(session: Session, statement: Find, now: datetime) -> Sequence[int]:
    """What one statement finds."""
    return session.scalars(statement, moments(statement, now)).all()


class Glance:
    """Several finds by name. Each is as quick as alone, and all cost hardly more than one."""

    def __init__(self, finds: Mapping[str, Find]) -> None:
        each = union_all(*(_named(name, statement) for name, statement in finds.items()))
        self._names, self._each, self._spans = tuple(finds), Prepared(each), _spans(each)

    def at(self, session: Session, now: datetime) -> Mapping[str, Sequence[int]]:
        """The ids that each finds, in its order; at most MOST."""
        values = {name: now + span for name, span in self._spans.items()}
        found: dict[str, list[int]] = {name: [] for name in self._names}
        for name, one in self._each.rows(plainly(session), values):
            found[name].append(one)
        return found


def _named(name: str, statement: Find) -> Select[Any]:
    # Written out: PostgreSQL takes a limit that it can't see for a tenth of the table.
    found = statement.suffix_with(f"LIMIT {MOST}").subquery()
    return select(literal_column(f"'{name}'"), *found.c)


def _spans(statement: Any) -> dict[str, timedelta]:
    named = (name.split("_") for name in statement.compile().binds)
    signs = {"ago": -1, "ahead": 1}
    return {
        "_".join(parts): signs[parts[0]] * timedelta(seconds=int(parts[1]))
        for parts in named
        if parts[0] in signs
    }
