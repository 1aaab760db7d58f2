"""What is sought in the queue, and the open callbacks that are it, the longest waiting first.

Whatever is sought, a page costs about the same however long the queue is. A line, a language and
a state lead into an index in the order of the page: one statement merges the places of callbacks
from all of them, and only those that are shown are looked up. A number's last digits lead to the
numbers that share the last three, a thousandth of those that are kept; from these to their
callbacks. What is overdue is found from the promises that have gone by, as is the figure above
the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, joinedload

from flows.rules.languages import LANGUAGES
from ivr.db import UtcDateTime, spelt
from ivr.models import Callback, Contact, Promise

FEWEST_DIGITS: Final = 3
MOST_DIGITS: Final = 6
"""A part of a number is enough to find a callback; a whole one belongs into no address."""

_SEEN_AT = bindparam("seen_at", type_=UtcDateTime())
_SEEN_ID: BindParameter[int] = bindparam("seen_id")
_MOST = bindparam("most", type_=Integer())
_IS_OPEN = (
    Callback.ended_at.is_(None),
    Callback.arrived_at >= _SEEN_AT,
    or_(Callback.arrived_at != _SEEN_AT, Callback.id > _SEEN_ID),
)
_PLACES = (
    select(Callback.arrived_at, Callback.id)
    .where(*_IS_OPEN)
    .order_by(Callback.arrived_at, Callback.id)
    .limit(_MOST)
)
_SHOWN = (
    select(Callback)
    .options(joinedload(Callback.contact))
    .where(Callback.id.in_(bindparam("ids", expanding=True)))
    .order_by(Callback.arrived_at, Callback.id)
)


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """The last row of a page; the next one begins after it."""

    arrived_at: datetime
    id: int


BEGINNING: Final = Seen(datetime.fromisoformat("1970-01-01T00:00+00:00"), 0)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which open callbacks are to be shown: of a line (its id), a language, any of some states,
    those whose time told had gone by untried at `late_at`, those of numbers ending in digits."""

    line_id: int | None = None
    language: str | None = None
    states: tuple[str, ...] = ()
    late_at: datetime | None = None
    ending: str = ""


EVERYTHING: Final = Sought()


def place(callback: Callback) -> Seen:
    """Where a callback stands."""
    return Seen(callback.arrived_at, callback.id)


def find(
    session: Session, sought: Sought, line_ids: Iterable[int], after: Seen, most: int
) -> Sequence[Callback]:
    """At most `most` of what is sought on these lines, of what arrived after what was seen."""
    values = {"seen_at": after.arrived_at, "seen_id": after.id, "most": most}
    lines = [sought.line_id] if sought.line_id else list(line_ids)
    if not lines:
        return ()
    statement = _few(sought) if sought.late_at or sought.ending else _merged(sought, lines)
    ids = [id for _, id in session.execute(statement, values)]
    return session.scalars(_SHOWN, {"ids": ids}).all() if ids else ()


def _merged(sought: Sought, lines: Iterable[int]) -> Select[datetime, int]:
    """The first places in each line, language and state, and of these the first."""
    languages = [sought.language] if sought.language else LANGUAGES
    states = sought.states or (None,)
    streams = [select(_stream(*lane).subquery()) for lane in product(lines, languages, states)]
    every = union_all(*streams).subquery()
    arrived_at, id = every.c
    return select(arrived_at, id).order_by(arrived_at, id).limit(_MOST)


def _stream(line_id: int, language: str, state: str | None) -> Select[datetime, int]:
    stream = _PLACES.where(Callback.line_id == line_id, Callback.language == language)
    return stream.where(Callback.state == state) if state else stream


def _few(sought: Sought) -> Select[datetime, int]:
    """What is found by something else than its place; the rest of what is sought only narrows it.

    The additions of nothing keep databases from walking through the whole queue by its index.
    """
    narrow: list[ColumnElement[bool]] = []
    if sought.ending:
        narrow.append(Callback.contact_id.in_(_ending_in(sought.ending)))
    if sought.late_at:
        narrow.append(Callback.id.in_(_gone_by(sought.late_at)))
        narrow.append(Callback.state.in_(map(spelt, ("waiting", "ready", "paused", "offered"))))
    if sought.line_id:
        narrow.append(Callback.line_id + 0 == sought.line_id)
    if sought.language:
        narrow.append(Callback.language.concat("") == sought.language)
    if sought.states:
        narrow.append(Callback.state.in_(sought.states))
    return _PLACES.where(*narrow)


def _ending_in(digits: str) -> Select[Any]:
    return select(Contact.id).where(
        Contact.ending == digits[-FEWEST_DIGITS:],
        Contact.number.endswith(digits, autoescape=True),
    )


def _gone_by(moment: datetime) -> Select[Any]:
    return select(Promise.callback_id).where(
        Promise.score.is_(None), Promise.to_at <= moment, Promise.callback_id.is_not(None)
    )
