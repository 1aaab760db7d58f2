"""Lines that break in the worst moment: after what was asked was done, before the answer came.

Of the database it is the answer to COMMIT that is lost, so nobody knows whether it has happened; of
the web the answer to a webhook, so the network asks elsewhere, or never again.
"""

import time
from pathlib import Path
from typing import Final

from tests.drills.crossing import Cut, Wanted, crossing
from tests.drills.databases import Reached, Served
from tests.drills.day import rest
from tests.drills.house import Setting, Store, hands, house
from tests.drills.processes import free_port
from tests.drills.report import Drill, Report, judge
from tests.drills.traffic import traffic
from tests.drills.waiting import until

COMMITTED: Final = Wanted((b"COMMIT\0",), b"COMMIT\0")
ANSWERED: Final = Wanted((b"POST /voice/",), b"HTTP/1.")
EVERY: Final = 3
AGENTS: Final = 200
_SPEED: Final = 20.0
_FOR_EACH: Final = 5.0
"""Real seconds for one cut at most, and a minute for all."""


def cuts(folder: Path, store: Store, database: str, many: int) -> Report:
    """So many cuts of each of the two lines; to a file there is none."""
    assert isinstance(store, Served)
    begun = time.monotonic()
    with crossing(free_port(), store.socket) as line:
        line.open()
        setting = Setting("2026-11-24 09:10", _SPEED, hands(AGENTS), schedulers=2)
        with house(folder, Reached(store, line.port), setting) as place:
            with traffic(place):
                both = line.cut(COMMITTED, EVERY), place.webhooks.cut(ANSWERED, EVERY)
                until(
                    lambda: all(one.times >= many for one in both),
                    f"each was cut {many} times",
                    60 + many * _FOR_EACH,
                )
            for road in (line, place.webhooks):
                road.mend()
            left = rest(place)
            drill = Drill("none", "answers lost on the way", database)
            report = judge(place, drill, sum(one.times for one in both), lost=left)
    return report.with_figures(seconds=round(time.monotonic() - begun), **_named(*both))


def _named(committed: Cut, answered: Cut) -> dict[str, float]:
    return {"commits not confirmed": committed.times, "webhooks not answered": answered.times}
