"""The Monday herd: 1,500 wait for nine o'clock, and 300 more call in the first five minutes.

Everything runs as it does in service, at the pace of real time; one call a second is all that the
network places, as it is with a new account.
"""

import json
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from sqlalchemy import update

from ivr.models import Line
from tests.bench.figures import Figure
from tests.clocks import helsinki
from tests.drills.databases import File, served
from tests.drills.house import House, Setting, Store, hands, house
from tests.drills.oath import complaints, gather
from tests.drills.town import ANSWERS
from tests.drills.waiting import until

WAITING, CALLING, AGENTS = 1_500, 300, 60
MINUTES: Final = 5
DAY: Final = "2026-11-30"
OPENING: Final = helsinki(f"{DAY} 09:00")
_ASKED: Final = helsinki("2026-11-29 12:00")
_EVERY: Final = timedelta(seconds=40)
_TO_REST: Final = 240.0
_POLICY: Final = {"first_delay": 5, "time_limit": 60, "wrapup": 5}


def figures() -> list[Figure]:
    """Both databases, one after the other: they are not to disturb each other."""
    return [*_herd("SQLite", lambda folder: nullcontext(File(folder))),
            *_herd("PostgreSQL", lambda _: served())]  # fmt: skip


def _herd(name: str, stored: Callable[[Path], AbstractContextManager[Store]]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, stored(Path(folder)) as store:
        setting = Setting(f"{DAY} 08:58:00", 1, hands(AGENTS), policy=_POLICY)
        with house(Path(folder), store, setting) as place:
            _queue_up(place)
            place.to("09:00:00")
            _call(place)
            _stop_dialling(place)
            until(lambda: place.is_silent, "the last have hung up", _TO_REST)
            return list(_measured(name, place))


def _queue_up(place: House) -> None:
    """They have asked since Sunday noon; of those whose turn comes in these minutes, all answer."""
    for n in range(WAITING):
        place.office.is_asked(_number(n), _ASKED + n * _EVERY)
    for n in range(CALLING + AGENTS):
        place.town.settle(_number(n), ANSWERS)
    place.office.sends_to_work(place.now)
    if place.now >= OPENING:
        raise RuntimeError("this machine is too slow: they had not all asked by nine")


def _call(place: House) -> None:
    """One a second, whether or not the last one has been answered yet."""
    every = 60 * MINUTES / CALLING
    for n in range(CALLING):
        due = (OPENING + n * timedelta(seconds=every) - place.now).total_seconds()
        time.sleep(max(0.0, due))
        place.town.asks_for_a_call(_number(WAITING + n))


def _number(n: int) -> str:
    return f"+35840{1_000_000 + n}"


def _stop_dialling(place: House) -> None:
    with place.office.database.writing() as session:
        session.execute(update(Line).values(dials=False))


def _measured(name: str, place: House) -> Iterator[Figure]:
    evidence = gather(place)
    offers = [leg.created_at for leg in evidence.to_agents]
    times = list(_webhooks(place.lives[0].file))
    broken = [what for many in complaints(evidence).values() for what in many]
    if broken:
        raise RuntimeError("\n".join(broken))
    asked = len(evidence.callbacks) - WAITING
    yield Figure(f"{name}: first offer after nine", _since(min(offers)), "s", 2, 1)
    yield Figure(f"{name}: offers until dialling was stopped", len(offers), "")
    yield Figure(f"{name}: offered before somebody earlier", _overtaken(place), "", 0, 0)
    yield Figure(f"{name}: callers of {CALLING} without their request", CALLING - asked, "", 0, 0)
    yield Figure(f"{name}: {len(times)} webhooks, median", median(times), "ms")
    yield Figure(f"{name}: {len(times)} webhooks, p99", quantiles(times, n=100)[98], "ms", 500, 200)


def _since(moment: datetime) -> float:
    return (moment - OPENING).total_seconds()


def _overtaken(place: House) -> int:
    """How often a callback was first offered after one that had come later."""
    rows = place.office.rows()
    arrived = {one.id: one.arrived_at for one in rows["callbacks"]}
    first = list(dict.fromkeys(one.callback_id for one in rows["attempts"]))
    came = [arrived[one] for one in first]
    return sum(later < earlier for earlier, later in pairwise(came))


def _webhooks(file: Path) -> Iterator[float]:
    """Milliseconds from a request to its answer, as the network has seen them."""
    under_way: dict[tuple[str, str], deque[datetime]] = defaultdict(deque)
    for told in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        if told["kind"] == "request":
            under_way[_name(told)].append(datetime.fromisoformat(told["at"]))
        elif told["kind"] == "response" and under_way[_name(told)]:
            asked = under_way[_name(told)].popleft()
            yield (datetime.fromisoformat(told["at"]) - asked).total_seconds() * 1e3


def _name(told: dict[str, Any]) -> tuple[str, str]:
    return told["sid"], told["data"]["url"]
