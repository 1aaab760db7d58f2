"""Accounts of the staff: a new password or PIN, an account closed and opened again.

Whatever is taken from somebody is gone at once: her sessions end in every browser.
"""

import secrets
from base64 import b32encode
from datetime import datetime
from typing import Final

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from ivr.models import Staff
from ivr.services import agents, events, logins, pins
from ivr.services.staff import SHORTEST_PASSWORD

_HASHER: Final = PasswordHasher()
_PASSWORD_BYTES: Final = 15
_PASSWORD_SIGNS: Final = 20  # five bits each


class UnfitPassword(ValueError):
    """Why that can't be a password, in a sentence."""


def kept(password: str) -> str:
    """The form in which a password is kept. Raises UnfitPassword.

    Slow on purpose, so it is asked outside of any transaction.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise UnfitPassword(f"The password has less than {SHORTEST_PASSWORD} characters.")
    return _HASHER.hash(password)


def new_password() -> str:
    """A password of 100 random bits in groups of letters and digits that can be read out, to be
    told once."""
    drawn = b32encode(secrets.token_bytes(_PASSWORD_BYTES)).decode().lower()[:_PASSWORD_SIGNS]
    return "-".join(drawn[start : start + 5] for start in range(0, _PASSWORD_SIGNS, 5))


def set_password(
    session: Session, staff_id: int, kept: str, actor: str, now: datetime, but: str = ""
) -> None:
    """She logs in by this password from now on. Her sessions end but that with the token `but`."""
    staff = session.get_one(Staff, staff_id)
    staff.password = kept
    logins.end_all(session, staff_id, but)
    _tell(session, staff, "password_set", actor, now)


def set_pin(session: Session, staff: Staff, actor: str, now: datetime) -> str:
    """A new PIN for her telephone, which is not kept in clear. A locked one is locked no more."""
    pin = pins.new_pin()
    pins.set_pin(staff, pin)
    _tell(session, staff, "pin_set", actor, now)
    return pin


def disable(session: Session, staff: Staff, actor: str, now: datetime) -> None:
    """She is on the staff no more: logged out everywhere, and off duty once a call of hers ends."""
    staff.active = False
    logins.end_all(session, staff.id)
    session.flush()
    agents.set_state(session, staff, "off", actor=actor, now=now)
    _tell(session, staff, "disabled", actor, now)


def enable(session: Session, staff: Staff, actor: str, now: datetime) -> None:
    """She is on the staff again, off duty, with the password, PIN and authenticator she had."""
    staff.active = True
    _tell(session, staff, "enabled", actor, now)


def _tell(session: Session, staff: Staff, cause: str, actor: str, now: datetime) -> None:
    events.record(session, ("staff", staff.id), staff.state, staff.state, cause, actor, now)
