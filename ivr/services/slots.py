"""Work that must happen once, by whichever process comes first."""

from datetime import datetime

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from ivr.db import racing_insert
from ivr.models import JobSlot

# By its beginning, not as a range: where a stroke stands depends on the database's language.
_LATEST = (
    select(JobSlot.slot)
    .where(
        JobSlot.job == bindparam("of_job"),
        func.substr(JobSlot.slot, 1, bindparam("length")) == bindparam("begin"),
    )
    .order_by(JobSlot.slot.desc())
    .limit(literal_column("1"))
)
_CLAIM = racing_insert(JobSlot.__table__).returning(JobSlot.job)


def once(session: Session, job: str, slot: str, now: datetime) -> bool:
    """Whether this transaction is the one to do `job` for `slot` (a date, an hour, an id).

    The answer stands only with the commit: do the work in the same transaction.
    """
    return session.execute(_CLAIM, {"job": job, "slot": slot, "at": now}).first() is not None


def latest(session: Session, job: str, begin: str) -> str | None:
    """The last slot, of those whose names begin so, for which `job` has been done."""
    return session.scalar(_LATEST, {"of_job": job, "begin": begin, "length": len(begin)})
