"""Sample people for trying things out. Their secrets follow from SECRET_KEY, so that they can be
told again; whoever knows the key knows them, which is why production refuses such people.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy.orm import Session

from flows.rules.languages import LANGUAGES, Language
from ivr.models import Agency
from ivr.services import pins, staff
from ivr.services.contacts import Keyer
from ivr.services.staff import Newcomer, Role


@dataclass(frozen=True, slots=True)
class Login:
    """What a sample person logs in with; `pin` is keyed on the telephone."""

    name: str
    role: Role
    phone: str
    languages: tuple[Language, ...]
    password: str
    pin: str


_PEOPLE: Final[tuple[tuple[str, Role, str, tuple[Language, ...]], ...]] = (
    ("aino", "agent", "+358501234567", LANGUAGES),
    ("bo", "agent", "+358501234568", ("sv", "en")),
    ("saara", "supervisor", "+358501234569", LANGUAGES),
    ("iida", "admin", "+358501234570", LANGUAGES),
    ("arvo", "auditor", "+358501234571", LANGUAGES),
)


def add_sample_staff(session: Session, secret: str, now: datetime) -> tuple[Login, ...]:
    """Add the sample people who are missing; the logins of all of them.

    Safe side by side: the agency's row, which must be there, is held meanwhile.
    """
    session.get_one(Agency, 1, with_for_update=True)
    present = {person.name for person in staff.every(session)}
    logins = sample_logins(secret)
    for login in logins:
        if login.name not in present:
            _add(session, Keyer(secret), login, now)
    return logins


def sample_logins(secret: str) -> tuple[Login, ...]:
    """The sample people's logins in an installation with this SECRET_KEY."""
    return tuple(_login(secret, *person) for person in _PEOPLE)


def _login(
    secret: str, name: str, role: Role, phone: str, languages: tuple[Language, ...]
) -> Login:
    digest = hmac.digest(secret.encode(), f"sample staff {name}".encode(), sha256)
    pin = int.from_bytes(digest[:8]) % 10**pins.DIGITS
    return Login(name, role, phone, languages, digest.hex()[16:28], f"{pin:0{pins.DIGITS}}")


def _add(session: Session, keyer: Keyer, login: Login, now: datetime) -> None:
    newcomer = Newcomer(login.name, login.role, login.phone, login.languages, login.password)
    staff.add(session, keyer, newcomer, now)
    pins.set_pin(staff.by_name(session, login.name), login.pin)
