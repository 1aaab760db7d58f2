"""Seals over the journal: run by run its events are closed, so that whatever is changed, taken out
or slipped in afterwards is found (`unbroken` looks).

A seal keeps a mark of each event and a digest of the marks and of the seal before it, all keyed by
SECRET_KEY, which the database does not know. Sources: `reference/reliability.md` 4.7 and X12; Act
on Information Management in Public Administration (906/2019), section 17.
"""

import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import BindParameter, String, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from ivr.db import racing_insert
from ivr.models import Event, Seal

MARK: Final = 16
"""Bytes of an event's mark."""
MOST: Final = 1000
"""Events under one seal."""
SETTLED: Final = timedelta(minutes=10)
"""The age from which an event is sealed. Ids are given before the commit, so one that is lower may
show itself later; no transaction lasts nearly so long (`ivr.db.engines`)."""
PAUSE: Final = timedelta(minutes=5)
"""Between two seals, unless there are enough events for a full one."""

BEGINNING: Final = Seal(sequence=0, last_id=-(2**63), digest="")
"""What stands before the first seal."""

# Moments as they stand in the table: what can't be one any more is compared too. A column that
# comes later must not alter the form of older events.
FORM: Final = (
    Event.id,
    Event.subject,
    Event.subject_id,
    Event.from_state,
    Event.to_state,
    Event.cause,
    Event.actor,
    type_coerce(Event.at, String),
    Event.attempt_id,
)

_AFTER: BindParameter[int] = bindparam("after")
_MOST: BindParameter[int] = bindparam("most")
_SETTLED_BY: BindParameter[datetime] = bindparam("settled_by")
_NEXT = (
    select((Event.at <= _SETTLED_BY).label("is_settled"), *FORM)
    .where(Event.id > _AFTER)
    .order_by(Event.id)
    .limit(_MOST)
)
_NEWEST = (
    select(Seal.sequence, Seal.last_id, Seal.digest, Seal.at)
    .order_by(Seal.sequence.desc())
    .limit(1)
)
_REACHES_TO = (
    select(Event.at).where(Event.id <= bindparam("last_id")).order_by(Event.id.desc()).limit(1)
)
_STORE = racing_insert(Seal.__table__).returning(Seal.sequence)


class Sealer:
    """Makes marks and digests that nobody can make who does not know the secret."""

    def __init__(self, secret: str) -> None:
        self._secret = hmac.digest(secret.encode(), b"seal of the journal", sha256)
        self.name: Final = self._digest(b"name").hex()[:8]
        """Tells this key from others without giving it away."""

    def mark(self, event: Sequence[Any]) -> bytes:
        """Of an event, as its `FORM` reads."""
        return self._digest(b"event" + _plain(event))[:MARK]

    def marks(self, events: Iterable[Sequence[Any]]) -> bytes:
        return b"".join(map(self.mark, events))

    def digest(self, seal: Seal, previous: str) -> str:
        """Of a seal and, by the digest before it, of all that came before."""
        said = (seal.sequence, seal.first_id, seal.last_id, seal.count, seal.keyed_by, seal.at)
        return self._digest(b"seal" + _plain((*said, previous)) + seal.marks).hex()

    def _digest(self, words: bytes) -> bytes:
        return hmac.digest(self._secret, words, sha256)


def _words(value: object) -> str:
    """Moments as SQLite's rows have them, so that a journal may move from there to PostgreSQL."""
    if not isinstance(value, datetime):
        return repr(value)
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


_dump = json.JSONEncoder(default=_words).encode


def _plain(values: Sequence[Any]) -> bytes:
    return _dump(values).encode()


def prepare(session: Session, sealer: Sealer, now: datetime, most: int = MOST) -> Seal | None:
    """The next seal, not yet stored; None while there is nothing to be sealed."""
    last = session.execute(_NEWEST).first()
    asked = {"after": (last or BEGINNING).last_id, "most": most, "settled_by": now - SETTLED}
    found = session.execute(_NEXT, asked).all()
    events = [tuple(row)[1:] for row in found[: _settled(found)]]
    if not events or (last and len(events) < most and now < last.at + PAUSE):
        return None
    return _made(sealer, last or BEGINNING, events, now)


def _settled(found: Sequence[Any]) -> int:
    """How many: up to the last one that has settled, since those before it are no younger."""
    return max((place for place, row in enumerate(found, 1) if row.is_settled), default=0)


def _made(sealer: Sealer, last: Any, events: Sequence[Sequence[Any]], now: datetime) -> Seal:
    seal = Seal(
        sequence=last.sequence + 1,
        first_id=events[0][0],
        last_id=events[-1][0],
        count=len(events),
        marks=sealer.marks(events),
        keyed_by=sealer.name,
        at=now,
    )
    seal.digest = sealer.digest(seal, last.digest)
    return seal


def store(session: Session, seal: Seal) -> bool:
    """Store a seal; False if another scheduler has meanwhile stored one in its place."""
    values = {column.key: getattr(seal, column.key) for column in Seal.__table__.columns}
    return session.execute(_STORE, values).first() is not None


@dataclass(frozen=True, slots=True)
class Reach:
    """When the journal was last sealed, and when the last event under that seal happened."""

    sealed_at: datetime
    up_to: datetime | None


def reach(session: Session) -> Reach | None:
    """How far the seals reach; None before the first."""
    last = session.execute(_NEWEST).first()
    return last and Reach(last.at, session.scalar(_REACHES_TO, {"last_id": last.last_id}))
