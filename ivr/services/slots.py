"""Work that must happen once, by whichever process comes first."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from ivr.db import racing_insert
from ivr.models import JobSlot

_LAST = "~"
"""Behind every character that the names of slots are made of."""

_LATEST = select(func.max(JobSlot.slot)).where(
    JobSlot.job == bindparam("of_job"),
    JobSlot.slot.between(bindparam("begin"), bindparam("end")),
)
_CLAIM = racing_insert(JobSlot.__table__).returning(JobSlot.job)


def once(session: Session, job: str, slot: str, now: datetime) -> bool:
    """Whether this transaction is the one to do `job` for `slot` (a date, an hour, an id).

    The answer stands only with the commit: do the work in the same transaction.
    """
    return session.execute(_CLAIM, {"job": job, "slot": slot, "at": now}).first() is not None


def latest(session: Session, job: str, begin: str) -> str | None:
    """The last slot, of those whose names begin so, for which `job` has been done."""
    values = {"of_job": job, "begin": begin, "end": begin + _LAST}
    return session.scalar(_LATEST, values)
