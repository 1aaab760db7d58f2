"""The staff: added with a login, a telephone and a PIN, found by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from argon2 import PasswordHasher
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.rules.languages import LANGUAGES, Language
from flows.rules.numbers import Shown, read_shown
from ivr.models import Contact, Staff
from ivr.services import contacts, events, lines, pins
from ivr.services.contacts import Keyer

Role = Literal["agent", "supervisor", "admin", "auditor"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

SHORTEST_PASSWORD: Final = 8
"""Characters. Source: NIST SP 800-63B, 5.1.1."""

_ALL = select(Staff).order_by(Staff.name)
_BY_NAME = select(Staff).where(Staff.name == bindparam("name"))
_BY_PUBLIC_ID = select(Staff).where(Staff.public_id == bindparam("public_id"))
_LOCK = _BY_PUBLIC_ID.with_for_update(key_share=True).execution_options(populate_existing=True)
_BY_CONTACT = select(Staff.name).where(Staff.contact_id == bindparam("contact_id"))


class UnknownStaff(LookupError):
    """Nobody on the staff has that name."""


Lack = Literal["name", "name_taken", "role", "languages", "password", "phone", "phone_taken"]
"""What about somebody does not fit."""


class NotFit(ValueError):
    """Why somebody can't be on the staff so, in a sentence; `lack` says it in a word."""

    def __init__(self, lack: Lack, sentence: str) -> None:
        super().__init__(sentence)
        self.lack = lack


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who joins: `phone` in any spelling, `line_keys` None for all lines, `password` in clear."""

    name: str
    role: Role
    phone: str
    languages: tuple[Language, ...]
    password: str
    line_keys: tuple[str, ...] | None = None


def add(
    session: Session, keyer: Keyer, newcomer: Newcomer, now: datetime, actor: str = "system"
) -> str:
    """Add somebody to the staff, off duty; her PIN, which is not kept in clear.

    Raises NotFit or UnknownLine; then nothing has changed once the transaction is rolled back.
    """
    _check(session, newcomer)
    contact = telephone(session, keyer, newcomer.phone, now)
    staff = Staff(
        name=newcomer.name,
        role=newcomer.role,
        contact=contact,
        languages=list(newcomer.languages),
        line_keys=None if newcomer.line_keys is None else list(newcomer.line_keys),
        password=PasswordHasher().hash(newcomer.password),
        state="off",
        state_since=now,
        created_at=now,
    )
    pin = pins.new_pin()
    pins.set_pin(staff, pin)
    session.add(staff)
    session.flush()
    events.record(session, ("staff", staff.id), None, "off", "added", actor, now)
    return pin


def every(session: Session) -> Sequence[Staff]:
    """The whole staff by name."""
    return session.scalars(_ALL).all()


def by_name(session: Session, name: str) -> Staff:
    """The one who logs in by this name. Raises UnknownStaff."""
    staff = session.scalar(_BY_NAME, {"name": name})
    if staff is None:
        raise UnknownStaff(f"Nobody on the staff is called {name}.")
    return staff


def by_public_id(session: Session, public_id: str) -> Staff:
    """The one with this public id. Raises UnknownStaff."""
    staff = session.scalar(_BY_PUBLIC_ID, {"public_id": public_id})
    if staff is None:
        raise UnknownStaff(f"Nobody on the staff has the id {public_id}.")
    return staff


def lock(session: Session, public_id: str) -> Staff:
    """The one with this public id as she is now; nobody changes her meanwhile. Raises
    UnknownStaff."""
    staff = session.scalar(_LOCK, {"public_id": public_id})
    if staff is None:
        raise UnknownStaff(f"Nobody on the staff has the id {public_id}.")
    return staff


def telephone(session: Session, keyer: Keyer, phone: str, now: datetime) -> Contact:
    """The contact of a telephone, in any spelling, that is nobody's yet. Raises NotFit."""
    contact = contacts.find_or_make(session, keyer, number(session, phone), now)
    session.flush()
    if other := session.scalar(_BY_CONTACT, {"contact_id": contact.id}):
        raise NotFit("phone_taken", f"{phone} is the telephone of {other}.")
    return contact


def number(session: Session, phone: str) -> str:
    """The number, in E.164, on which an agent can be rung. Raises NotFit."""
    read = read_shown(phone, lines.numbers(session), countries=())
    if not isinstance(read, Shown):
        raise NotFit("phone", f"{phone} is no Finnish number on which an agent can be rung.")
    return read.e164


def require_fit(
    session: Session, role: str, languages: Sequence[str], line_keys: Sequence[str] | None
) -> None:
    """Whether there is such work to do. Raises NotFit or UnknownLine."""
    if role not in ROLES:
        raise NotFit("role", f"There is no role {role}: it is one of {', '.join(ROLES)}.")
    if not languages or not {*languages} <= {*LANGUAGES}:
        raise NotFit("languages", f"Languages are one or more of {', '.join(LANGUAGES)}.")
    for key in line_keys or ():
        lines.by_key(session, key)


def _check(session: Session, newcomer: Newcomer) -> None:
    if not newcomer.name.strip():
        raise NotFit("name", "The name is empty.")
    if session.scalar(_BY_NAME, {"name": newcomer.name}):
        raise NotFit("name_taken", f"{newcomer.name} is on the staff already.")
    if len(newcomer.password) < SHORTEST_PASSWORD:
        least = f"The password has less than {SHORTEST_PASSWORD} characters."
        raise NotFit("password", least)
    require_fit(session, newcomer.role, newcomer.languages, newcomer.line_keys)
