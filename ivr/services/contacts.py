"""Contacts: the only home of telephone numbers. Everything else knows a contact's id."""

import hmac
from datetime import datetime
from hashlib import sha256
from typing import cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from ivr.db import Prepared, plainly, racing_insert
from ivr.models import Contact, Staff


class Keyer:
    """Turns a number into the key it is found by: without the secret nobody can try numbers."""

    def __init__(self, secret: str) -> None:
        self._secret = hmac.digest(secret.encode(), b"number key", sha256)

    def key(self, e164: str) -> str:
        """HMAC-SHA256 of a number in E.164, as 64 hexadecimal characters."""
        return hmac.digest(self._secret, e164.encode(), sha256).hex()


_BY_KEY = select(Contact).where(Contact.number_key == bindparam("key"))
_CONTACTS = cast(Table, Contact.__table__).c
_NUMBER = Prepared(select(_CONTACTS.number).where(_CONTACTS.id == bindparam("contact_id")))
_STAFF = select(Staff).where(Staff.contact_id == bindparam("contact_id"), Staff.active)
_INSERT = racing_insert(Contact.__table__)


def find(session: Session, keyer: Keyer, e164: str) -> Contact | None:
    """The contact with that number, if there is one."""
    return session.scalar(_BY_KEY, {"key": keyer.key(e164)})


def find_or_make(session: Session, keyer: Keyer, e164: str, now: datetime) -> Contact:
    """The contact with that number; whoever asks at the same moment gets the same one.

    A contact whose number had been emptied with time gets it back: the person has returned.
    """
    contact = find(session, keyer, e164)
    if contact is None:
        session.execute(_INSERT, _new(keyer, e164, now))
        contact = session.scalars(_BY_KEY, {"key": keyer.key(e164)}).one()
    if contact.number is None:
        contact.number = e164
    return contact


def number(session: Session, contact_id: int) -> str:
    """The number of a contact in E.164. Raises LookupError once it has been emptied."""
    session.flush()
    match _NUMBER.first(plainly(session), {"contact_id": contact_id}):
        case [str(e164)]:
            return e164
        case _:
            raise LookupError(f"contact {contact_id} has no number any more")


def staff(session: Session, contact_id: int) -> Staff | None:
    """The member of the staff whose telephone this is."""
    return session.scalar(_STAFF, {"contact_id": contact_id})


def _new(keyer: Keyer, e164: str, now: datetime) -> dict[str, object]:
    return {
        "number": e164,
        "number_key": keyer.key(e164),
        "refuses_typed": False,
        "unreachable": False,
        "created_at": now,
    }
