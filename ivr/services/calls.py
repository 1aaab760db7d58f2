"""Calls: how they begin, move and end. The network may tell each of these more than once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import structlog
from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from flows.dialogues.agent import AGENT
from flows.dialogues.agent_line import AGENT_LINE
from flows.dialogues.caller import CALLER
from flows.engine.step import begin
from flows.engine.steps import Dialogue
from flows.rules.numbers import Refused, Shown, Withheld, read_shown
from ivr.db import Prepared, plainly, racing_insert
from ivr.models import Attempt, Call, Line, Staff
from ivr.services import attempts, contacts, holds, lines, turns
from ivr.services.exchange import Exchange
from ivr.services.turns import take_turn

__all__ = [
    "Exchange",
    "Inbound",
    "attempt_of",
    "ended",
    "fallback",
    "open_agent",
    "open_inbound",
    "take_turn",
]

FIRST_TURN = 1

_log = structlog.get_logger(__name__)

_CALLS = cast(Table, Call.__table__)
_BEGUN = (
    "sid", "direction", "dialogue", "line_id", "contact_id", "shown", "staff_id", "attempt_id",
    "state", "turn", "started_at",
)  # fmt: skip
_INSERT = Prepared(racing_insert(_CALLS).returning(_CALLS.c.id), *_BEGUN)
_ATTEMPT = Prepared(
    select(_CALLS.c.attempt_id)
    .where(_CALLS.c.sid == bindparam("of_sid"))
    .with_for_update(key_share=True)
)
_END = Prepared(
    update(_CALLS)
    .where(_CALLS.c.sid == bindparam("of_sid"), _CALLS.c.ended_at.is_(None))
    .returning(_CALLS.c.id),
    "ended_at",
    "end_status",
)


@dataclass(frozen=True, slots=True)
class Inbound:
    """What the network tells of a call to us: its CallSid, and both numbers as it writes them."""

    sid: str
    from_: str
    to: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling, as far as the network shows: `callable`, `withheld`, `refused`, `staff`."""

    shown: str
    contact_id: int | None = None
    staff: Staff | None = None


def open_inbound(session: Session, exchange: Exchange, call: Inbound, now: datetime) -> str:
    """The first answer to a call to us: a citizen's or an agent's own, by the number shown."""
    line = _called(session, call.to)
    caller = _caller(session, exchange, call.from_, now)
    staff = caller.staff
    row = {
        "sid": call.sid,
        "direction": "inbound",
        "line_id": line.id,
        "contact_id": caller.contact_id,
        "shown": caller.shown,
        "staff_id": staff and staff.id,
        "attempt_id": None,
    }
    if staff is None:
        return _open(session, exchange, row, CALLER, {}, now)
    return _open(session, exchange, row, AGENT_LINE, {"language": staff.languages[0]}, now)


def open_agent(
    session: Session, exchange: Exchange, attempt: Attempt, sid: str, now: datetime
) -> str:
    """The first answer to a leg that we rang for an attempt and that an agent has taken up."""
    staff = attempt.staff
    row = {
        "sid": sid,
        "direction": "agent",
        "line_id": attempt.callback.line_id,
        "contact_id": staff.contact_id,
        "shown": "staff",
        "staff_id": staff.id,
        "attempt_id": attempt.id,
    }
    return _open(session, exchange, row, AGENT, {"language": staff.languages[0]}, now)


def fallback(
    session: Session,
    exchange: Exchange,
    sid: str,
    inbound: Inbound | None,
    now: datetime,
    turn: int = 0,
) -> str:
    """The answer after our last one failed or never came: the step again, never a Dial; or what
    was answered to this `turn`, if that is known and was.

    What has failed at its beginning begins now: a call to us, which is `inbound`, or an offer, if
    the network has told us which leg is the agent's. Any other leg ends.
    """
    place = turns.find(session, sid)
    if place is not None:
        return turns.fall_back(session, exchange, place, turn, now)
    if inbound is not None:
        return open_inbound(session, exchange, inbound, now)
    if (attempt_id := attempts.of_agent_leg(session, sid)) is not None:
        attempt = session.get_one(Attempt, attempt_id)
        return open_agent(session, exchange, attempt, sid, now)
    return exchange.render(turns.farewell("agent.trouble"))


def attempt_of(session: Session, sid: str) -> int | None:
    """The attempt for which we rang this call, which is locked; None for a call to us."""
    found = _ATTEMPT.first(plainly(session), {"of_sid": sid})
    return None if found is None else found[0]


def ended(session: Session, sid: str, status: str, now: datetime) -> None:
    """Note that a call is over, and how; what is told first stands."""
    values = {"of_sid": sid, "ended_at": now, "end_status": status}
    if (ended := _END.first(plainly(session), values)) is not None:
        [call_id] = ended
        holds.ended(session, call_id, now)


def _open(
    session: Session,
    exchange: Exchange,
    row: Mapping[str, Any],
    dialogue: Dialogue,
    variables: Mapping[str, Any],
    now: datetime,
) -> str:
    new = {**row, "dialogue": dialogue.name, "state": None, "turn": 0, "started_at": now}
    opened = _INSERT.first(plainly(session), new)
    if opened is not None:
        [call_id], turn = opened, begin(dialogue, variables)
        return turns.answer(session, exchange, call_id, turn, now)
    place = turns.find(session, row["sid"])
    if place is None:
        return exchange.render(turns.farewell())
    return turns.repeat(session, exchange, place, FIRST_TURN, now)


def _called(session: Session, number: str) -> Line:
    """The line of the called number. A number that is no line's still gets an answer."""
    try:
        return lines.of_number(session, number)
    except lines.UnknownLine:
        _log.warning("a number that is no line's was called")
        return lines.default(session)


def _caller(session: Session, exchange: Exchange, shown: str, now: datetime) -> Caller:
    match read_shown(shown, lines.numbers(session)):
        case Withheld():
            return Caller("withheld")
        case Refused():
            return Caller("refused")
        case Shown(e164, _):
            contact = contacts.find_or_make(session, exchange.keyer, e164, now)
            session.flush()
            staff = contacts.staff(session, contact.id)
            return Caller("staff" if staff else "callable", contact.id, staff)
