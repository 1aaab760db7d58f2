"""Whether the journal is as it was written: every seal and every event beneath it is looked at.

Seal by seal, each in a short transaction of its own, so that the look holds neither the database
nor much memory. What it can't find: changes of whoever has the database, SECRET_KEY and the logs.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from ivr.models import Event, Seal
from ivr.services.seals import BEGINNING, FORM, MARK, Sealer

Reading = Callable[[], AbstractContextManager[Session]]

OVERDUE: Final = timedelta(days=1)
"""The age at which an event without a seal is suspicious."""

_AFTER: BindParameter[int] = bindparam("after")
_MOST: BindParameter[int] = bindparam("most")
_SEAL = select(Seal).where(Seal.sequence > _AFTER).order_by(Seal.sequence).limit(1)
_EVENTS = (
    select(*FORM)
    .where(Event.id > _AFTER, Event.id <= bindparam("last"))
    .order_by(Event.id)
    .limit(_MOST)
)
_READABLE = select(func.min(Seal.sequence)).where(
    Seal.sequence > _AFTER, Seal.keyed_by.in_(bindparam("keys", expanding=True))
)
_UNSEALED = select(Event.id, Event.at).where(Event.id > _AFTER).order_by(Event.id).limit(1)
_HOW_MANY = select(func.count()).select_from(Event).where(Event.id > _AFTER)


class Broken(Exception):
    """The journal or its seals are not as they were written; the text names the first place."""


class AnotherKey(Exception):
    """A seal was made with a key that is not at hand; the text tells how to go on."""


class Unsealed(Exception):
    """Events have waited too long for a seal, or seals were cut off at the end."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What was looked at and found whole; `waiting` are later events that have no seal yet."""

    first: int
    last: int
    events: int
    digest: str
    waiting: int


def verify(
    reading: Reading,
    sealers: Collection[Sealer],
    now: datetime,
    *,
    first: int = 1,
    digests: Collection[str] = (),
) -> Proven:
    """Look at the seals from `first` on, which may have been made with any of these keys.

    `digests` were noted elsewhere, as in the logs, and must be among them: so it is found if the
    newest seals were cut off. Raises Broken, AnotherKey or Unsealed at the first fault.
    """
    last, events, missing = _before(reading, first), 0, {digest.lower() for digest in digests}
    for seal in _chain(reading, {one.name: one for one in sealers}, last):
        last, events = seal, events + seal.count
        missing.discard(seal.digest)
    if missing:
        raise Broken(f"No seal has the digest {min(missing)}: seals were cut off or made anew.")
    return Proven(first, last.sequence, events, last.digest, _waiting(reading, last.last_id, now))


def _before(reading: Reading, first: int) -> Seal:
    if first <= 1:
        return BEGINNING
    with reading() as session:
        previous = session.get(Seal, first - 1)
    if previous is None:
        raise Broken(f"Seal {first - 1} is missing.")
    return previous


def _chain(reading: Reading, sealers: Mapping[str, Sealer], previous: Seal) -> Iterator[Seal]:
    """The seals that follow, each when it has been found whole."""
    while True:
        with reading() as session:
            try:
                seal = session.scalar(_SEAL, {"after": previous.sequence})
                if seal is None:
                    return
                _check(session, sealers, previous, seal)
            except (TypeError, ValueError) as error:  # no value that we could have written
                broken = f"Seal {previous.sequence + 1} or an event beneath it can't be read"
                raise Broken(f"{broken}: {error}.") from error
        yield seal
        previous = seal


def _check(session: Session, sealers: Mapping[str, Sealer], previous: Seal, seal: Seal) -> None:
    if seal.sequence != previous.sequence + 1:
        after = f", of events after {previous.last_id}" if previous.sequence else ""
        raise Broken(f"Seal {previous.sequence + 1} is missing{after}.")
    sealer = sealers.get(seal.keyed_by)
    if sealer is None:
        raise _another_key(session, seal, sealers)
    if seal.digest != sealer.digest(seal, previous.digest):
        raise Broken(f"Seal {seal.sequence}, of events from {seal.first_id} on, has been changed.")
    asked = {"after": previous.last_id, "last": seal.last_id, "most": seal.count + 1}
    _compare(seal, sealer, session.execute(_EVENTS, asked).all())


def _another_key(session: Session, seal: Seal, sealers: Mapping[str, Sealer]) -> AnotherKey:
    asked = {"after": seal.sequence, "keys": list(sealers)}
    readable = session.scalar(_READABLE, asked)
    go_on = f", or begin with --from {readable}" if readable else ""
    return AnotherKey(
        f"Seal {seal.sequence} was made with another SECRET_KEY ({seal.keyed_by}): "
        f"name a file that holds it by --key-file{go_on}."
    )


def _compare(seal: Seal, sealer: Sealer, events: Sequence[Any]) -> None:
    wanted = [seal.marks[at : at + MARK] for at in range(0, len(seal.marks), MARK)]
    found = [sealer.mark(tuple(event)) for event in events]
    if wanted != found:
        raise Broken(_fault(wanted, found, [event.id for event in events], seal))


def _fault(wanted: Sequence[bytes], found: Sequence[bytes], ids: Sequence[int], seal: Seal) -> str:
    """What the first place tells at which the events differ from their marks."""
    same = (one == other for one, other in zip(wanted, found, strict=False))
    place = next((n for n, is_same in enumerate(same) if not is_same), min(len(wanted), len(ids)))
    if place == len(found) or found[place] in wanted:
        what = f"An event after {ids[place - 1]}" if place else f"Event {seal.first_id}"
        return f"{what} is missing (seal {seal.sequence})."
    if place == len(wanted) or wanted[place] in found:
        return f"Event {ids[place]} was slipped in (seal {seal.sequence})."
    return f"Event {ids[place]} is not as it was written (seal {seal.sequence})."


def _waiting(reading: Reading, last_id: int, now: datetime) -> int:
    with reading() as session:
        oldest = session.execute(_UNSEALED, {"after": last_id}).first()
        if oldest and oldest.at < now - OVERDUE:
            raise Unsealed(
                f"Events from {oldest.id} on have no seal, though {now - oldest.at} have passed: "
                "the scheduler has not run, or seals were cut off at the end."
            )
        return session.scalar(_HOW_MANY, {"after": last_id}) or 0
