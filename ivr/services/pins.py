"""An agent's PIN: six digits, kept only as a hash, locked for a while after three wrong tries."""

import secrets
from datetime import datetime, timedelta
from typing import Final, Literal

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.orm import Session

from ivr.models import Staff

DIGITS: Final = 6
TRIES: Final = 3
LOCKED: Final = timedelta(minutes=15)

_HASHER: Final = PasswordHasher()


def new_pin() -> str:
    """Six random digits, to be told to the agent once."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def set_pin(agent: Staff, pin: str) -> None:
    """Give her this PIN; earlier mistakes are forgotten."""
    agent.pin_hash, agent.pin_misses, agent.pin_locked_until = _HASHER.hash(pin), 0, None


def check_pin(
    session: Session, agent: Staff, pin: str, now: datetime
) -> Literal["right", "wrong", "locked"]:
    """Whether this is her PIN. The third wrong one in a row locks it, a right one forgets them."""
    session.refresh(agent, with_for_update={"key_share": True})
    if agent.pin_locked_until and now < agent.pin_locked_until:
        return "locked"
    if agent.pin_hash and _matches(agent.pin_hash, pin):
        agent.pin_misses, agent.pin_locked_until = 0, None
        return "right"
    agent.pin_misses += 1
    if agent.pin_misses < TRIES:
        return "wrong"
    agent.pin_misses, agent.pin_locked_until = 0, now + LOCKED
    return "locked"


def _matches(pin_hash: str, pin: str) -> bool:
    try:
        return _HASHER.verify(pin_hash, pin)
    except VerificationError:
        return False
