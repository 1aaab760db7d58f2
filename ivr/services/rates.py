"""Counters per subject and local day. The database itself keeps each of them below its cap."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ivr.models import Rate

_RATES = cast(Table, Rate.__table__)
_INSERT = insert(_RATES).values(
    subject=bindparam("subject"), day=bindparam("on_day"), count=1, cap=bindparam("at_most")
)
# The form of PostgreSQL's clause is SQLite's as well.
_TAKE = _INSERT.on_conflict_do_update(
    index_elements=["subject", "day"],
    set_={"count": _RATES.c.count + 1, "cap": _INSERT.excluded.cap},
    where=_RATES.c.count < _INSERT.excluded.cap,
).returning(_RATES.c.count)
_GIVE_BACK = (
    update(_RATES)
    .where(
        _RATES.c.subject == bindparam("of"), _RATES.c.day == bindparam("on_day"), _RATES.c.count > 0
    )
    .values(count=_RATES.c.count - 1)
)
_COUNT = select(func.coalesce(func.max(_RATES.c.count), 0)).where(
    _RATES.c.subject == bindparam("of"), _RATES.c.day == bindparam("on_day")
)


def take(session: Session, subject: str, day: date, cap: int) -> bool:
    """Count one more for `subject` on that local day, unless that would exceed `cap`.

    `subject` says what is counted and of whom by id, never by number: `legs:contact:17`.
    """
    if cap < 1:
        return False
    values = {"subject": subject, "on_day": day, "at_most": cap}
    return session.execute(_TAKE, values).first() is not None


def take_all(session: Session, counters: Iterable[tuple[str, int]], day: date) -> bool:
    """Count one more of each subject below its cap, in order; none if one of them is full."""
    taken: list[str] = []
    for subject, cap in counters:
        if not take(session, subject, day, cap):
            give_all_back(session, taken, day)
            return False
        taken.append(subject)
    return True


def give_all_back(session: Session, subjects: Iterable[str], day: date) -> None:
    """Undo one `take` of each."""
    for subject in subjects:
        give_back(session, subject, day)


def give_back(session: Session, subject: str, day: date) -> None:
    """Undo one `take` for something that did not happen after all."""
    session.execute(_GIVE_BACK, {"of": subject, "on_day": day})


def count(session: Session, subject: str, day: date) -> int:
    """How many have been taken."""
    return int(session.scalars(_COUNT, {"of": subject, "on_day": day}).one())
