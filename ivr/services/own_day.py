"""An agent's day: her own calls with what came of them. Nobody else's, and no whole number."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from flows.rules.window import at_local, local_date
from ivr.db import UtcDateTime, spelt
from ivr.models import Attempt, Callback, Event
from ivr.services import cards

MOST: Final = 200
"""Calls on the page: more than anybody has in a day."""

_SINCE = bindparam("since", type_=UtcDateTime())
_CALLS = (
    select(Attempt)
    .options(joinedload(Attempt.callback).joinedload(Callback.contact))
    .options(joinedload(Attempt.callback).joinedload(Callback.line))
    .where(Attempt.staff_id == bindparam("staff_id"))
    .order_by(Attempt.id.desc())
    .limit(MOST)
)
_DONE = select(func.count()).where(
    Event.at >= _SINCE,
    Event.subject == spelt("task"),
    Event.to_state == spelt("done"),
    Event.actor == bindparam("actor"),
)


@dataclass(frozen=True, slots=True)
class Called:
    """An offer of hers. `came` is its outcome if she filed one, else how it ended; empty while
    it lasts. `talked` is None where nobody answered."""

    at: datetime
    number: str
    names: Mapping[str, str]
    language: str
    came: str
    talked: timedelta | None


@dataclass(frozen=True, slots=True)
class OwnDay:
    """The latest call first. `counts` are of what came, the most frequent first."""

    calls: Sequence[Called]
    counts: Mapping[str, int]
    talked: timedelta
    tasks: int


def look(session: Session, staff_id: int, now: datetime) -> OwnDay:
    """The agent's day so far, since midnight in Helsinki."""
    since = at_local(local_date(now), time())
    latest = session.scalars(_CALLS, {"staff_id": staff_id})
    calls = [_called(attempt) for attempt in latest if attempt.created_at >= since]
    counts = Counter(call.came for call in calls if call.came)
    return OwnDay(
        calls,
        dict(counts.most_common()),
        sum((call.talked for call in calls if call.talked), timedelta()),
        session.scalar(_DONE, {"since": since, "actor": f"agent:{staff_id}"}) or 0,
    )


def _called(attempt: Attempt) -> Called:
    callback = attempt.callback
    return Called(
        at=attempt.created_at,
        number=cards.shown(callback.contact, whole=False) if attempt.released_at else "",
        names=callback.line.names,
        language=callback.language,
        came=attempt.outcome or attempt.result or "",
        talked=_talked(attempt),
    )


def _talked(attempt: Attempt) -> timedelta | None:
    if attempt.answered_at is None or attempt.ended_at is None:
        return None
    return max(attempt.ended_at - attempt.answered_at, timedelta())
