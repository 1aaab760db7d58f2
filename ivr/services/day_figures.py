"""The figures of one day: who asked, whom we rang, who waited, and what we had promised.

Everything is found by the day, through indexes, so that a day costs what happened on it, however
long the history is. Waits count from the moment at which the citizen asked, through every retry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import BindParameter, Date, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from flows.rules.quarters import Share, counted, covered, nearest_rank, quarters, standing
from flows.rules.states import LIVE
from flows.rules.window import Span, at_local, local_date, spans
from ivr.db import UtcDateTime
from ivr.models import Attempt, Callback, Line, Promise, Tally
from ivr.services import calendar

LONGEST: Final = timedelta(days=14)
"""So much later at the most a callback that stood open on a past day is taken to have ended."""

_SINCE = bindparam("since", type_=UtcDateTime())
_UNTIL = bindparam("until", type_=UtcDateTime())
_LINES: BindParameter[int] = bindparam("lines", expanding=True)
_OF_LINES = Callback.line_id.in_(_LINES)
_EARLIER = aliased(Attempt)

_ARRIVED = select(
    Callback.arrived_at,
    Callback.kind,
    select(func.min(Attempt.released_at))
    .where(Attempt.callback_id == Callback.id)
    .scalar_subquery(),
).where(Callback.arrived_at >= _SINCE, Callback.arrived_at < _UNTIL, _OF_LINES)
_RUNG = (
    select(
        Attempt.released_at,
        Attempt.answered_at,
        Attempt.ended_at,
        Callback.arrived_at,
        Callback.kind,
        exists()
        .where(
            _EARLIER.callback_id == Attempt.callback_id, _EARLIER.released_at < Attempt.released_at
        )
        .label("again"),
        exists()
        .where(
            _EARLIER.callback_id == Attempt.callback_id, _EARLIER.answered_at < Attempt.answered_at
        )
        .label("spoken_before"),
    )
    .join(Callback, Callback.id == Attempt.callback_id)
    .where(
        Attempt.released_at >= _SINCE,
        Attempt.released_at < _UNTIL,
        func.coalesce(Attempt.result, "") != "not_placed",
        _OF_LINES,
    )
)
_ENDED = select(Callback.ended_at, Callback.state).where(
    Callback.ended_at >= _SINCE, Callback.ended_at < _UNTIL, _OF_LINES
)
_OPEN = select(func.sum(Tally.count)).where(
    Tally.line_id.in_(_LINES), Tally.state.in_(sorted(LIVE))
)
_OPEN_FROM_THEN_ON = select(func.count()).where(
    Callback.ended_at.is_(None), Callback.arrived_at >= _SINCE, _OF_LINES
)
_ENDED_SINCE = select(func.count()).where(
    Callback.ended_at >= _SINCE,
    Callback.ended_at < bindparam("longest", type_=UtcDateTime()),
    Callback.arrived_at < _SINCE,
    _OF_LINES,
)
# Asked for one by one, so that databases begin with the day and not with all callbacks.
_LINE_OF_PROMISE = (
    select(Callback.line_id).where(Callback.id == Promise.callback_id).scalar_subquery()
)
_PROMISED = (
    select(Promise.score, func.count())
    .where(Promise.local_date == bindparam("day", type_=Date), _LINE_OF_PROMISE.in_(_LINES))
    .group_by(Promise.score)
)


class Came(NamedTuple):
    """A callback that was asked for on the day, and when its first call was placed."""

    at: datetime
    kind: str
    first: datetime | None


class Rung(NamedTuple):
    """A call placed on the day. `again`: not the first of its callback; `spoken`: after one that
    was answered."""

    at: datetime
    answered: datetime | None
    ended: datetime | None
    asked: datetime
    kind: str
    again: bool
    spoken: bool


class Ended(NamedTuple):
    """A callback that ended on the day."""

    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Picture:
    """By quarter-hour: what came, whom we reached and missed, who waited at its beginning.

    None where the quarter-hour is still to come. `open` are the places of those in the window.
    """

    starts: Sequence[datetime]
    open: tuple[int, int] | None
    came: Sequence[int | None]
    reached: Sequence[int | None]
    missed: Sequence[int | None]
    waiting: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Figures:
    """A day in figures; the words beside them on the page define each."""

    picture: Picture
    asked: int
    before_opening: int
    after_closing: int
    rung: Share
    promises: dict[str, int]
    same_day: Share
    median: timedelta | None
    ninety: timedelta | None
    first_try: Share
    unreached: int


def of_day(session: Session, lines: Sequence[Line], day: date, now: datetime) -> Figures:
    """The figures of a date (in Helsinki) on these lines; those of today up to `now`."""
    since, until = at_local(day, time()), at_local(day + timedelta(days=1), time())
    asked: dict[str, Any] = {"since": since, "until": until, "lines": [line.id for line in lines]}
    came = [Came._make(row) for row in session.execute(_ARRIVED, asked)]
    rung = [Rung._make(row) for row in session.execute(_RUNG, asked)]
    ended = [Ended._make(row) for row in session.execute(_ENDED, asked)]
    open_before = _open_before(session, asked)
    window = _window(session, lines, day)
    waits = [
        call.answered - call.asked
        for call in rung
        if call.answered and not call.spoken and call.kind != "phone_time"
    ]
    return Figures(
        picture=_picture(day, now, window, came, rung, ended, open_before),
        asked=len(came),
        before_opening=sum(1 for one in came if window and one.at < window.opens),
        after_closing=sum(1 for one in came if window and one.at >= window.closes),
        rung=_reached(rung),
        promises=_promised(session, asked, day),
        same_day=_same_day(came, window, day),
        median=nearest_rank(waits, 50),
        ninety=nearest_rank(waits, 90),
        first_try=_reached([call for call in rung if not call.again]),
        unreached=sum(1 for one in ended if one.state == "unreached"),
    )


def _open_before(session: Session, asked: dict[str, Any]) -> int:
    """How many stood open as the day began.

    Those who have come since are fewer than all who wait, whose number is kept.
    """
    longest = asked["since"] + LONGEST
    still = session.scalar(_OPEN, asked) or 0
    later = session.scalar(_OPEN_FROM_THEN_ON, asked) or 0
    return still - later + (session.scalar(_ENDED_SINCE, {**asked, "longest": longest}) or 0)


def _window(session: Session, lines: Sequence[Line], day: date) -> Span | None:
    """From the first opening of any of the lines to the last closing; None on a closed day."""
    found = [
        span
        for line in lines
        for span in spans(calendar.of_line(session, line, day, timedelta()), at_local(day, time()))
    ]
    if not found:
        return None
    return Span(min(one.opens for one in found), max(one.closes for one in found))


def _picture(
    day: date,
    now: datetime,
    window: Span | None,
    came: Sequence[Came],
    rung: Sequence[Rung],
    ended: Sequence[Ended],
    open_before: int,
) -> Picture:
    starts = quarters(day)
    arrivals, departures = [one.at for one in came], [one.at for one in ended]
    missed = (call.at for call in rung if call.ended and not call.answered)
    return Picture(
        starts=starts,
        open=covered(window.opens, window.closes, starts) if window else None,
        came=counted(arrivals, starts, now),
        reached=counted((call.at for call in rung if call.answered), starts, now),
        missed=counted(missed, starts, now),
        waiting=standing(open_before, arrivals, departures, starts, now),
    )


def _reached(rung: Sequence[Rung]) -> Share:
    """Of the calls that have turned out one way or the other, those that were answered."""
    settled = [call for call in rung if call.answered or call.ended]
    return Share(sum(1 for call in settled if call.answered), len(settled))


def _promised(session: Session, asked: dict[str, Any], day: date) -> dict[str, int]:
    """How the promises for the day went; `open`: not yet decided."""
    found = session.execute(_PROMISED, {"day": day, "lines": asked["lines"]})
    scores = {score or "open": many for score, many in found}
    return {score: scores.get(score, 0) for score in ("kept", "late", "broken", "open")}


def _same_day(came: Sequence[Came], window: Span | None, day: date) -> Share:
    """Of those who asked in the window, those whose telephone rang on the same day."""
    inside = [
        one.first
        for one in came
        if window and window.opens <= one.at < window.closes and one.kind != "phone_time"
    ]
    return Share(sum(1 for first in inside if first and local_date(first) == day), len(inside))
