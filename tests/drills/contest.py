"""Several schedulers want the same callbacks at once, and nobody may be taken twice. That the
drill would see it is shown by others before them, who claim as one must not.
"""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import select

import ivr.models  # noqa: F401  (fills Base.metadata)
from ivr.db import Base, Database, Waits, make_engine
from ivr.models import Attempt
from tests import make
from tests.bench import crowd
from tests.drills.oath import COLUMNS
from tests.drills.processes import processes
from tests.drills.report import Drill, Report
from tests.drills.waiting import until

SCHEDULERS: Final = 3
_PATIENCE: Final = 900.0


def contest(folder: Path, urls: Sequence[str], database: str, many: int) -> Report:
    """So many callbacks for the naive, in the first of two empty databases, and for ours."""
    naive, ours = urls
    doubled = list(twice(_all_taken(folder, naive, "naive", many)))
    begun = time.monotonic()
    taken = _all_taken(folder, ours, "ours", many)
    seconds = round(time.monotonic() - begun)
    broken: dict[str, list[str]] = {column: [] for column in COLUMNS}
    broken["doubled"] = [*map(_complaint, twice(taken)), *_attempted_twice(ours)]
    broken["lost"] = [f"{many - len(set(taken))} callbacks were not taken"] * (
        len(set(taken)) != many
    )
    broken["odd"] = [] if doubled else ["the naive have doubled nothing: the drill is blind"]
    drill = Drill("none", f"{SCHEDULERS} schedulers at once", database)
    report = Report(drill, (0, many, len(taken), 0), broken)
    return report.with_figures(seconds=seconds, **{"doubled by the naive": len(doubled)})


def twice(taken: Iterable[str]) -> list[str]:
    """What stands there more than once, each time but the first."""
    return [one for one, times in Counter(taken).items() for _ in range(times - 1)]


def _complaint(callback: str) -> str:
    return f"callback {callback} was taken once more"


def _all_taken(folder: Path, url: str, rule: str, many: int) -> list[str]:
    """What each has taken, one after the other, until nothing was left."""
    _fill(url, many)
    go, names = folder / f"{rule}-go", [f"{rule}-{n}" for n in range(SCHEDULERS)]
    with processes(folder, {}) as running:
        for name in names:
            file = folder / f"{name}.taken"
            running.start(name, f"python -m tests.drills.claimer '{url}' {rule} '{file}' '{go}'")
        until(lambda: all((folder / f"{name}.taken").exists() for name in names), "all are there")
        go.touch()
        until(lambda: all(map(running.has_ended, names)), "nothing is left", _PATIENCE)
    return [line for name in names for line in (folder / f"{name}.taken").read_text().split()]


def _fill(url: str, many: int) -> None:
    """As many agents as callbacks, so that nobody waits for the end of a conversation."""
    database = Database(make_engine(url, Waits(lock=60, pool=60)))
    Base.metadata.create_all(database.engine)
    with database.writing() as session:
        make.an_open_line(session)
    crowd.gather(database, many, "ready")
    crowd.hire(database, many)
    database.close()


def _attempted_twice(url: str) -> list[str]:
    database = Database(make_engine(url))
    with database.reading() as session:
        attempted = [str(one) for one in session.scalars(select(Attempt.callback_id))]
    database.close()
    return [f"callback {one} has one more attempt" for one in twice(attempted)]
