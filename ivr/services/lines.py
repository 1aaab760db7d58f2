"""The agency's lines: found by the number that was called, switched by supervisors."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.rules.languages import Language
from ivr.models import Agency, Line
from ivr.services import events

Switch = Literal["takes_requests", "dials"]

_BY_NUMBER = select(Line).where(Line.number == bindparam("number"))
_BY_KEY = select(Line).where(Line.key == bindparam("key"))
_LOCK = _BY_KEY.with_for_update(key_share=True).execution_options(populate_existing=True)
_ALL = select(Line).order_by(Line.id)
_NUMBERS = select(Line.number)
_NAMES = select(Agency.names)


class UnknownLine(LookupError):
    """The agency has no such line."""


def of_number(session: Session, e164: str) -> Line:
    """The line that is called by this number. Raises UnknownLine."""
    line = session.scalar(_BY_NUMBER, {"number": e164})
    if line is None:
        raise UnknownLine(f"no line has the number {e164}")
    return line


def by_key(session: Session, key: str) -> Line:
    """The line with this key. Raises UnknownLine."""
    line = session.scalar(_BY_KEY, {"key": key})
    if line is None:
        raise UnknownLine(f"no line has the key {key!r}")
    return line


def lock(session: Session, key: str) -> Line:
    """The line with this key as it is now; nobody changes it meanwhile. Raises UnknownLine."""
    line = session.scalar(_LOCK, {"key": key})
    if line is None:
        raise UnknownLine(f"no line has the key {key!r}")
    return line


def every(session: Session) -> Sequence[Line]:
    """All lines, the default one first."""
    return session.scalars(_ALL).all()


def numbers(session: Session) -> frozenset[str]:
    """Our own numbers in E.164: nobody is ever called back on them."""
    return frozenset(session.scalars(_NUMBERS))


def default(session: Session) -> Line:
    """The line that was seeded first. Raises UnknownLine in an agency without lines."""
    line = session.scalars(_ALL).first()
    if line is None:
        raise UnknownLine("the agency has no lines yet: `ivr seed` makes them")
    return line


def agency_names(session: Session) -> Mapping[Language, Mapping[str, str]] | None:
    """The forms of the agency's name in each language; None before `ivr seed`."""
    return cast(Mapping[Language, Mapping[str, str]] | None, session.scalar(_NAMES))


def set_switch(
    session: Session, line: Line, switch: Switch, on: bool, actor: str, now: datetime
) -> bool:
    """Turn taking requests or dialling on or off; whether that changed anything."""
    was = getattr(line, switch)
    if was == on:
        return False
    setattr(line, switch, on)
    events.record(session, ("line", line.id), _word(was), _word(on), switch, actor, now)
    return True


def _word(on: bool) -> str:
    return "on" if on else "off"
