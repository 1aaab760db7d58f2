"""All drills, in lanes that go on side by side: most of the time, a drill waits."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final

from tests.drills import asleep, day
from tests.drills.databases import File, served
from tests.drills.house import Store
from tests.drills.points import ANYWHERE, ON_A_SERVER, Point
from tests.drills.report import Drill, Report

Run = Callable[[Path, Store, str], Report]
Lane = Sequence[Callable[[], Report]]


def lanes(many: int) -> Mapping[str, Lane]:
    """Every drill there is, with so many kills of each kind."""
    everywhere = [kills(point, many) for point in ANYWHERE]
    on_a_server = [kills(point, many) for point in ON_A_SERVER]
    return {
        "SQLite": [on_sqlite(run) for run in (*everywhere, mixed(ANYWHERE, 2 * many))],
        "PostgreSQL": [
            on_postgresql(run)
            for run in (*everywhere, *on_a_server, mixed((*ANYWHERE, *ON_A_SERVER), 2 * many))
        ],
        "sleep": [one(run) for one in (on_sqlite, on_postgresql) for run in SLEEPS],
    }


def kills(point: Point, many: int) -> Run:
    def run(folder: Path, store: Store, name: str) -> Report:
        return day.drill(folder, store, Drill(point.victim, point.name, name), [point] * many)

    return run


def mixed(points: Sequence[Point], many: int) -> Run:
    """So many kills at points in any order, the same each time."""

    def run(folder: Path, store: Store, name: str) -> Report:
        chosen = Random(f"{name} {many}").choices(points, k=many)
        return day.drill(folder, store, Drill("each in turn", "anywhere", name), chosen)

    return run


def _wakes_later(folder: Path, store: Store, name: str) -> Report:
    return asleep.scheduler(folder, store, name, asleep.LATER)


SLEEPS: Final[Sequence[Run]] = (asleep.web, asleep.scheduler, _wakes_later)


def on_sqlite(run: Run) -> Callable[[], Report]:
    def drill() -> Report:
        with _workshop() as folder:
            return run(folder, File(folder), "SQLite")

    return drill


def on_postgresql(run: Run) -> Callable[[], Report]:
    def drill() -> Report:
        with _workshop() as folder, served() as store:
            return run(folder, store, "PostgreSQL")

    return drill


@contextmanager
def _workshop() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="drill-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
