"""Callbacks as they stand: found by the citizen's number, cancelled, and come due."""

from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session

from flows.rules.languages import Language
from ivr.db import Find, ago, spelt
from ivr.models import Call, Callback, Line
from ivr.services import events, lanes, lines, tallies
from ivr.services.moves import Moved, make_ready, move
from ivr.services.policy import Policy

__all__ = ["Moved", "cancel", "lately_missed", "move", "promote", "speak", "standing"]

MISSED_FOR = timedelta(days=7)
"""So long after we gave up, a citizen who calls is told so and may have the old place."""

IN_CALL = frozenset({"dialling", "talking"})
"""States in which the citizen's own phone is in use for the callback."""

_OF_CONTACT = select(Callback).where(
    Callback.contact_id == bindparam("contact_id"), Callback.line_id == bindparam("line_id")
)
_OPEN = _OF_CONTACT.where(Callback.ended_at.is_(None))
_OPEN_LOCKED = _OPEN.with_for_update(key_share=True).execution_options(populate_existing=True)
_LATEST = _OF_CONTACT.order_by(Callback.id.desc()).limit(1)

ON_THE_LINE: Final = exists().where(
    Call.contact_id == Callback.contact_id,
    Call.direction == spelt("inbound"),
    Call.ended_at.is_(None),
    Call.started_at > bindparam("on_the_line_since"),
)
"""The citizen is in a call with us. One whose end was never heard of counts only for a while."""
# Written out: a partial index is only used for what the statement itself says.
_WAITING: ColumnElement[str] = spelt("waiting")
_DUE = (
    select(Callback.id)
    .where(
        Callback.state == _WAITING,
        Callback.not_before <= bindparam("now"),
        Callback.line_id == bindparam("on_line"),
        ~ON_THE_LINE,
    )
    .order_by(Callback.not_before)
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True)
)

ANY_DUE: Final[Find] = select(Line.id).where(
    exists().where(
        Callback.state == _WAITING,
        Callback.not_before <= ago(),
        Callback.line_id == Line.id,
    )
)
"""Lines on which the time of anything that waits has come: at most beats none."""


def standing(
    session: Session, line_id: int, contact_id: int, *, lock: bool = False
) -> Callback | None:
    """The open callback of a contact on a line."""
    found = _OPEN_LOCKED if lock else _OPEN
    return session.scalar(found, {"line_id": line_id, "contact_id": contact_id})


def lately_missed(
    session: Session, line_id: int, contact_id: int, now: datetime
) -> Callback | None:
    """The callback on which we gave up within a week, if nothing was asked for since."""
    latest = session.scalar(_LATEST, {"line_id": line_id, "contact_id": contact_id})
    if latest is None or latest.state != "unreached" or latest.ended_at is None:
        return None
    return latest if now < latest.ended_at + MISSED_FOR else None


def cancel(
    session: Session, line_id: int, contact_id: int, actor: str, now: datetime
) -> Literal["cancelled", "calling", "none"]:
    """End the open callback of a contact, unless its phone is already ringing for it.

    While an agent is being rung for it, it ends as well: the release will then be refused.
    """
    callback = standing(session, line_id, contact_id, lock=True)
    if callback is None:
        return "none"
    if callback.state in IN_CALL:
        return "calling"
    move(session, callback, "cancelled", cause="cancelled", actor=actor, now=now)
    return "cancelled"


def speak(session: Session, callback: Callback, language: Language, now: datetime) -> None:
    """Note the language that the citizen has chosen after having asked by staying on the line."""
    if callback.unasked:
        speak_from_now_on(session, callback, language, now)


def speak_from_now_on(
    session: Session, callback: Callback, language: Language, now: datetime
) -> bool:
    """Change the language of a locked callback that nobody has begun to serve; whether it was."""
    was, state = callback.language, callback.state
    if was == language or state not in ("waiting", "ready", "paused"):
        return False
    callback.language = language
    callback.lane = lanes.of(callback, next_at=callback.next_at)
    session.flush()
    for one in sorted((was, language)):  # in the order of the tallies' rows, as everywhere
        leaves, enters = (state, None) if one == was else (None, state)
        tallies.shift(session, callback.line_id, one, leaves, enters)
    subject = ("callback", callback.id)
    events.record(session, subject, state, state, f"language:{language}", "citizen", now)
    return True


def promote(session: Session, now: datetime, limit: int = 200) -> int:
    """Make those ready whose time has come, at most `limit` of each line; how many there were.

    A citizen who is in a call with us is left to finish it, for as long as the line allows.
    """
    return sum(_promote_on(session, line, now, limit) for line in lines.every(session))


def _promote_on(session: Session, line: Line, now: datetime, limit: int) -> int:
    since = now - Policy.read(line.policy).ladder.on_the_line
    values = {"on_line": line.id, "now": now, "on_the_line_since": since, "most": limit}
    return make_ready(session, _DUE, values, line.id, now)
