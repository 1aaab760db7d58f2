"""What a queue has heard: a promise for each who waits, and a line of the journal."""

from datetime import timedelta
from typing import Any, Final, cast

from sqlalchemy import Insert, Table, case, insert, literal, select

from flows.rules.window import local_date
from ivr.db import Database, UtcDateTime, plainly
from ivr.models import Callback, Event, Promise
from tests import make
from tests.bench import crowd

OVERDUE: Final = 20

_CALLBACKS = cast(Table, Callback.__table__)


def inform(database: Database) -> None:
    """All have been told a time, which has gone by for the first few; all are in the journal."""
    with database.writing() as session:
        rows = plainly(session)
        rows.execute(_for_each(cast(Table, Promise.__table__), _promise()))
        rows.execute(_for_each(cast(Table, Event.__table__), _event()))
    crowd.analyze(database)


def _for_each(table: Table, facts: dict[str, Any]) -> Insert:
    return insert(table).from_select(list(facts), select(*facts.values()))


def _promise() -> dict[str, Any]:
    today, hour = local_date(make.NOW), timedelta(hours=1)
    gone_by = _CALLBACKS.c.id < crowd.BEYOND + OVERDUE

    def whichever(late: Any, early: Any) -> Any:
        return case((gone_by, literal(late, _kind(late))), else_=literal(early, _kind(early)))

    return {
        "callback_id": _CALLBACKS.c.id,
        "from_at": whichever(make.NOW - 2 * hour, make.NOW + 24 * hour),
        "to_at": whichever(make.NOW - hour, make.NOW + 26 * hour),
        "local_date": whichever(today, today + timedelta(days=1)),
        "form": literal("window"),
        "words": literal("…"),
        "language": _CALLBACKS.c.language,
        "channel": literal("spoken"),
        "told_at": _CALLBACKS.c.arrived_at,
    }


def _kind(value: Any) -> Any:
    return UtcDateTime() if hasattr(value, "hour") else None


def _event() -> dict[str, Any]:
    return {
        "subject": literal("callback"),
        "subject_id": _CALLBACKS.c.id,
        "to_state": literal("waiting"),
        "cause": literal("asked"),
        "actor": literal("citizen"),
        "at": _CALLBACKS.c.arrived_at,
    }
