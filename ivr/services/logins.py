"""Logins of the staff: a password checked, a session begun, found again, and ended for good.

A session is a row: logging out, an end by time or a deactivated person take effect at once and
everywhere, whoever may hold a copy of the browser's cookie.
"""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal, cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session, joinedload

from flows.rules.languages import Language
from ivr.models import LoginSession, Staff
from ivr.services import events
from ivr.services.staff import Role

IDLE: Final = timedelta(minutes=30)
"""A session that no page has used for so long has ended. Source: OWASP ASVS 5.0, 7.3.1."""

LONGEST: Final = timedelta(hours=10)
"""So long after the login a session ends, however busy. Source: OWASP ASVS 5.0, 7.3.2."""

HALF_LASTS: Final = timedelta(minutes=5)
"""So long after the password a code may follow."""

_REMEMBERED: Final = LONGEST + timedelta(hours=14)
"""So long after the login it is known whose an ended session was: what she typed in it is hers."""

_NOTICED: Final = timedelta(minutes=1)
"""How exactly it is kept when a session was last used: a page that polls writes once a minute."""

_HASHER: Final = PasswordHasher()


def _unfitting() -> str:
    """A hash that takes as long to check as any and that no password fits. It is made up: making
    a real one would cost each start of a process its time and 64 MiB."""
    salt, fingerprint = (
        b64encode(secrets.token_bytes(size)).rstrip(b"=").decode()
        for size in (_HASHER.salt_len, _HASHER.hash_len)
    )
    costs = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${fingerprint}"


_NOBODYS: Final = _unfitting()

_BY_NAME = select(Staff).where(Staff.name == bindparam("name"), Staff.active)
_BY_HASH = (
    select(LoginSession)
    .options(joinedload(LoginSession.staff))
    .where(LoginSession.token_hash == bindparam("hash"))
)
_SEEN = (
    update(LoginSession)
    .where(LoginSession.token_hash == bindparam("hash"))
    .values(seen_at=bindparam("at"))
    .execution_options(synchronize_session=False)
)
_END = delete(LoginSession).where(LoginSession.token_hash == bindparam("hash"))
_END_ALL = delete(LoginSession).where(
    LoginSession.staff_id == bindparam("staff_id"),
    LoginSession.token_hash != bindparam("hash"),
)
_ALIVE = select(LoginSession).where(
    LoginSession.staff_id == bindparam("staff_id"), ~LoginSession.half
)
_END_OLD = delete(LoginSession).where(LoginSession.began_at <= bindparam("at"))


