"""Work that must happen once, by whichever process comes first."""

from datetime import datetime

from sqlalchemy.orm import Session

from ivr.db import racing_insert
from ivr.models import JobSlot

_CLAIM = racing_insert(JobSlot.__table__).returning(JobSlot.job)


def once(session: Session, job: str, slot: str, now: datetime) -> bool:
    """Whether this transaction is the one to do `job` for `slot` (a date, an hour, an id).

    The answer stands only with the commit: do the work in the same transaction.
    """
    return session.execute(_CLAIM, {"job": job, "slot": slot, "at": now}).first() is not None
