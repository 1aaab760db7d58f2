"""Claiming the next callback: the same, however many wait; and the first one at nine o'clock."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from statistics import median
from typing import Any, cast

from sqlalchemy import Table, insert, select, text, update

from flows.rules.order import Lane
from ivr.db import Database
from ivr.models import Callback, Contact, Line, Tally
from ivr.services import callbacks, claims, tallies
from tests import make
from tests.bench import office
from tests.bench.figures import Figure
from tests.bench.measure import WALL, Work, side_by_side

AGENTS = 100
ROUNDS, EACH = 5, 20
AT_ONCE = 10_000
BEYOND = 100_000_000


def figures(sizes: Sequence[int], postgresql: Sequence[str]) -> list[Figure]:
    """Wall time of one claim with so many waiting, and of the opening with the most of them."""
    rows = _claiming("SQLite FULL", sizes, [office.sqlite() for _ in sizes])
    if postgresql:
        rows += _claiming("PostgreSQL", sizes, [office.postgresql(url) for url in postgresql])
    return [*rows, _opening(max(sizes))]


def _claiming(
    kind: str, sizes: Sequence[int], places: Sequence[AbstractContextManager[Database]]
) -> list[Figure]:
    with ExitStack() as stack:
        databases = [stack.enter_context(place) for place in places]
        for database, size in zip(databases, sizes, strict=True):
            _fill(database, size, "ready")
            _hire(database)
        contestants = {
            f"{kind}: claim, {size:,} waiting": _Claims(database).prepare
            for size, database in zip(sizes, databases, strict=True)
        }
        taken = side_by_side(contestants, rounds=ROUNDS, each=EACH, clock=WALL)
    first, *others = taken.values()
    rows = [Figure(name, time, "us") for name, time in taken.items()]
    goals = [
        Figure(f"   {size:,} / {sizes[0]:,}", time / first, "times", 1.5, 1.1)
        for size, time in zip(sizes[1:], others, strict=True)
    ]
    return [*rows, *goals]


class _Claims:
    def __init__(self, database: Database) -> None:
        self._database = database

    def prepare(self, many: int) -> Sequence[Work]:
        return [self._claim] * many

    def _claim(self) -> None:
        with self._database.writing() as session:
            if claims.claim(session, make.NOW, timedelta()) is None:
                raise RuntimeError("nothing was claimed")


def _opening(waiting: int) -> Figure:
    """From the first beat after nine to the first agent rung: what is due made ready, one claim."""
    times = []
    for _ in range(3):
        with office.sqlite() as database:
            _fill(database, waiting, "waiting")
            _hire(database)
            begun = WALL()
            with database.writing() as session:
                callbacks.promote(session, make.NOW)
            _Claims(database).prepare(1)[0]()
            times.append((WALL() - begun) * 1e3)
    return Figure(
        f"SQLite FULL: opening, {waiting:,} due, first offer", median(times), "ms", 100, 20
    )


def _hire(database: Database) -> None:
    with database.writing() as session:
        for number in range(AGENTS):
            make.an_agent(session, f"agent {number}", number=f"+35850{1000000 + number}")


def _fill(database: Database, many: int, state: str) -> None:
    """Contacts and callbacks; their ids lie beyond those that the database gives out itself."""
    with database.writing() as session:
        line = session.scalars(select(Line)).one()
        contacts, rows = cast(Table, Contact.__table__), cast(Table, Callback.__table__)
        for batch in _batches(many):
            session.execute(insert(contacts), [_contact(number) for number in batch])
            session.execute(insert(rows), [_callback(number, line, state) for number in batch])
        tallies.shift(session, line.id, "fi", None, state)
        session.execute(update(Tally).values(count=many))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _batches(many: int) -> Iterator[range]:
    for begin in range(1, many + 1, AT_ONCE):
        yield range(begin, min(begin + AT_ONCE, many + 1))


def _contact(number: int) -> dict[str, Any]:
    digits = f"+35845{10_000_000 + number}"
    return {
        "id": BEYOND + number,
        "number": digits,
        "number_key": f"{number:064x}",
        "created_at": make.NOW,
    }


def _callback(number: int, line: Line, state: str) -> dict[str, Any]:
    arrived = make.NOW - timedelta(days=1) + timedelta(milliseconds=number)
    return {
        "contact_id": BEYOND + number,
        "line_id": line.id,
        "number_source": "shown",
        "language": "fi",
        "lane": Lane(line.key, "fi").key,
        "state": state,
        "state_since": arrived,
        "arrived_at": arrived,
        "not_before": arrived,
        "tried_hours": [],
    }
