"""Doubts about our calls: what the webhooks left open is asked of the network, never guessed.

In doubt are an agent's leg that was ordered and never named, a citizen's leg of which nothing is
heard beyond its limit, and an agent's leg whose end has not been told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from flows.rules.states import ASKING_LIMIT
from ivr.db import Find, ago, moments, spelt
from ivr.models import Attempt
from ivr.services import agents, attempts, guarded

AGAIN: Final = timedelta(seconds=10)
"""The least time between two questions about a leg that may concern a citizen."""
LOOK: Final = timedelta(seconds=30)
"""So long after an offer, or its end, an agent's leg is asked about, and again each time."""
IN_VAIN: Final = timedelta(seconds=ASKING_LIMIT.seconds)
"""So long answers may settle nothing, or not come at all."""
_LOOKED = ago(LOOK)

_OVERDUE = and_(
    attempts.IS_LIVE,
    or_(
        and_(Attempt.state == spelt("dialling"), Attempt.ring_until <= ago()),
        and_(Attempt.state == spelt("talking"), Attempt.talk_until <= ago()),
    ),
    or_(Attempt.asked_at.is_(None), Attempt.asked_at <= ago(AGAIN)),
)
_LEG_OPEN = and_(
    Attempt.agent_ended_at.is_(None),
    or_(
        and_(Attempt.state == spelt("ended"), Attempt.ended_at <= _LOOKED),
        and_(
            Attempt.state == spelt("offered"),
            Attempt.agent_sid.is_(None),
            Attempt.created_at <= _LOOKED,
        ),
    ),
    or_(Attempt.asked_at.is_(None), Attempt.asked_at <= _LOOKED),
)
SILENT: Final[Find] = (
    select(Attempt.id).where(_OVERDUE).order_by(Attempt.asked_at.nulls_first(), Attempt.id)
)
"""Attempts of whose citizens nothing is heard, the longest unasked first."""
STRAY: Final[Find] = (
    select(Attempt.id).where(_LEG_OPEN).order_by(Attempt.asked_at.nulls_first(), Attempt.id)
)
"""Attempts whose agents' legs may go on, the longest unasked first."""
_STILL = select(Attempt.id).where(Attempt.id == bindparam("of_attempt"), or_(_OVERDUE, _LEG_OPEN))


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is to be asked: about the agent's leg, and unless it is `over` already, its end.

    Without a `sid` the leg is one from `from_` to `to` (E.164), ordered `ordered_at`. `dialled`:
    there may be a citizen's leg inside it.
    """

    attempt_id: int
    sid: str | None
    to: str
    from_: str
    ordered_at: datetime
    dialled: bool
    over: bool


def take(session: Session, attempt_id: int, now: datetime) -> Doubt | None:
    """Begin to ask about an attempt, after the commit; None if there is no doubt (any more).

    Then the answer has its verdict. If none comes, it is soon asked about again.
    """
    attempt = attempts.hold(session, attempt_id)
    if session.scalar(_STILL, {"of_attempt": attempt_id, **moments(_STILL, now)}) is None:
        return None
    note(session, attempt, asked_at=now, asked_since=_asked_since(attempt, now))
    return Doubt(
        attempt_id=attempt.id,
        sid=attempt.agent_sid,
        to=_number(session, attempt),
        from_=attempt.callback.line.number,
        ordered_at=attempt.created_at,
        dialled=attempt.state in ("dialling", "talking"),
        over=attempt.agent_ended_at is not None,
    )


def note(session: Session, attempt: Attempt, **values: datetime | None) -> None:
    """Write down how the asking about an attempt stands."""
    guarded.change(session, attempt, {"state": attempt.state}, values)


def _asked_since(attempt: Attempt, now: datetime) -> datetime:
    """Time in which nobody asked, because no scheduler ran, is not time asked in vain."""
    lately = attempt.asked_at is not None and now < attempt.asked_at + IN_VAIN
    return attempt.asked_since if lately and attempt.asked_since else now


def _number(session: Session, attempt: Attempt) -> str:
    try:
        return agents.number(session, attempt.staff)
    except LookupError:
        return ""
