"""Taking lists out of the system: who took what, of which days and why is written down first.

A list is read in batches, each in a short transaction of its own that begins where the last one
ended, so that no list holds the database or much memory, however long it is. Numbers leave masked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy import BindParameter, RowMapping, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from flows.rules import numbers
from flows.rules.window import at_local
from ivr.db import UtcDateTime
from ivr.models import Booking, Callback, Contact, Diary, Export, Line, ServicePoint, Slot
from ivr.services import events

Kind = Literal["callbacks", "bookings"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Why = Literal["report", "complaint", "audit", "planning"]
WHYS: Final[tuple[Why, ...]] = get_args(Why)

LONGEST: Final = timedelta(days=92)
BATCH: Final = 1000

Value = str | int | bool | datetime | None
Reading = Callable[[], AbstractContextManager[Session]]

_SINCE = bindparam("since", type_=UtcDateTime())
_UNTIL = bindparam("until", type_=UtcDateTime())
_AFTER_AT = bindparam("after_at", type_=UtcDateTime())
_AFTER_ID: BindParameter[int] = bindparam("after_id")
_BATCH: BindParameter[int] = bindparam("batch")


class TooLong(ValueError):
    """The days are out of order, or more than may be taken at once."""


@dataclass(frozen=True, slots=True)
class Order:
    """A list of a kind, from one local date to another, both included."""

    kind: Kind
    first: date
    last: date

    def __post_init__(self) -> None:
        if not timedelta() <= self.last - self.first < LONGEST:
            raise TooLong(f"{self.first} to {self.last}")


_CALLBACKS = (
    select(
        Callback.arrived_at.label("at"),
        Callback.id,
        Line.key.label("line"),
        Callback.language,
        Callback.kind,
        Callback.number_source.label("source"),
        Contact.number,
        Callback.state,
        Callback.counted.label("attempts"),
        Callback.ended_at.label("ended"),
        Callback.end_reason.label("reason"),
    )
    .join(Line, Line.id == Callback.line_id)
    .join(Contact, Contact.id == Callback.contact_id)
)
_BOOKINGS = (
    select(
        Booking.starts_at.label("at"),
        Booking.id,
        Booking.kind,
        Line.key.label("line"),
        Booking.language,
        ServicePoint.key.label("point"),
        Booking.channel,
        Contact.number,
        Booking.state,
        Booking.reason,
        Booking.booked_at.label("booked"),
        Booking.ended_at.label("ended"),
    )
    .join(Line, Line.id == Booking.line_id)
    .join(Slot, Slot.id == Booking.slot_id)
    .join(Diary, Diary.id == Slot.diary_id)
    .outerjoin(ServicePoint, ServicePoint.id == Diary.point_id)
    .join(Contact, Contact.id == Booking.contact_id)
)
"""A place that was only held belongs to nobody and is left out."""


def _in_batches(rows: Any, at: Any, id_: Any) -> Select[Any]:
    """The rows of the days that follow a row, so many at a time."""
    ordered: Select[Any] = (
        rows.where(at >= _SINCE, at < _UNTIL, at >= _AFTER_AT, or_(at > _AFTER_AT, id_ > _AFTER_ID))
        .order_by(at, id_)
        .limit(_BATCH)
    )
    return ordered


def _counting(rows: Any, at: Any) -> Select[Any]:
    count: Select[Any] = rows.with_only_columns(func.count(), maintain_column_froms=True)
    return count.where(at >= _SINCE, at < _UNTIL)


_LISTS: Final[Mapping[Kind, Select[Any]]] = {
    "callbacks": _in_batches(_CALLBACKS, Callback.arrived_at, Callback.id),
    "bookings": _in_batches(_BOOKINGS, Booking.starts_at, Booking.id),
}
_COUNTS: Final[Mapping[Kind, Select[Any]]] = {
    "callbacks": _counting(_CALLBACKS, Callback.arrived_at),
    "bookings": _counting(_BOOKINGS, Booking.starts_at),
}


def columns(kind: Kind) -> Sequence[str]:
    """The names of the columns of a list, in order."""
    return [column.name for column in _LISTS[kind].selected_columns if column.name != "id"]


def begin(session: Session, order: Order, why: Why, staff: tuple[int, str], now: datetime) -> int:
    """Write down who takes out what and why, before a single row leaves; how many rows they are.

    `staff` is her id and how the journal names her.
    """
    staff_id, actor = staff
    rows = session.scalar(_COUNTS[order.kind], _span(order)) or 0
    export = Export(
        kind=order.kind,
        first=order.first,
        last=order.last,
        why=why,
        rows=rows,
        staff_id=staff_id,
        at=now,
    )
    session.add(export)
    session.flush()
    cause = f"exported:{why}"
    events.record(session, ("export", export.id), None, order.kind, cause, actor, now)
    return rows


def rows(reading: Reading, order: Order, batch: int = BATCH) -> Iterator[Sequence[Value]]:
    """The rows of a list, the earliest first; between two batches no transaction is open."""
    span = _span(order)
    after: dict[str, Any] = {"after_at": span["since"], "after_id": 0}
    while True:
        with reading() as session:
            asked = {**span, **after, "batch": batch}
            found = session.execute(_LISTS[order.kind], asked).mappings().all()
        yield from (_plain(row) for row in found)
        if len(found) < batch:
            return
        after = {"after_at": found[-1]["at"], "after_id": found[-1]["id"]}


def _span(order: Order) -> dict[str, datetime]:
    past = order.last + timedelta(days=1)
    return {"since": at_local(order.first, time()), "until": at_local(past, time())}


def _plain(row: RowMapping) -> Sequence[Value]:
    masked = {"number": numbers.masked(row["number"])} if row["number"] else {}
    return [value for name, value in {**row, **masked}.items() if name != "id"]
