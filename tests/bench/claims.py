"""Claiming the next callback: the same, however many wait; and the first one at nine o'clock."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from statistics import median

from ivr.db import Database
from ivr.services import callbacks, claims
from tests import make
from tests.bench import crowd, office
from tests.bench.figures import Figure
from tests.bench.measure import WALL, Work, side_by_side

ROUNDS, EACH = 5, 20
BOOKED = 100_000
DUE = 100_000


def figures(sizes: Sequence[int], postgresql: Sequence[str]) -> list[Figure]:
    """Wall time of one claim with so many ready and others booked for later; of the opening."""
    rows = _claiming("SQLite FULL", sizes, [office.sqlite() for _ in sizes])
    if postgresql:
        rows += _claiming("PostgreSQL", sizes, [office.postgresql(url) for url in postgresql])
    return [*rows, _opening()]


def _claiming(
    kind: str, sizes: Sequence[int], places: Sequence[AbstractContextManager[Database]]
) -> list[Figure]:
    with ExitStack() as stack:
        databases = [stack.enter_context(place) for place in places]
        for database, size in zip(databases, sizes, strict=True):
            crowd.gather(database, size, "ready", booked=BOOKED)
            crowd.hire(database)
        contestants = {
            f"{kind}: claim, {size:,} ready, {BOOKED:,} booked": _Claims(database).prepare
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


def _opening() -> Figure:
    """From the first beat after nine to the first agent rung: what is due made ready, one claim."""
    times = []
    for _ in range(3):
        with office.sqlite() as database:
            crowd.gather(database, DUE, "waiting")
            crowd.hire(database)
            begun = WALL()
            with database.writing() as session:
                callbacks.promote(session, make.NOW)
            _Claims(database).prepare(1)[0]()
            times.append((WALL() - begun) * 1e3)
    return Figure(f"SQLite FULL: opening, {DUE:,} due, first offer", median(times), "ms", 100, 20)
