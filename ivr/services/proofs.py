"""Proofs: whoever asks for something on our pages shows first that the number is her own.

A mobile gets a text with six digits, to be typed; from any other telephone she rings us and keys
the six digits that the page shows. Nothing that is answered before tells whether a number is
known to us, has asked for anything, or has had its share of codes.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, cast

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from flows.rules.caps import Caps
from flows.rules.languages import Language
from flows.rules.window import HELSINKI, local_date
from ivr.db import spelt
from ivr.models import Contact, Line, Proof
from ivr.services import contacts, events, messages, rates
from ivr.services.contacts import Keyer
from ivr.services.policy import Policy

Way = Literal["text", "ring"]
Tried = Literal["right", "wrong", "spent"]

DIGITS: Final = 6
MOST_TRIES: Final = 5
"""So often the digits of one text may be typed."""
LIVES: Final = {"text": timedelta(minutes=10), "ring": timedelta(minutes=20)}
"""So long digits can prove a number: ringing, and listening before keying, takes its time."""
IDLE: Final = timedelta(minutes=30)
"""A browser that has not come for so long has to prove its number anew."""
KEPT: Final = timedelta(hours=48)
"""So long it is known which browser it was."""

_NOTICED: Final = timedelta(minutes=1)
_OF_HOLDER = select(Proof).where(Proof.holder == bindparam("of_holder"))
_LATEST = _OF_HOLDER.order_by(Proof.id.desc()).limit(1)
_LATEST_LOCKED = _LATEST.with_for_update(key_share=True).execution_options(populate_existing=True)
_PROVEN = (
    _OF_HOLDER.where(Proof.proven_at.is_not(None))
    .order_by(Proof.proven_at.desc(), Proof.id.desc())
    .limit(1)
)
_AWAITED = (
    Proof.live,
    Proof.way == spelt("ring"),
    Proof.proven_at.is_(None),
    Proof.expires_at > bindparam("now", type_=Proof.expires_at.type),
    Proof.begun_at > bindparam("since", type_=Proof.begun_at.type),
)
_OF_CONTACT = select(Proof).where(Proof.contact_id == bindparam("of_contact"), *_AWAITED)
_ANYBODYS = select(exists().where(*_AWAITED))
_FORGET = (
    update(Proof)
    .where(
        Proof.holder.is_not(None),
        Proof.begun_at <= bindparam("before", type_=Proof.begun_at.type),
    )
    .values(holder=None)
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A number in E.164 that a browser says is its reader's; `holder` is the hash of its token.

    `line` is the one that texts or is to be rung, `language` that of the text.
    """

    number: str
    holder: str
    line: Line
    language: Language


@dataclass(frozen=True, slots=True)
class Proven:
    """Whose number the reader has shown to be hers, and until when that counts. It is worth as
    much as a number that the network shows: ask for things with the source `web`."""

    contact_id: int
    until: datetime
    proof_id: int
    noticed: bool


def begin_text(session: Session, keyer: Keyer, claimed: Claimed, now: datetime) -> Proof:
    """Text six digits to a mobile, as far as the caps allow; nobody is told how far that is."""
    contact = _contact(session, keyer, claimed, now)
    caps = Policy.read(claimed.line.policy).caps
    live = _takes_codes(session, contact) and _counted(session, contact, claimed.line, caps, now)
    proof = _begin(session, contact, claimed, "text", live, now)
    if live:
        values = {"code": digits(keyer, proof)}
        messages.write(session, proof, "proof", values, now)
    return proof


def begin_ring(session: Session, keyer: Keyer, claimed: Claimed, now: datetime) -> Proof:
    """Have six digits shown that she keys as she rings us from her telephone."""
    contact = _contact(session, keyer, claimed, now)
    caps, day = Policy.read(claimed.line.policy).caps, local_date(now)
    live = rates.take(session, f"rings:contact:{contact.id}", day, caps.proofs_by_ring)
    return _begin(session, contact, claimed, "ring", live, now)


def digits(keyer: Keyer, proof: Proof) -> str:
    """The six digits of a proof. Without the secret nobody can work them out from the row."""
    return f"{int(keyer.key(f'proof {proof.id} {proof.holder}'), 16) % 10**DIGITS:0{DIGITS}}"


def latest(session: Session, holder: str) -> Proof | None:
    """What this browser began last."""
    return session.scalar(_LATEST, {"of_holder": holder})


