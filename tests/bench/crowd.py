"""A queue of any length, made by the database itself: a few rows in Python, then doubled."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, String, Table, insert, literal, select, text
from sqlalchemy import cast as as_type

from flows.rules.order import Lane
from ivr.db import Database, plainly
from ivr.models import Callback, Contact, Line, Tally
from tests import make

AGENTS = 100
BEYOND = 100_000_000
"""From here on ids are the crowd's; below they are those that the database gives out itself."""

_SEEDS = 1_000
_CONTACTS, _CALLBACKS = cast(Table, Contact.__table__), cast(Table, Callback.__table__)


def gather(database: Database, many: int, state: str, *, booked: int = 0) -> None:
    """So many callbacks in one state, all due, and so many more that wait for tomorrow."""
    with database.writing() as session:
        line = session.scalars(select(Line)).one()
        rows = plainly(session)
        _queue(rows, BEYOND, many, _callback(line, state, make.NOW - timedelta(days=1)))
        _queue(rows, 2 * BEYOND, booked, _callback(line, "waiting", make.NOW + timedelta(days=1)))
        counts = {"waiting": booked} | {state: many + (booked if state == "waiting" else 0)}
        own = {"line_id": line.id, "language": "fi"}
        rows.execute(
            insert(cast(Table, Tally.__table__)),
            [own | {"state": one, "count": count} for one, count in counts.items()],
        )
    analyze(database)


def analyze(database: Database) -> None:
    """Let the database know how its tables have grown."""
    with database.writing() as session:
        plainly(session).execute(text("ANALYZE"))


def hire(database: Database, many: int = AGENTS) -> None:
    """Agents, all ready."""
    with database.writing() as session:
        for number in range(many):
            make.an_agent(session, f"agent {number}", number=f"+35850{1000000 + number}")


def _queue(rows: Connection, begin: int, many: int, callback: dict[str, Any]) -> None:
    seeds = range(min(_SEEDS, many))
    if not seeds:
        return
    rows.execute(insert(_CONTACTS), [_contact(begin + seed) for seed in seeds])
    rows.execute(insert(_CALLBACKS), [callback | _own(begin + seed, seed) for seed in seeds])
    made = len(seeds)
    while made < many:
        more = min(made, many - made)
        _repeat(rows, _CONTACTS, begin, begin + made, more, "number_key", ())
        _repeat(rows, _CALLBACKS, begin, begin + made, more, "public_id", ("contact_id",))
        made += more


def _repeat(
    rows: Connection,
    table: Table,
    begin: int,
    end: int,
    more: int,
    unique: str,
    ids: tuple[str, ...],
) -> None:
    """The first rows once more, under new ids."""
    step = literal(end - begin)
    changed: dict[str, Any] = {name: table.c[name] + step for name in ("id", *ids)}
    changed[unique] = as_type(table.c.id + step, String)
    given = [column for column in table.columns if column.computed is None]
    columns = [changed.get(column.name, column) for column in given]
    first = select(*columns).where(table.c.id >= begin, table.c.id < begin + more)
    rows.execute(insert(table).from_select([column.name for column in given], first))


def _contact(own: int) -> dict[str, Any]:
    return {
        "id": own,
        "number": f"+35845{own % 10_000_000:07}",
        "number_key": f"{own}",
        "created_at": make.NOW,
    }


def _own(own: int, place: int) -> dict[str, Any]:
    arrived = make.NOW - timedelta(days=1) + timedelta(seconds=place)
    return {"id": own, "public_id": f"{own}", "contact_id": own, "arrived_at": arrived}


def _callback(line: Line, state: str, due: datetime) -> dict[str, Any]:
    return {
        "line_id": line.id,
        "number_source": "shown",
        "language": "fi",
        "lane": Lane(line.key, "fi").key,
        "state": state,
        "state_since": make.NOW - timedelta(days=1),
        "not_before": due,
        "tried_hours": [],
    }
