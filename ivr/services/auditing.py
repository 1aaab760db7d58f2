"""The audit: who saw and did what, sought in the journal, and every look at it written there too.

Source: Act on Information Management in Public Administration (906/2019), section 17.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy import ColumnElement, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session

from flows.rules.window import HELSINKI
from ivr.models import Booking, Callback, Event
from ivr.services import events, histories
from ivr.services.histories import Happening

Kind = Literal["people", "seen", "logins", "staff", "settings", "citizens", "all"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
MOST: Final = 50
"""Happenings on a page."""

# Word for word as the indexes say which rows they hold: of bound values no database could tell.
_BY_STAFF: Final = Event.actor.not_in(
    bindparam("others", ("citizen", "system"), expanding=True, literal_execute=True)
)
_OF_KIND: Final[Mapping[Kind, ColumnElement[bool]]] = {
    "people": _BY_STAFF,
    "seen": or_(Event.subject.in_(("audit", "export")), Event.cause.like("revealed:%")),
    "logins": Event.subject == "login",
    "staff": Event.subject == "staff",
    "settings": Event.subject.in_(("line", "service_point", "closure", "diary")),
    "citizens": Event.subject.in_(("callback", "booking", "message", "task")),
}
_THINGS: Final = (("callback", Callback), ("booking", Booking))


class NothingSuch(LookupError):
    """There is no callback and no booking with that id."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is sought: deeds of a kind, of somebody (her role and id, as the journal names her), or
    about a callback or booking (its public id), from one local date to another."""

    kind: Kind
    first: date
    last: date
    actor: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, the latest first; `next` is the id before which more follows."""

    happenings: Sequence[Happening]
    next: int | None


def look(session: Session, search: Search, actor: str, now: datetime) -> None:
    """Write down that somebody looks at the audit, for what and at whom. Raises NothingSuch."""
    whose = int(search.actor.partition(":")[2] or 0)
    events.record(session, ("audit", whose), None, "looked", f"audit:{search.kind}", actor, now)
    if search.of:
        subject, row = _thing(session, search.of)
        events.record(session, (subject, row.id), row.state, row.state, "audited", actor, now)


def find(session: Session, search: Search, before: int | None = None) -> Found:
    """What the journal tells, page by page. Raises NothingSuch."""
    found = session.scalars(
        select(Event)
        .where(*_wanted(session, search), *_earlier(before))
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(MOST + 1)
    ).all()
    return Found(
        histories.told(session, found[:MOST]), found[MOST - 1].id if len(found) > MOST else None
    )


def _earlier(before: int | None) -> list[ColumnElement[bool]]:
    """What comes after that one in the order of the pages, in which its moment goes first."""
    if before is None:
        return []
    shown = select(Event.at, Event.id).where(Event.id == before)
    return [tuple_(Event.at, Event.id) < shown.scalar_subquery()]


def _wanted(session: Session, search: Search) -> list[ColumnElement[bool]]:
    wanted = [Event.at >= _begins(search.first), Event.at < _begins(search.last + timedelta(1))]
    if search.kind in _OF_KIND:
        wanted.append(_OF_KIND[search.kind])
    if search.actor:
        wanted += [_BY_STAFF, Event.actor == search.actor]
    if search.of:
        subject, row = _thing(session, search.of)
        wanted += [Event.subject == subject, Event.subject_id == row.id]
    return wanted


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), HELSINKI)


def _thing(session: Session, public_id: str) -> tuple[str, Any]:
    for subject, table in _THINGS:
        if row := session.scalar(select(table).where(table.public_id == public_id)):
            return subject, row
    raise NothingSuch(f"There is no callback and no booking {public_id}.")
