"""What lies ahead of a new callback: the queue, the agents expected, the promises still held."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from flows.rules.estimate import Outlook
from flows.rules.languages import Language
from flows.rules.window import Calendar, spans
from ivr.models import Callback, Line, Promise, Staff
from ivr.services import tallies
from ivr.services.policy import Policy

ARRIVAL = timedelta(minutes=30)
"""So long after opening an agent who is still off is no longer expected that day."""

_AHEAD = ("waiting", "ready", "offered")
_LAST_COMERS = 20

_AGENTS = select(Staff.languages, Staff.line_keys, Staff.state).where(
    Staff.active, Staff.role == "agent"
)
_LAST = (
    select(Callback.id, Callback.arrived_at)
    .where(
        Callback.ended_at.is_(None),
        Callback.line_id == bindparam("line_id"),
        Callback.language == bindparam("language"),
    )
    .order_by(Callback.arrived_at.desc())
    .limit(_LAST_COMERS)
    .subquery()
)
_HELD = (
    select(func.max(Promise.to_at))
    .join(_LAST, Promise.callback_id == _LAST.c.id)
    .where(Promise.told_at == _LAST.c.arrived_at, Promise.score.is_(None))
)


def look_out(
    session: Session,
    line: Line,
    language: Language,
    policy: Policy,
    days: Calendar,
    now: datetime,
) -> Outlook:
    """The facts from which a promise for this line and language is reckoned at `now`."""
    today, later = _expected(session, line, language, days, now)
    states = tallies.counts(session, line.id, language)
    return Outlook(
        ahead=sum(states.get(state, 0) for state in _AHEAD),
        agents_today=today,
        agents_later=later,
        handling=timedelta(minutes=policy.handling_minutes),
        latest=held_ahead(session, line, language),
        first_delay=policy.ladder.first_delay,
        scale=policy.expected_share,
    )


def _expected(
    session: Session, line: Line, language: Language, days: Calendar, now: datetime
) -> tuple[int, int]:
    """Agents to be counted on today, and on later days."""
    able = [
        state
        for languages, line_keys, state in session.execute(_AGENTS)
        if language in languages and (line_keys is None or line.key in line_keys)
    ]
    span = next(spans(days, now), None)
    arrived = span is not None and now >= span.opens + ARRIVAL
    return sum(1 for state in able if state != "off" or not arrived), len(able)


def held_ahead(session: Session, line: Line, language: Language) -> datetime | None:
    """The latest by-when that someone ahead still holds.

    Told as they asked, promises grow along the queue, so the last comers know it whatever its
    length. What was told later, of another attempt or a wish, binds nobody behind.
    """
    return session.scalar(_HELD, {"line_id": line.id, "language": language})
