"""Renumbering: a callback is to be made to another number, which a supervisor was told.

Only the callback goes over to it. Whatever else belongs to the old number stays there.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from flows.rules.numbers import Refused, read_typed
from ivr.models import Callback, Contact
from ivr.services import callbacks, contacts, lines, reaching, supervised
from ivr.services.contacts import Keyer

CHANGEABLE: Final = frozenset({"waiting", "ready", "paused", "needs_human"})

_ONE = select(Callback).where(Callback.public_id == bindparam("public_id"))


class NotRenumbered(ValueError):
    """Why it can't be this number: `code` is a refusal of the rules, `same`, `closed` if there is
    no such number or its holder wants no calls, or `stands` if another callback waits for it."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The number can't be used: {code}.")
        self.code = code


def look(session: Session, keyer: Keyer, public_id: str, typed: str) -> str:
    """The number that was typed, in E.164, if it can be called instead. Nothing is changed.

    Raises NotRenumbered, and NoResultFound if there is no such callback."""
    callback = session.scalars(_ONE, {"public_id": public_id}).one()
    return _read(session, keyer, callback, typed)


def renumber(
    session: Session,
    keyer: Keyer,
    public_id: str,
    typed: str,
    actor: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Call the number that was typed instead. Raises NotAsSeen and NotRenumbered."""
    callback = supervised.hold(session, public_id, CHANGEABLE, seen)
    e164 = _read(session, keyer, callback, typed)
    _write(session, callback, contacts.find_or_make(session, keyer, e164, now))
    supervised.note(session, callback, "renumbered", actor, now)


def _write(session: Session, callback: Callback, contact: Contact) -> None:
    try:
        with session.begin_nested():
            callback.contact, callback.number_source = contact, "staff"
            if callback.reach == "text" and not reaching.may_have_texts(contact):
                callback.reach = "call"
    except IntegrityError:  # its holder has just asked for a call
        raise NotRenumbered("stands") from None


def _read(session: Session, keyer: Keyer, callback: Callback, typed: str) -> str:
    """By the rules for citizens: whoever spoke to the supervisor proves as little as they do."""
    number = read_typed(typed, lines.numbers(session))
    if isinstance(number, Refused):
        raise NotRenumbered(number.reason.code)
    known = contacts.find(session, keyer, number.e164)
    refusal = known and _refusal(session, callback, known)
    if refusal:
        raise NotRenumbered(refusal)
    return number.e164


def _refusal(session: Session, callback: Callback, contact: Contact) -> str | None:
    if contact.id == callback.contact_id:
        return "same"
    if contacts.staff(session, contact.id):
        return "own"
    if contact.refuses_typed or contact.unreachable:
        return "closed"
    return "stands" if callbacks.standing(session, callback.line_id, contact.id) else None
