"""A day on which processes are killed, again and again, and started again at once."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Final

from tests.drills.crossing import Crossing, Held
from tests.drills.databases import Served
from tests.drills.house import House, Setting, Store, house
from tests.drills.points import Point
from tests.drills.report import Drill, Report, judge
from tests.drills.traffic import somebody_calls
from tests.drills.waiting import WaitedInVainError, until

AT_ONCE: Final = 6
"""So many requests are kept waiting for the agents."""
_TO_BE_HIT: Final = 60.0
"""Real seconds."""
_TO_REST, _AT_LEAST = 2400.0, 300.0
"""Seconds of business time: in doubt the network is asked for a quarter of an hour. Of real time:
however fast the day goes, some twenty questions are asked every five seconds.
"""


def drill(folder: Path, store: Store, drill: Drill, points: Sequence[Point]) -> Report:
    """One kill at each of the points, in their order. On a server there are two schedulers."""
    many = 2 if isinstance(store, Served) else 1
    with house(folder, store, Setting(schedulers=many)) as place:
        day = Day(place)
        for point in points:
            day.strike(point)
        left = rest(place)
        return judge(place, drill, len(points), lost=left)


class Day:
    """Citizens keep asking to be called, agents keep working, until it is time to rest."""

    def __init__(self, place: House) -> None:
        self._place = place
        self._numbers = count(1)

    def strike(self, point: Point) -> None:
        """Waits until the point is reached, kills, and starts again."""
        place = self._place
        crossing: Crossing = getattr(place, point.at)
        held = crossing.hold(point.wanted)
        until(lambda: self._goes_on(held), f"it came to: {point.name}", _TO_BE_HIT)
        place.kill(point.victim)
        if point.arrives:
            held.let_go()
        else:
            held.lose()
        place.start(point.victim)

    def _goes_on(self, held: Held) -> bool:
        self._place.office.sends_to_work(self._place.now)
        if self._place.office.waiting() < AT_ONCE:
            somebody_calls(self._place, next(self._numbers))
        return held.came.wait(0.3)


def rest(place: House) -> list[str]:
    """Nobody asks any more; whatever is under way comes to its end. What has not."""

    def is_quiet() -> bool:
        place.office.sends_to_work(place.now)
        return place.is_silent and not list(place.office.due(place.now))

    try:
        until(is_quiet, "it is quiet", max(_TO_REST / place.setting.speed, _AT_LEAST))
    except WaitedInVainError:
        return [*place.office.under_way(), *place.office.due(place.now)]
    return []
