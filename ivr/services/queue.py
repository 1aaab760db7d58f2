"""The queue as supervisors see it: open callbacks page by page, figures, and what changed last.

A page costs the same whatever the length of the queue: one look into an index for each line and
language, merged. Numbers leave here masked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Integer, bindparam, func, literal_column, select
from sqlalchemy.orm import Session, joinedload

from flows.rules import ladder, numbers, order
from flows.rules.order import Candidate, Lane
from flows.rules.reason import Reason
from ivr.db import UtcDateTime, spelt
from ivr.models import Callback, Event, Line, Promise, Tally
from ivr.services import lines, sought, supervised
from ivr.services.policy import Policy
from ivr.services.sought import BEGINNING, EVERYTHING, Seen, Sought

PAGE: Final = 50

_BY_ID = (
    select(Callback)
    .options(joinedload(Callback.contact), joinedload(Callback.line))
    .where(Callback.public_id == bindparam("public_id"))
)
_PROMISES = (
    select(Promise)
    .where(Promise.callback_id.in_(bindparam("ids", expanding=True)))
    .order_by(Promise.told_at, Promise.id)
)
_LATE = (
    select(func.count(Promise.callback_id.distinct()))
    .join(Callback, Callback.id == Promise.callback_id)
    .where(
        Promise.score.is_(None),
        Promise.to_at <= bindparam("now", type_=UtcDateTime()),
        Callback.state.in_(map(spelt, ("waiting", "ready", "paused", "offered"))),
    )
)
_TALLIES = (
    select(Line.key, Tally.language, Tally.state, Tally.count)
    .join(Line, Line.id == Tally.line_id)
    .where(Tally.count > 0)
)
# Written out: PostgreSQL takes a limit that it can't see for a tenth of all rows, and would keep no
# plan for what seems so much.
_LAST_IDS = select(Event.id).order_by(Event.id.desc()).limit(literal_column("100")).subquery()
_VERSION = select(func.coalesce(func.max(_LAST_IDS.c.id), 0), func.sum(_LAST_IDS.c.id))
_MOST = bindparam("most", type_=Integer(), literal_execute=True)
_LAST_EVENTS = select(Event).order_by(Event.id.desc()).limit(_MOST)


@dataclass(frozen=True, slots=True)
class Row:
    """An open callback: `number` masked, `due` the moment before which it is not called.

    `why` says why it is where it is in the order; None while it is being dealt with. `called_next`
    (since when) and `urgent` are a supervisor's word; `sight` names all that she decides on, and
    `takes_texts` says whether the citizen can be told by text.
    """

    id: str
    state: str
    since: datetime
    number: str
    line: str
    language: str
    kind: str
    attempts: int
    asked: datetime
    due: datetime
    promise: Promise | None
    raised: str | None
    why: Reason | None
    called_next: datetime | None = None
    urgent: bool = False
    sight: str = ""
    takes_texts: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, the longest waiting first, and where the next page begins, if there is one."""

    rows: tuple[Row, ...]
    next: Seen | None


def page(
    session: Session, after: Seen = BEGINNING, most: int = PAGE, wanted: Sought = EVERYTHING
) -> Page:
    """At most `most` open callbacks, of those wanted, that arrived after what was seen."""
    known = {line.id: line for line in lines.every(session)}
    found = sought.find(session, wanted, known, after, most + 1)
    shown = found[:most]
    told = _told(session, [callback.id for callback in shown])
    rows = tuple(_row(one, known[one.line_id], told.get(one.id)) for one in shown)
    return Page(rows, sought.place(shown[-1]) if len(found) > most else None)


def one(session: Session, public_id: str) -> Row | None:
    """A callback, open or ended, by its public id."""
    callback = session.scalar(_BY_ID, {"public_id": public_id})
    if callback is None:
        return None
    return _row(callback, callback.line, _told(session, [callback.id]).get(callback.id))


def place(session: Session, public_id: str) -> Seen | None:
    """Where a callback stands or stood, so that a page can begin after it."""
    callback = session.scalar(_BY_ID, {"public_id": public_id})
    return sought.place(callback) if callback else None


def every(session: Session) -> Iterator[Row]:
    """All open callbacks, page by page."""
    after: Seen | None = BEGINNING
    while after:
        some = page(session, after, 500)
        yield from some.rows
        after = some.next


def figures(session: Session) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """How many callbacks are in each state, by line and language."""
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for line, language, state, count in session.execute(_TALLIES):
        counted.setdefault((line, language), {})[state] = count
    return counted


def late(session: Session, now: datetime) -> int:
    """How many open callbacks have had no attempt by the time that was told."""
    return session.scalar(_LATE, {"now": now}) or 0


def version(session: Session) -> str:
    """Changes whenever anything happens, so that an unchanged page need not be made again.

    Transactions may become visible in another order than that of their events' ids; so the last
    ids go into it together, not the greatest alone.
    """
    greatest, together = session.execute(_VERSION).one()
    return f"{greatest}-{together or 0}"


def last_events(session: Session, most: int = 20) -> Sequence[Event]:
    """What happened last, the latest first."""
    return session.scalars(_LAST_EVENTS, {"most": most}).all()


def _told(session: Session, ids: Sequence[int]) -> Mapping[int, Promise]:
    """The latest promise of each callback."""
    found = session.scalars(_PROMISES, {"ids": ids}) if ids else ()
    return {promise.callback_id: promise for promise in found if promise.callback_id}


def _row(callback: Callback, line: Line, promise: Promise | None) -> Row:
    number = callback.contact.number
    return Row(
        id=callback.public_id,
        state=callback.state,
        since=callback.state_since,
        number=numbers.masked(number) if number else "",
        line=line.key,
        language=callback.language,
        kind=callback.kind,
        attempts=callback.counted,
        asked=callback.arrived_at,
        due=callback.not_before,
        promise=promise,
        raised=callback.raised_reason,
        why=_why(callback, line),
        called_next=callback.next_at,
        urgent=callback.urgent,
        sight=supervised.sight(callback),
        takes_texts=number is not None and numbers.takes_texts(number),
    )


def _why(callback: Callback, line: Line) -> Reason | None:
    match callback.state:
        case "ready":
            lane = Lane.read(callback.lane)
            head_start = Policy.read(line.policy).head_starts[lane.kind]
            since = callback.next_at or callback.arrived_at
            return order.why(Candidate(callback.id, lane, since, head_start))
        case "waiting":
            return ladder.why_waiting(callback.not_before)
        case _:
            return None
