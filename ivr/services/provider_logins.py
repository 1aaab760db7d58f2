"""Whom the organisation's own provider of logins has sent us: one of ours, or nobody.

Who works here, and as what, stands in our table alone; the provider says who somebody is.
"""

from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ivr.models import Staff
from ivr.services import events

_BY_KEY: Final = select(Staff).where(Staff.provider_key == bindparam("key"), Staff.active)
_NOT_SEEN_YET: Final = select(Staff).where(
    Staff.name == bindparam("name"), Staff.active, Staff.provider_key.is_(None)
)


def find(session: Session, issuer: str, subject: str, name: str, now: datetime) -> int | None:
    """Whose account this is; None if nobody of that name works here.

    The first time it is found by its name. From then on only by the provider's own key of the
    person, so that a name given to somebody else later opens nothing. Source: OpenID Connect
    Core 1.0, 5.7.
    """
    key = sha256(f"{issuer}\n{subject}".encode()).hexdigest()
    known = session.scalar(_BY_KEY, {"key": key})
    return known.id if known else _meet(session, key, name, now)


def _meet(session: Session, key: str, name: str, now: datetime) -> int | None:
    staff = session.scalar(_NOT_SEEN_YET, {"name": name})
    if staff is None:
        return None
    staff.provider_key = key
    actor = f"{staff.role}:{staff.id}"
    events.record(
        session, ("staff", staff.id), staff.state, staff.state, "provider_linked", actor, now
    )
    return staff.id
