"""The second step of a login: codes of an authenticator, and recovery codes for when it is lost.

Nothing here opens an account for whoever has a copy of the database: of an authenticator's secret
there is only the seed it is made from together with the installation's own secret, of recovery
codes there are keyed hashes.
"""

import hmac
import secrets
from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from typing import Final

import pyotp
from sqlalchemy.orm import Session

from ivr.models import Staff
from ivr.services import events
from ivr.services.staff import Role

NEEDED: Final[frozenset[Role]] = frozenset({"supervisor", "admin"})
"""Roles that in production get no further than to their own account without a second step."""

CODES: Final = 10
"""Recovery codes at once."""

_STEP: Final = 30  # seconds; source: RFC 6238, 5.2, and what authenticators assume
_SECRET_BYTES: Final = 20  # source: RFC 4226, 4, R6
_CODE_BYTES: Final = 5  # eight letters and digits, tried slowly
_LONGEST_SEED: Final = 64


class Safe:
    """Makes secrets of seeds, and marks of codes: by the installation's secret only."""

    def __init__(self, secret: str) -> None:
        self._secret = hmac.digest(secret.encode(), b"second step", sha256)

    def secret(self, seed: str) -> str:
        """What the authenticator is given: 160 bits in base 32."""
        return b32encode(self._digest(f"seed {seed}")[:_SECRET_BYTES]).decode()

    def mark(self, staff_id: int, code: str) -> str:
        """The form in which somebody's recovery code is kept."""
        return self._digest(f"code {staff_id} {code}").hex()

    def _digest(self, words: str) -> bytes:
        return hmac.digest(self._secret, words.encode(), sha256)


def new_seed() -> str:
    """A seed for an authenticator that somebody is about to add."""
    return secrets.token_hex(_LONGEST_SEED // 2)


def address(secret: str, name: str, issuer: str) -> str:
    """What an authenticator reads from a picture: the `otpauth:` address of a secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def add(
    session: Session, safe: Safe, staff_id: int, seed: str, code: str, now: datetime
) -> tuple[str, ...] | None:
    """Log in by this seed's authenticator from now on; her recovery codes, which are not kept in
    clear. None if the code is not one of its codes: then all stays as it was."""
    step = _step(safe.secret(seed), code, now)
    if step is None:
        return None
    staff = _locked(session, staff_id)
    staff.totp_seed, staff.totp_step = seed, step
    _tell(session, staff, "second_step_added", f"{staff.role}:{staff_id}", now)
    return new_codes(session, safe, staff_id)


def passes(session: Session, safe: Safe, staff_id: int, code: str, now: datetime) -> bool:
    """Whether this is her code of this half-minute or one beside it, or a recovery code, and was
    not used before. It is used up by this. Source: RFC 6238, 5.2 and 6."""
    staff = _locked(session, staff_id)
    if staff.totp_seed is None:
        return False
    step = _step(safe.secret(staff.totp_seed), code, now)
    if step is not None and step > staff.totp_step:
        staff.totp_step = step
        return True
    return _spend(session, safe, staff, code, now)


def new_codes(session: Session, safe: Safe, staff_id: int) -> tuple[str, ...]:
    """Ten recovery codes in place of all earlier ones, to be shown once."""
    codes = tuple(b32encode(secrets.token_bytes(_CODE_BYTES)).decode() for _ in range(CODES))
    staff = session.get_one(Staff, staff_id)
    staff.recovery_codes = [safe.mark(staff_id, code) for code in codes]
    return tuple(f"{code[:4]}-{code[4:]}" for code in codes)


def renew_codes(
    session: Session, safe: Safe, staff_id: int, now: datetime
) -> tuple[str, ...] | None:
    """New recovery codes as she asked for; None if there is no authenticator to stand in for."""
    staff = _locked(session, staff_id)
    if staff.totp_seed is None:
        return None
    _tell(session, staff, "recovery_codes_renewed", f"{staff.role}:{staff_id}", now)
    return new_codes(session, safe, staff_id)


def codes_left(session: Session, staff_id: int) -> int:
    """How many of her recovery codes are not used yet."""
    return len(session.get_one(Staff, staff_id).recovery_codes or ())


def remove(session: Session, staff_id: int, actor: str, now: datetime) -> None:
    """Log in by the password alone again, until an authenticator is added."""
    staff = _locked(session, staff_id)
    staff.totp_seed, staff.totp_step, staff.recovery_codes = None, 0, None
    _tell(session, staff, "second_step_removed", actor, now)


def _spend(session: Session, safe: Safe, staff: Staff, code: str, now: datetime) -> bool:
    mark = safe.mark(staff.id, _bare(code).upper())
    left = [one for one in staff.recovery_codes or () if not hmac.compare_digest(one, mark)]
    if len(left) == len(staff.recovery_codes or ()):
        return False
    staff.recovery_codes = left
    _tell(session, staff, "recovery_code_used", f"{staff.role}:{staff.id}", now)
    return True


def _step(secret: str, code: str, now: datetime) -> int | None:
    """In which of the half-minutes around `now` the authenticator shows this code: the newest."""
    present, codes = int(now.timestamp()) // _STEP, pyotp.HOTP(secret)
    typed = _bare(code).encode()
    around = (present + 1, present, present - 1)
    return next(
        (step for step in around if hmac.compare_digest(codes.at(step).encode(), typed)), None
    )


def _bare(code: str) -> str:
    """Without what people put between groups of digits."""
    return "".join(code.split()).replace("-", "")


def _locked(session: Session, staff_id: int) -> Staff:
    """Codes are used one after the other, so that none is good twice."""
    return session.get_one(
        Staff, staff_id, populate_existing=True, with_for_update={"key_share": True}
    )


def _tell(session: Session, staff: Staff, cause: str, actor: str, now: datetime) -> None:
    events.record(session, ("staff", staff.id), staff.state, staff.state, cause, actor, now)
