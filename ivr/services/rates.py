"""Counters per subject and local day. The database itself keeps each of them below its cap."""

from datetime import date

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ivr.models import Rate

_INSERT = insert(Rate).values(
    subject=bindparam("subject"), day=bindparam("on_day"), count=1, cap=bindparam("at_most")
)
# The form of PostgreSQL's clause is SQLite's as well.
_TAKE = _INSERT.on_conflict_do_update(
    index_elements=[Rate.subject, Rate.day],
    set_={"count": Rate.count + 1, "cap": _INSERT.excluded.cap},
    where=Rate.count < _INSERT.excluded.cap,
).returning(Rate.count)
_GIVE_BACK = (
    update(Rate)
    .where(Rate.subject == bindparam("of"), Rate.day == bindparam("on_day"), Rate.count > 0)
    .values(count=Rate.count - 1)
    .execution_options(synchronize_session=False)
)
_COUNT = select(func.coalesce(func.max(Rate.count), 0)).where(
    Rate.subject == bindparam("of"), Rate.day == bindparam("on_day")
)


def take(session: Session, subject: str, day: date, cap: int) -> bool:
    """Count one more for `subject` on that local day, unless that would exceed `cap`.

    `subject` says what is counted and of whom by id, never by number: `legs:contact:17`.
    """
    if cap < 1:
        return False
    values = {"subject": subject, "on_day": day, "at_most": cap}
    return session.execute(_TAKE, values).first() is not None


def give_back(session: Session, subject: str, day: date) -> None:
    """Undo one `take` for something that did not happen after all."""
    session.execute(_GIVE_BACK, {"of": subject, "on_day": day})


def count(session: Session, subject: str, day: date) -> int:
    """How many have been taken."""
    return session.scalars(_COUNT, {"of": subject, "on_day": day}).one()