Way = Literal["password", "passkey", "provider"]
"""How she logged in. The last two ask for two things at once: a device and her finger or PIN; or
whatever the organisation's provider asks for."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who may log in by a name, the hash that her password must fit, and whether a code follows."""

    staff_id: int
    password: str | None
    two_steps: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking for a page. `language` is that of her pages, if she has chosen one;
    `two_steps` whether she has logged in, or can only log in, by two."""

    id: int
    name: str
    role: Role
    language: Language | None
    noticed: bool
    two_steps: bool
    authenticator: bool

    @property
    def actor(self) -> str:
        """She as an actor in the journal."""
        return f"{self.role}:{self.id}"


def account(session: Session, name: str) -> Account | None:
    """The account with this login name, if it is in use."""
    staff = session.scalar(_BY_NAME, {"name": name})
    return Account(staff.id, staff.password, staff.totp_seed is not None) if staff else None


def fits(account: Account | None, password: str) -> bool:
    """Whether this is the account's password. Without an account it takes as long to say no.

    Slow on purpose, so it is asked outside of any transaction.
    """
    kept = account and account.password
    try:
        return _HASHER.verify(kept or _NOBODYS, password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def begin(session: Session, staff_id: int, now: datetime, way: Way = "password") -> str:
    """Begin a session; its token, which is kept nowhere here. Sessions long past their time go."""
    token = _open(session, staff_id, now, way=way)
    staff = session.get_one(Staff, staff_id)
    staff.logged_in_at = now
    actor = f"{staff.role}:{staff_id}"
    events.record(session, ("login", staff_id), None, "in", "logged_in", actor, now)
    return token


def refused(
    session: Session, staff_id: int | None, wrong: Literal["password", "code"], now: datetime
) -> None:
    """Write down a try that failed at somebody's account, or (None) at a name that nobody has. The
    name itself is not kept: it may be a password that was typed in the wrong field."""
    cause = f"wrong_{wrong}" if staff_id else "unknown_name"
    events.record(session, ("login", staff_id or 0), None, "refused", cause, "system", now)


def begin_half(session: Session, staff_id: int, now: datetime) -> str:
    """The password was right: a token that is good only for giving the code that has to follow."""
    return _open(session, staff_id, now, half=True)


def half_in(session: Session, token: str, now: datetime) -> int | None:
    """Whose code is waited for, None once that has taken too long."""
    found = session.scalar(_BY_HASH, {"hash": mark(token)})
    waits = found and found.half and found.staff.active and now < found.began_at + HALF_LASTS
    return found.staff_id if found and waits else None


def finish(session: Session, token: str, staff_id: int, now: datetime) -> str:
    """The code was right too: a session in place of the half one, under a token of its own."""
    session.execute(_END, {"hash": mark(token)})
    return begin(session, staff_id, now)


def visitor(session: Session, token: str, now: datetime) -> Visitor | None:
    """Who holds this token, None once the session has ended."""
    found = session.scalar(_BY_HASH, {"hash": mark(token)})
    if found is None or found.half or not _lasts(found, now) or not found.staff.active:
        return None
    staff = found.staff
    return Visitor(
        id=staff.id,
        name=staff.name,
        role=cast(Role, staff.role),
        language=cast(Language | None, staff.pages_language),
        noticed=now < found.seen_at + _NOTICED,
        two_steps=staff.totp_seed is not None or found.way != "password",
        authenticator=staff.totp_seed is not None,
    )


def whose(session: Session, token: str) -> int | None:
    """Who was logged in by this token, whether or not the session still lasts."""
    found = session.scalar(_BY_HASH, {"hash": mark(token)})
    return found.staff_id if found and not found.half and found.staff.active else None


def notice(session: Session, token: str, now: datetime) -> None:
    """The session is in use."""
    session.execute(_SEEN, {"hash": mark(token), "at": now})


def end(session: Session, token: str, who: Visitor, now: datetime) -> None:
    """End a session: its token opens nothing any more."""
    session.execute(_END, {"hash": mark(token)})
    events.record(session, ("login", who.id), None, "out", "logged_out", who.actor, now)


def end_all(session: Session, staff_id: int, but: str = "") -> None:
    """End her sessions in every browser but the one that holds the token `but`."""
    session.execute(_END_ALL, {"staff_id": staff_id, "hash": mark(but)})


def elsewhere(session: Session, staff_id: int, token: str, now: datetime) -> int:
    """In how many browsers she is logged in beside the one that holds this token."""
    alive = session.scalars(_ALIVE, {"staff_id": staff_id})
    return sum(_lasts(one, now) and one.token_hash != mark(token) for one in alive)


def choose_language(session: Session, staff_id: int, language: Language) -> None:
    """Her pages speak this language from now on."""
    session.get_one(Staff, staff_id).pages_language = language


def _open(
    session: Session, staff_id: int, now: datetime, *, half: bool = False, way: Way = "password"
) -> str:
    session.execute(_END_OLD, {"at": now - _REMEMBERED})
    token = secrets.token_urlsafe(32)
    row = LoginSession(
        token_hash=mark(token), staff_id=staff_id, began_at=now, seen_at=now, half=half, way=way
    )
    session.add(row)
    return token


def _lasts(found: LoginSession, now: datetime) -> bool:
    return now < found.seen_at + IDLE and now < found.began_at + LONGEST


def mark(token: str) -> str:
    """The form in which a session's token is kept."""
    return sha256(token.encode()).hexdigest()