def prove(session: Session, keyer: Keyer, holder: str, typed: str, now: datetime) -> Tried:
    """Whether these are the digits that were texted. `spent`: no more tries, ask for new ones."""
    proof = session.scalar(_LATEST_LOCKED, {"of_holder": holder})
    if proof is None or proof.way != "text":
        return "wrong"
    if proof.tries >= MOST_TRIES:
        return "spent"
    proof.tries += 1
    if _fits(keyer, proof, typed) and now < proof.expires_at:
        _succeed(session, proof, now)
        return "right"
    return "spent" if proof.tries >= MOST_TRIES else "wrong"


def awaited(session: Session, contact_id: int | None, now: datetime) -> bool:
    """Whether a page waits for digits to be keyed from this contact's telephone; for None,
    whether any page waits for any telephone."""
    if contact_id is None:
        return bool(session.scalar(_ANYBODYS, _since(now)))
    return bool(_awaited(session, contact_id, now))


def prove_by_ring(
    session: Session, keyer: Keyer, contact_id: int, keyed: str, now: datetime
) -> bool:
    """Whether these are digits that a page shows for the telephone from which they are keyed."""
    fitting = [one for one in _awaited(session, contact_id, now) if _fits(keyer, one, keyed)]
    for proof in fitting:
        _succeed(session, proof, now)
    return bool(fitting)


def proven(session: Session, holder: str, now: datetime) -> Proven | None:
    """Whose number this browser's reader has proven; None once it has been idle for too long."""
    proof = session.scalar(_PROVEN, {"of_holder": holder})
    if proof is None or proof.seen_at is None or now >= proof.seen_at + IDLE:
        return None
    noticed = now < proof.seen_at + _NOTICED
    return Proven(proof.contact_id, proof.seen_at + IDLE, proof.id, noticed)


def notice(session: Session, proof_id: int, now: datetime) -> None:
    """The browser has come once more: its proof counts for longer."""
    session.get_one(Proof, proof_id, with_for_update={"key_share": True}).seen_at = now


def end(session: Session, holder: str) -> None:
    """The reader is done: whoever comes to this browser next has proven nothing."""
    for proof in session.scalars(_OF_HOLDER, {"of_holder": holder}):
        proof.holder = None


def forget(session: Session, now: datetime) -> None:
    """Which browser it was is known for two days only."""
    session.execute(_FORGET, {"before": now - KEPT})


def _contact(session: Session, keyer: Keyer, claimed: Claimed, now: datetime) -> Contact:
    return contacts.find_or_make(session, keyer, claimed.number, now)


def _takes_codes(session: Session, contact: Contact) -> bool:
    """Nobody can have our agents, or who wants nothing from us, pestered with texts."""
    spared = contact.refuses_typed or contact.unreachable
    return not spared and contacts.staff(session, contact.id) is None


def _counted(session: Session, contact: Contact, line: Line, caps: Caps, now: datetime) -> bool:
    """Count one more text of the number in this hour and on this day, and of the line."""
    subject = f"proofs:contact:{contact.id}"
    counters = (
        (f"{subject}:{now.astimezone(HELSINKI).hour}", caps.proofs_an_hour),
        (subject, caps.proofs),
        (f"proofs:line:{line.id}", caps.proofs_of_line),
    )
    return rates.take_all(session, counters, local_date(now))


def _begin(
    session: Session, contact: Contact, claimed: Claimed, way: Way, live: bool, now: datetime
) -> Proof:
    proof = Proof(
        holder=claimed.holder,
        contact_id=contact.id,
        line=claimed.line,
        way=way,
        language=claimed.language,
        live=live,
        tries=0,
        begun_at=now,
        expires_at=now + LIVES[way],
    )
    session.add(proof)
    session.flush()
    return proof


def _fits(keyer: Keyer, proof: Proof, typed: str) -> bool:
    return proof.live and hmac.compare_digest(digits(keyer, proof).encode(), typed.encode())


def _succeed(session: Session, proof: Proof, now: datetime) -> None:
    proof.proven_at = proof.seen_at = now
    proof.live = False  # once only
    cause = cast(Way, proof.way)
    events.record(session, ("proof", proof.id), None, "proven", cause, "citizen", now)


def _awaited(session: Session, contact_id: int, now: datetime) -> Sequence[Proof]:
    return session.scalars(_OF_CONTACT, {"of_contact": contact_id, **_since(now)}).all()


def _since(now: datetime) -> dict[str, datetime]:
    return {"now": now, "since": now - LIVES["ring"]}
