"""A storm: amid traffic that never ends, one kind of process is killed at whatever moment, every
second or two, and started again at once.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from ivr.models import Attempt
from tests.drills.day import rest
from tests.drills.house import House, Role, Setting, Store, hands, house
from tests.drills.report import Drill, Report, judge
from tests.drills.traffic import traffic
from tests.drills.waiting import until

VICTIMS: Final[tuple[Role, ...]] = ("scheduler", "workers", "network")
AGENTS: Final = 120
"""Many, since whoever was in a call that the network has forgotten is held for a while."""
SPEED: Final[Mapping[Role, float]] = {"scheduler": 20, "workers": 10, "network": 30, "database": 6}
"""Slower, the longer a process takes to come back: a caller waits about 20 seconds for it."""
_LIVES_FOR: Final[Mapping[Role, tuple[float, float]]] = {
    "scheduler": (0.1, 1.5),
    "workers": (0.1, 1.5),
    "network": (0.3, 3.0),
    "database": (0.5, 3.5),
}
"""Real seconds from the moment in which a process is there to its end, at least and at most."""


def storm(folder: Path, store: Store, database: str, victim: Role, many: int) -> Report:
    """So many kills. Raises WaitedInVainError where what was killed does not come back."""
    seed = f"{victim} {database} {many}"
    begun = time.monotonic()
    setting = Setting("2026-11-24 09:10", SPEED[victim], hands(AGENTS))
    with house(folder, store, setting) as place:
        with traffic(place):
            for pause in _pauses(Random(seed), victim, many):
                time.sleep(pause)
                _strike(place, victim)
        left = rest(place)
        seconds = round(time.monotonic() - begun)
        report = judge(place, Drill(victim, "at any moment", database, seed), many, lost=left)
        return report.with_figures(seconds=seconds, **_offered_again(place))


def _strike(place: House, victim: Role) -> None:
    """Kills and starts again, and waits until it is back at work, so that each has lived."""
    place.kill(victim)
    said = place.said_by_schedulers
    place.start(victim)
    if victim == "scheduler":
        until(lambda: place.said_by_schedulers > said, "the scheduler is at work")


def _pauses(chance: Random, victim: Role, many: int) -> Iterator[float]:
    return (chance.uniform(*_LIVES_FOR[victim]) for _ in range(many))


def _offered_again(place: House) -> dict[str, float]:
    """Seconds of business time from an offer that came to nothing to the next one."""
    waits = sorted(reoffers(place.office.rows()["attempts"]))
    if not waits:
        return {"offered again": 0}
    return {
        "offered again": len(waits),
        "after s, median": round(median(waits)),
        "after s, most": round(waits[-1]),
    }


def reoffers(attempts: Iterable[Attempt]) -> Iterator[float]:
    """How long each callback whose offer was never released has waited for its next offer."""
    last: dict[int, Attempt] = {}
    for attempt in sorted(attempts, key=lambda one: one.id):
        before = last.get(attempt.callback_id)
        if before is not None and before.released_at is None:
            yield (attempt.created_at - before.created_at).total_seconds()
        last[attempt.callback_id] = attempt
