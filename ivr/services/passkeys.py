"""Passkeys: whose devices may log in. What the devices say, `devices` reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from ivr.models import Passkey, Staff
from ivr.services import events

MOST: Final = 10
"""Passkeys of one person."""

_HERS = select(Passkey).where(Passkey.staff_id == bindparam("staff_id")).order_by(Passkey.id)
_REMOVE = delete(Passkey).where(
    Passkey.staff_id == bindparam("staff_id"), Passkey.public_id == bindparam("public_id")
)


@dataclass(frozen=True, slots=True)
class Held:
    """One of somebody's passkeys."""

    public_id: str
    name: str
    created_at: datetime
    used_at: datetime | None


def of(session: Session, staff_id: int) -> Sequence[Held]:
    """Her passkeys, the oldest first."""
    found = session.scalars(_HERS, {"staff_id": staff_id})
    return [Held(one.public_id, one.name, one.created_at, one.used_at) for one in found]


def credentials_of(session: Session, staff_id: int) -> Sequence[str]:
    """The ids by which her devices know her passkeys, base64url."""
    return [one.credential for one in session.scalars(_HERS, {"staff_id": staff_id})]


def remove(session: Session, staff_id: int, public_id: str, now: datetime) -> None:
    """One of hers is good for nothing any more."""
    facts = {"staff_id": staff_id, "public_id": public_id}
    if session.execute(_REMOVE, facts).rowcount:  # type: ignore[attr-defined]
        tell(session, staff_id, "passkey_removed", now)


def tell(session: Session, staff_id: int, cause: str, now: datetime) -> None:
    """Write down what she did with a passkey of hers."""
    staff = session.get_one(Staff, staff_id)
    actor = f"{staff.role}:{staff_id}"
    events.record(session, ("staff", staff_id), staff.state, staff.state, cause, actor, now)
