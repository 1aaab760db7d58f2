"""All drills, in lanes that go on side by side: most of the time, a drill waits."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from tests.drills import ailing, asleep, contest, cuts, day, migrating, storm
from tests.drills.databases import File, served
from tests.drills.house import Role, Store
from tests.drills.points import ANYWHERE, ON_A_SERVER, Point
from tests.drills.report import Drill, Report
from tests.postgres import private_server

_AT_A_POINT: Final = 60
"""Of so many kills at any moment, one more is made at each point."""

CUTS: Final = 5
"""For each kill, so many answers are lost on each of two lines."""
ROWS: Final = 500_000
"""So many are in the table that changes amid traffic."""
CALLBACKS: Final = 2_000
"""So many are fought over."""

Run = Callable[[Path, Store, str], Report]
Contest = Callable[[Path, Sequence[str], str], Report]
Lane = Sequence[Callable[[], Report]]


def lanes(kills_of_each: int) -> Mapping[str, Lane]:
    """Every drill there is, with so many kills of each kind of process, and some at each point."""
    many = max(1, kills_of_each // _AT_A_POINT)
    everywhere = [kills(point, many) for point in ANYWHERE]
    on_a_server = [kills(point, many) for point in ON_A_SERVER]
    return {
        "SQLite": [on_sqlite(run) for run in (*everywhere, mixed(ANYWHERE, 2 * many))],
        "PostgreSQL": [
            on_postgresql(run)
            for run in (*everywhere, *on_a_server, mixed((*ANYWHERE, *ON_A_SERVER), 2 * many))
        ],
        "storm on SQLite": [on_sqlite(storms(one, kills_of_each)) for one in storm.VICTIMS],
        "storm on PostgreSQL": [on_postgresql(storms(one, kills_of_each)) for one in storm.VICTIMS],
        "server's storm": [on_postgresql(storms("database", kills_of_each))],
        "cuts": [on_postgresql(partial(cuts.cuts, many=CUTS * kills_of_each))],
        "migration": [
            one(partial(migrating.migration, many=ROWS)) for one in (on_sqlite, on_postgresql)
        ],
        "ailing": [on_postgresql(ailing.read_only), on_sqlite(ailing.full)],
        "contest": [on_files(contests(CALLBACKS)), on_servers(contests(CALLBACKS))],
        "sleep": [one(run) for one in (on_sqlite, on_postgresql) for run in SLEEPS],
    }


def storms(victim: Role, many: int) -> Run:
    return partial(storm.storm, victim=victim, many=many)


def contests(many: int) -> Contest:
    return partial(contest.contest, many=many)


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


def on_files(run: Contest) -> Callable[[], Report]:
    def drill() -> Report:
        with _workshop() as folder:
            urls = [f"sqlite:///{folder}/{name}.db" for name in ("naive", "ours")]
            return run(folder, urls, "SQLite")

    return drill


def on_servers(run: Contest) -> Callable[[], Report]:
    def drill() -> Report:
        with _workshop() as folder, private_server() as server:
            urls = [server.url(server.create()) for _ in range(2)]
            return run(folder, urls, "PostgreSQL")

    return drill


@contextmanager
def _workshop() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="drill-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
