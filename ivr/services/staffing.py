"""What becomes of the staff: whom somebody serves and as what, and whether she works here at all.

A line has as many phone times as its agents can keep, so whatever changes the agents lays those
times anew at once, and gives whose time is taken back by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.rules.languages import Language
from ivr.models import Booking, Staff
from ivr.services import accounts, agents, diaries, events, lines, logins, staff
from ivr.services.contacts import Keyer
from ivr.services.staff import Role

_ADMINS: Final = (
    select(Staff.id).where(Staff.role == "admin", Staff.active).order_by(Staff.id).with_for_update()
)


class NotChanged(ValueError):
    """Why somebody has to stay as she is, in a sentence; `why` says it in a word."""

    def __init__(self, why: Literal["oneself", "last_admin"], sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


@dataclass(frozen=True, slots=True)
class Work:
    """Whom somebody serves; None for all lines."""

    languages: tuple[Language, ...]
    line_keys: tuple[str, ...] | None


def set_work(
    session: Session, one: Staff, work: Work, actor: str, now: datetime
) -> Sequence[Booking]:
    """She serves these lines in these languages from now on; a call that she is in goes on.

    Raises NotFit or UnknownLine.
    """
    staff.require_fit(session, one.role, work.languages, work.line_keys)
    keys = None if work.line_keys is None else list(work.line_keys)
    values = {"languages": list(work.languages), "line_keys": keys}
    return _change(session, one, values, "work_set", actor, now)


def set_role(
    session: Session, one: Staff, role: Role, actor: str, now: datetime
) -> Sequence[Booking]:
    """She logs in as this from now on: her sessions end, and so does her duty as an agent, after
    a call that she is in. Raises NotChanged or NotFit."""
    staff.require_fit(session, role, one.languages, one.line_keys)
    if one.role == role:
        return ()
    _spare(session, one, actor)
    logins.end_all(session, one.id)
    agents.set_state(session, one, "off", actor=actor, now=now)
    return _change(session, one, {"role": role}, f"role:{role}", actor, now)


def set_phone(
    session: Session, keyer: Keyer, one: Staff, phone: str, actor: str, now: datetime
) -> None:
    """Her calls come on this telephone from the next one on. Raises NotFit."""
    if one.contact is not None and staff.number(session, phone) == one.contact.number:
        return
    one.contact = staff.telephone(session, keyer, phone, now)
    session.flush()
    _tell(session, one, "phone_set", actor, now)


def disable(session: Session, one: Staff, actor: str, now: datetime) -> Sequence[Booking]:
    """Her account is closed. A call that she is in goes on to its end; callbacks that she was to
    have first and tasks that she took go to others. Raises NotChanged."""
    _spare(session, one, actor)
    accounts.disable(session, one, actor, now)
    return _lay_anew(session, actor, now)


def enable(session: Session, one: Staff, actor: str, now: datetime) -> None:
    """Her account is open again, and there are phone times for her to keep."""
    accounts.enable(session, one, actor, now)
    _lay_anew(session, actor, now)


def _change(
    session: Session, one: Staff, values: dict[str, Any], cause: str, actor: str, now: datetime
) -> Sequence[Booking]:
    if all(getattr(one, name) == value for name, value in values.items()):
        return ()
    for name, value in values.items():
        setattr(one, name, value)
    session.flush()
    _tell(session, one, cause, actor, now)
    return _lay_anew(session, actor, now)


def _lay_anew(session: Session, actor: str, now: datetime) -> list[Booking]:
    session.flush()
    return [
        booking
        for line in lines.every(session)
        for booking in diaries.renew(session, line, now, actor, "staff")
    ]


def _spare(session: Session, one: Staff, actor: str) -> None:
    """Nobody locks herself out, and somebody always can let the others in."""
    if actor == f"{one.role}:{one.id}":
        raise NotChanged("oneself", f"{one.name} can't do that to herself.")
    if session.scalars(_ADMINS).all() == [one.id]:
        raise NotChanged("last_admin", f"{one.name} is the last administrator.")


def _tell(session: Session, one: Staff, cause: str, actor: str, now: datetime) -> None:
    events.record(session, ("staff", one.id), one.state, one.state, cause, actor, now)
