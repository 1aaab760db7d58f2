"""What the page of the queue asks of the database: the same, however many wait."""

from collections.abc import Sequence
from contextlib import ExitStack

from ivr.db import Database
from ivr.services import clearing, histories, lines, queue, staff
from tests import make
from tests.bench import crowd, office
from tests.bench.figures import Figure
from tests.bench.measure import WALL, Work, side_by_side

ROUNDS, EACH = 5, 10
SIZES = (100, 100_000)


def figures() -> list[Figure]:
    """Wall time of one picture of the queue, and of finding that nothing has changed."""
    with ExitStack() as stack:
        contestants = {}
        for size in SIZES:
            database = stack.enter_context(office.sqlite())
            crowd.gather(database, size, "ready")
            crowd.hire(database)
            contestants[f"its rows, figures and agents, {size:,} waiting"] = _Page(database).look
            contestants[f"nothing new, {size:,} waiting"] = _Page(database).glance
        taken = side_by_side(contestants, rounds=ROUNDS, each=EACH, clock=WALL)
    rows = [Figure(name, time, "us") for name, time in taken.items()]
    looks = [time for name, time in taken.items() if name.startswith("its")]
    return [*rows, Figure(f"   {SIZES[1]:,} / {SIZES[0]:,}", looks[1] / looks[0], "times", 2, 1.1)]


class _Page:
    def __init__(self, database: Database) -> None:
        self._database = database

    def look(self, many: int) -> Sequence[Work]:
        return [self._look] * many

    def glance(self, many: int) -> Sequence[Work]:
        return [self._glance] * many

    def _look(self) -> None:
        with self._database.reading() as rows:
            found = queue.page(rows), queue.figures(rows), queue.late(rows, make.NOW)
            known = lines.every(rows), staff.every(rows), histories.recent(rows)
            ahead = clearing.every(rows, make.NOW)
        if len(found[0].rows) != queue.PAGE or not (known and ahead):
            raise RuntimeError("the page is not full")

    def _glance(self) -> None:
        with self._database.reading() as rows:
            queue.version(rows)
