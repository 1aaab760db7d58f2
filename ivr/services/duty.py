"""Duty: whose lines are open, which lanes nobody works in, and who goes home at closing."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, exists, literal_column, select
from sqlalchemy.orm import Session

from flows.rules.languages import LANGUAGES
from flows.rules.order import PLACES, Lane
from flows.rules.states import CALLBACK_LIMITS, AgentState, CallbackState, at_closing
from flows.rules.window import at_local, is_open, local_date, spans
from ivr.db import Find, ago, spelt
from ivr.models import Attempt, Call, Callback, Line, Staff
from ivr.services import agents, attempts, calendar, hours, lines, offers, slots

LOOK_BACK: Final = timedelta(days=7)
"""How far back the last closing is looked for: longer than any holiday with its weekends."""

_DAY: Final = timedelta(days=1)

UNSERVED_FOR: Final = timedelta(seconds=CALLBACK_LIMITS[CallbackState.READY].seconds)

_WORKING = frozenset({"ready", "offered", "talking", "wrapup"})
_STAFF = select(Staff).where(Staff.active)
_UNRAISED = (
    select(Callback.id)
    .where(
        Callback.state == spelt("ready"),
        Callback.raised_at.is_(None),
        Callback.lane == bindparam("lane"),
        Callback.not_before <= bindparam("due_by"),
    )
    .order_by(Callback.not_before)
    .limit(bindparam("most"))
)
# In the order of the index that knows only these: else another might be gone through.
_FIRST_UNRAISED = (
    select(Callback.id)
    .where(
        Callback.state == spelt("ready"),
        Callback.raised_at.is_(None),
        Callback.not_before <= ago(UNSERVED_FOR),
    )
    .order_by(Callback.lane, Callback.not_before)
    .limit(literal_column("1"))
    .subquery()
)
ANY_UNRAISED: Final[Find] = select(_FIRST_UNRAISED.c.id)
"""Whether any callback has been due for a while: at most beats none."""
_UNANSWERED = (
    select(Attempt.id, Callback.line_id)
    .join(Callback, Callback.id == Attempt.callback_id)
    .where(
        Attempt.state == spelt("offered"),
        ~exists().where(Call.sid == Attempt.agent_sid),
    )
)


def unserved(session: Session, now: datetime, most: int) -> Sequence[int]:
    """Callbacks due for a while, in open lanes in which no agent is working."""
    working = [agent for agent in session.scalars(_STAFF) if agent.state in _WORKING]
    found: list[int] = []
    for lane in _open_lanes(session, now):
        if not any(
            agent.serves(lane.line) and lane.language in agent.languages for agent in working
        ):
            values = {"lane": lane.key, "due_by": now - UNSERVED_FOR, "most": most - len(found)}
            found.extend(session.scalars(_UNRAISED, values))
    return found


def _open_lanes(session: Session, now: datetime) -> Iterable[Lane]:
    for line in lines.every(session):
        span = next(spans(hours.today(session, line, now), now), None)
        if line.dials and span and span.opens + UNSERVED_FOR <= now:
            for language in LANGUAGES:
                yield from (Lane(line.key, language, place) for place in PLACES)


def is_closing(session: Session, now: datetime) -> bool:
    """Whether a line has closed whose agents have not gone home for it yet."""
    return any(_last_closing(session, line, now) for line in lines.every(session))


def go_home(session: Session, now: datetime) -> int:
    """At the instant a line closes its agents go off, once, even if that is noticed late.

    Those who had another open line stay, and whoever said `ready` after the closing meant the
    next opening. A conversation is finished first. How many went.
    """
    return sum(_close(session, line, now) for line in lines.every(session))


def _close(session: Session, line: Line, now: datetime) -> int:
    closed_at = _last_closing(session, line, now)
    if closed_at is None or not slots.once(session, "closing", _slot(line, closed_at), now):
        return 0
    staff = session.scalars(_STAFF).all()
    leaving = [agent for agent in staff if _leaves(session, agent, line, closed_at)]
    for agent in leaving:
        to = at_closing(AgentState(agent.state))
        agents.move(session, agent, to, cause="closing", now=now)
    return len(leaving)


def _leaves(session: Session, agent: Staff, line: Line, closed_at: datetime) -> bool:
    return (
        agent.state in ("ready", "paused")
        and agent.serves(line.key)
        and agent.state_since < closed_at
        and not hours.has_open_line(session, agent, closed_at)
    )


def _last_closing(session: Session, line: Line, now: datetime) -> datetime | None:
    """When the line last closed, None if no such day is known, or it has been seen to already."""
    since, today = _unseen_since(session, line, now), local_date(now)
    if since > today:
        return None
    days = calendar.of_line(session, line, since, today - since)
    ends = (at_local(day.date, day.hours.closes) for day in days.days if day.hours)
    return max((end for end in ends if end <= now), default=None)


def _unseen_since(session: Session, line: Line, now: datetime) -> date:
    """The day after the last one whose closing has been seen to."""
    seen = slots.latest(session, "closing", f"{line.key}/")
    far = local_date(now) - LOOK_BACK
    return max(far, date.fromisoformat(seen.rpartition("/")[2]) + _DAY) if seen else far


def _slot(line: Line, closed_at: datetime) -> str:
    return f"{line.key}/{local_date(closed_at)}"


def unanswered_after_closing(session: Session, now: datetime) -> Sequence[int]:
    """Attempts whose agent is still being rung although the line has closed."""
    rung = session.execute(_UNANSWERED).all()
    closed = {
        line.id for line in (lines.every(session) if rung else ()) if _is_shut(session, line, now)
    }
    return [attempt_id for attempt_id, line_id in rung if line_id in closed]


def _is_shut(session: Session, line: Line, now: datetime) -> bool:
    return not is_open(hours.today(session, line, now), now)


def call_off(session: Session, attempt_id: int, now: datetime) -> str | None:
    """End an offer at closing; the leg to be cancelled after the commit, if it is known.

    Cancelling a leg that is still queued is told to nobody, so the offer is settled here and
    now; the agent goes home once her leg has ended, which is asked about if it is not told.
    Source: Twilio, "Call resource", status callbacks.
    """
    attempt = attempts.hold(session, attempt_id)
    if not offers.is_on_offer(attempt):
        return None
    offers.give_back(session, attempt, "closing", now)
    return attempt.agent_sid
