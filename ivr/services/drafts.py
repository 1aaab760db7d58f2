"""Forms that were sent after their session had ended: kept a while, and given back to whoever
typed them once she has logged in again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from ivr.models import Draft
from ivr.services import logins

KEPT: Final = timedelta(hours=1)
"""So long a form waits for her; what was typed may be about a citizen."""

_BY_HASH = select(Draft).where(Draft.token_hash == bindparam("hash"))
_DROP = delete(Draft).where(Draft.token_hash == bindparam("hash"))
_DROP_OLD = delete(Draft).where(Draft.saved_at <= bindparam("at"))

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that was not taken: where it was sent to, and what was in it by name."""

    path: str
    fields: Fields
    saved_at: datetime


def keep(session: Session, token: str, path: str, fields: Fields, now: datetime) -> bool:
    """Keep a form for whoever was logged in by this token; a newer one takes an older one's place.

    False if the token was never one of ours, or its session was ended on purpose.
    """
    staff_id = logins.whose(session, token)
    if staff_id is None:
        return False
    drop(session, token)
    sent = {name: list(values) for name, values in fields.items()}
    session.add(
        Draft(
            token_hash=logins.mark(token), staff_id=staff_id, path=path, fields=sent, saved_at=now
        )
    )
    return True


def of(session: Session, token: str, staff_id: int, now: datetime) -> Unsent | None:
    """The form that this very person sent in the session of this token, if it is still kept."""
    found = session.scalar(_BY_HASH, {"hash": logins.mark(token)})
    if found is None or found.staff_id != staff_id or found.saved_at + KEPT <= now:
        return None
    return Unsent(found.path, found.fields, found.saved_at)


def drop(session: Session, token: str) -> None:
    """It was sent after all, or is not wanted."""
    session.execute(_DROP, {"hash": logins.mark(token)})


def forget(session: Session, now: datetime) -> None:
    """Delete what nobody came back for."""
    session.execute(_DROP_OLD, {"at": now - KEPT})
