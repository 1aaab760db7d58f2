"""Notes: how to reach a citizen, in a few words for whoever calls next. Never the matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from flows.rules import identity_codes
from ivr.models import Callback, Note, Staff
from ivr.services import events
from ivr.services.cards import Dealing, NotHers

LONGEST: Final = 200
"""Signs: what is longer would be about the matter."""
MOST: Final = 5
"""The newest that are shown."""

_OF_CALLBACK = (
    select(Note.at, Staff.name, Note.words)
    .join(Staff, Staff.id == Note.staff_id)
    .where(Note.callback_id == bindparam("callback_id"))
    .order_by(Note.id.desc())
    .limit(MOST)
)
_ID = select(Callback.id).where(Callback.public_id == bindparam("public_id"))
_OF_CONTACTS = delete(Note).where(
    Note.callback_id.in_(
        select(Callback.id).where(Callback.contact_id.in_(bindparam("ids", expanding=True)))
    )
)


class Personal(ValueError):
    """The words hold what looks like a personal identity code."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A note, and the login name of who wrote it."""

    at: datetime
    who: str
    words: str


def write(session: Session, dealing: Dealing, words: str, now: datetime) -> None:
    """Add a note to what an agent's conversation is about; the journal doesn't get the words.

    Raises Personal, and NotHers where there is no conversation. `words` are LONGEST at most.
    """
    if identity_codes.is_in(words):
        raise Personal
    if dealing.callback_id is None:
        raise NotHers("a note belongs to a conversation")
    callback = session.get_one(Callback, dealing.callback_id)
    note = Note(callback_id=callback.id, staff_id=dealing.agent.id, words=words[:LONGEST], at=now)
    session.add(note)
    subject, state = ("callback", callback.id), callback.state
    events.record(session, subject, state, state, "note", dealing.actor, now)


def of(session: Session, callback_id: int) -> Sequence[Noted]:
    """The notes on a callback, the newest first."""
    return [Noted(*row) for row in session.execute(_OF_CALLBACK, {"callback_id": callback_id})]


def of_public(session: Session, public_id: str) -> Sequence[Noted]:
    """The same of the callback that has this public id."""
    found = session.scalar(_ID, {"public_id": public_id})
    return of(session, found) if found else ()


def forget(session: Session, contact_ids: Sequence[int]) -> None:
    """Delete what was noted about people whose numbers are forgotten."""
    session.execute(_OF_CONTACTS, {"ids": contact_ids})
