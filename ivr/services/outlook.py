"""What lies ahead of a new callback: the queue, the agents expected, the promises still held."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from flows.rules.estimate import Outlook, paced
from flows.rules.languages import Language
from flows.rules.window import Calendar, at_local, local_date, spans
from ivr.db import UtcDateTime, spelt
from ivr.models import Attempt, Callback, Diary, Line, Promise, Slot, Staff
from ivr.services import tallies
from ivr.services.policy import Policy

BOOKED_WITHIN = timedelta(days=4)
"""So far ahead booked phone times are counted: to the next working day, whatever the weekday."""

ARRIVAL = timedelta(minutes=30)
"""So long after opening an agent who is still off is no longer expected that day."""

_AHEAD = ("waiting", "ready", "paused", "offered")
# Written out: what PostgreSQL can't see it takes for a tenth of all rows, or for none of them; so
# over a long queue it would keep no plan, and make one at each asking for longer than it answers.
_LAST_COMERS: ColumnElement[int] = literal_column("20")
_LAST_ATTEMPTS: ColumnElement[int] = literal_column("60")
_PHONE_TIME: ColumnElement[str] = spelt("phone_time")

_AGENTS = select(Staff.languages, Staff.line_keys, Staff.state).where(
    Staff.active, Staff.role == "agent"
)
_LAST = (
    select(Callback.id, Callback.arrived_at)
    .where(
        Callback.ended_at.is_(None),
        Callback.line_id == bindparam("line_id"),
        Callback.language == bindparam("language"),
        Callback.kind != _PHONE_TIME,
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

_BOOKED = (
    select(Slot.starts_at, Slot.taken)
    .join(Diary, Diary.id == Slot.diary_id)
    .where(
        Diary.line_id == bindparam("line_id"),
        Diary.language == bindparam("language"),
        Slot.starts_at > bindparam("now", type_=UtcDateTime()),
        Slot.starts_at < bindparam("until", type_=UtcDateTime()),
        Slot.taken > 0,
    )
    .order_by(Slot.starts_at)
)

_NEWEST = (
    select(Attempt.callback_id, Attempt.created_at, Attempt.ended_at, Attempt.answered_at)
    .where(Attempt.released_at >= bindparam("since", type_=UtcDateTime()))
    .order_by(Attempt.released_at.desc())
    .limit(_LAST_ATTEMPTS)
    .subquery()
)
_LENGTHS = (
    select(_NEWEST.c.created_at, _NEWEST.c.ended_at, _NEWEST.c.answered_at)
    .join(Callback, Callback.id == _NEWEST.c.callback_id)
    .where(Callback.line_id == bindparam("line_id"), _NEWEST.c.ended_at.is_not(None))
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What all queues of a line share at a moment: how many wait in which language, for whom of
    the agents (the languages and the state of each), and what one callback takes."""

    line: Line
    policy: Policy
    days: Calendar
    now: datetime
    ahead: Mapping[str, int]
    agents: Collection[tuple[Collection[str], str]]
    handling: timedelta

    def expected(self, languages: Collection[Language]) -> tuple[int, int]:
        """Agents who speak any of the languages, to be counted on today, and on later days."""
        able = [state for spoken, state in self.agents if not set(languages).isdisjoint(spoken)]
        span = next(spans(self.days, self.now), None)
        arrived = span is not None and self.now >= span.opens + ARRIVAL
        return sum(1 for state in able if state != "off" or not arrived), len(able)


def circumstances(
    session: Session, line: Line, policy: Policy, days: Calendar, now: datetime
) -> Circumstances:
    """Those of a line at `now`."""
    return Circumstances(
        line,
        policy,
        days,
        now,
        ahead=tallies.together(session, line.id, _AHEAD),
        agents=_agents(session, line),
        handling=handling(session, line, policy, now),
    )


def look_out(session: Session, given: Circumstances, language: Language) -> Outlook:
    """The facts from which a promise for this language is reckoned."""
    today, later = given.expected((language,))
    return Outlook(
        ahead=given.ahead.get(language, 0),
        agents_today=today,
        agents_later=later,
        handling=given.handling,
        latest=held_ahead(session, given.line, language),
        first_delay=given.policy.ladder.first_delay,
        scale=given.policy.expected_share,
        booked=booked(session, given.line, language, given.now),
    )


def _agents(session: Session, line: Line) -> Collection[tuple[Collection[str], str]]:
    return [
        (spoken, state)
        for spoken, line_keys, state in session.execute(_AGENTS)
        if line_keys is None or line.key in line_keys
    ]


def handling(session: Session, line: Line, policy: Policy, now: datetime) -> timedelta:
    """What one served callback takes an agent of the line: as usual, and as today's last
    attempts have gone."""
    since = at_local(local_date(now), time())
    lengths = session.execute(_LENGTHS, {"line_id": line.id, "since": since}).all()
    wrapups = len(lengths) * timedelta(seconds=policy.wrapup)
    busy = sum((ended - created for created, ended, _ in lengths), wrapups)
    served = sum(1 for _, _, answered in lengths if answered)
    return paced(timedelta(minutes=policy.handling_minutes), busy, served)


def held_ahead(session: Session, line: Line, language: Language) -> datetime | None:
    """The latest by-when that someone ahead still holds.

    Told as they asked, promises grow along the queue, so the last comers know it whatever its
    length. What was told later, of another attempt or a wish, binds nobody behind.
    """
    return session.scalar(_HELD, {"line_id": line.id, "language": language})


def booked(
    session: Session, line: Line, language: Language, now: datetime
) -> tuple[tuple[datetime, int], ...]:
    """How many phone times are booked or held for each moment of the next days, in order.

    Those whose minute has nearly come are callbacks already, and are counted with these.
    """
    of = {"line_id": line.id, "language": language, "now": now, "until": now + BOOKED_WITHIN}
    return tuple((at, many) for at, many in session.execute(_BOOKED, of))
