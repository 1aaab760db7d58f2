"""What is sought in the queue, and the open callbacks that are it, the longest waiting first.

Whatever is sought, a page costs about the same however long the queue is. A line, a language and
a state lead into an index in the order of the page. A number's last digits lead to the numbers
that share the last three, a thousandth of those that are kept; from these to their callbacks.
What is overdue is found from the promises that have gone by, as is the figure above the page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice, product
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from flows.rules.languages import LANGUAGES
from ivr.db import UtcDateTime
from ivr.models import Callback, Contact, Promise

FEWEST_DIGITS: Final = 3
MOST_DIGITS: Final = 6
"""A part of a number is enough to find a callback; a whole one belongs into no address."""

_SEEN_AT = bindparam("seen_at", type_=UtcDateTime())
_SEEN_ID: BindParameter[int] = bindparam("seen_id")
_OPEN = (
    select(Callback)
    .options(joinedload(Callback.contact))
    .where(
        Callback.ended_at.is_(None),
        Callback.arrived_at >= _SEEN_AT,
        or_(
            Callback.arrived_at > _SEEN_AT,
            and_(Callback.arrived_at == _SEEN_AT, Callback.id > _SEEN_ID),
        ),
    )
    .order_by(Callback.arrived_at, Callback.id)
    .limit(bindparam("most"))
)
_STREAM = _OPEN.where(
    Callback.line_id == bindparam("line_id"), Callback.language == bindparam("language")
)
_STREAM_IN_STATE = _STREAM.where(Callback.state == bindparam("state"))


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
    if sought.late_at or sought.ending:
        return session.scalars(_few(sought), values).all()
    streams = (
        session.scalars(_STREAM_IN_STATE if "state" in lane else _STREAM, {**values, **lane}).all()
        for lane in _lanes(sought, line_ids)
    )
    return list(islice(merge(*streams, key=place), most))


def _lanes(sought: Sought, line_ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    lines = [sought.line_id] if sought.line_id else line_ids
    languages = [sought.language] if sought.language else LANGUAGES
    for line_id, language in product(lines, languages):
        lane: dict[str, Any] = {"line_id": line_id, "language": language}
        if not sought.states:
            yield lane
        yield from ({**lane, "state": state} for state in sought.states)


def _few(sought: Sought) -> Select[Any]:
    """What is found by something else than its place; the rest of what is sought only narrows it.

    The additions of nothing keep databases from walking through the whole queue by its index.
    """
    narrow: list[ColumnElement[bool]] = []
    if sought.ending:
        narrow.append(Callback.contact_id.in_(_ending_in(sought.ending)))
    if sought.late_at:
        narrow.append(Callback.id.in_(_gone_by(sought.late_at)))
        narrow.append(Callback.state.in_(("waiting", "ready", "paused", "offered")))
    if sought.line_id:
        narrow.append(Callback.line_id + 0 == sought.line_id)
    if sought.language:
        narrow.append(Callback.language.concat("") == sought.language)
    if sought.states:
        narrow.append(Callback.state.in_(sought.states))
    return _OPEN.where(*narrow)


def _ending_in(digits: str) -> Select[Any]:
    return select(Contact.id).where(
        Contact.ending == digits[-FEWEST_DIGITS:],
        Contact.number.endswith(digits, autoescape=True),
    )


def _gone_by(moment: datetime) -> Select[Any]:
    return select(Promise.callback_id).where(
        Promise.score.is_(None), Promise.to_at <= moment, Promise.callback_id.is_not(None)
    )
