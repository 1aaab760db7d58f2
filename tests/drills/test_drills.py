"""A few of the drills; `make drills` goes through all of them, and oftener through each."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import pytest

from tests.drills import asleep, points
from tests.drills.drills import kills, on_postgresql, on_sqlite, storms
from tests.drills.report import Report
from tests.drills.waiting import STOP

pytestmark = [pytest.mark.drills, pytest.mark.postgres, pytest.mark.timeout(300)]

Lane = tuple[Callable[[], Report], ...]

LANES: Final[tuple[Lane, ...]] = (
    (on_sqlite(asleep.web),),
    (on_sqlite(kills(points.RELEASED, 1)),),
    (on_postgresql(storms("workers", 3)),),
)
"""Three lanes at once, of which the first is the longest, and asleep."""


def go_through(lane: Lane) -> list[Report]:
    return [drill() for drill in lane]


@pytest.fixture(scope="module")
def reports() -> Iterator[list[Future[list[Report]]]]:
    """What comes of each lane; all have begun."""
    with ThreadPoolExecutor(len(LANES)) as threads:
        yield [threads.submit(go_through, lane) for lane in LANES]
        STOP.set()
    STOP.clear()


@pytest.mark.parametrize("lane", range(len(LANES)), ids=["asleep over closing", "SQLite", "server"])
def test_whoever_is_struck_nobody_is_lost_or_called_twice_or_too_late(
    reports: list[Future[list[Report]]], lane: int
) -> None:
    for report in reports[lane].result():
        assert report.complaints == []
        assert report.requests
