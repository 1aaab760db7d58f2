"""A whole call over the simulated network in this process: asked for, made, told."""

from collections.abc import Sequence

from ivr.db import Database
from tests.bench import office, presses
from tests.bench.figures import Figure
from tests.bench.measure import Work, side_by_side
from tests.stories.world import SERVICE, World

ROUNDS, EACH = 3, 8


def figures() -> list[Figure]:
    """CPU of a citizen's call alone; and of all that follows, to the outcome, scheduler and all."""
    with office.empty() as database:
        world = _World(database)
        taken = side_by_side({"call": world.prepare}, rounds=ROUNDS, each=EACH)
        world.close()
    day = Figure("a callback, from dialling in to its outcome", taken["call"] / 1e3, "ms")
    return [presses.whole_call(), day]


class _World:
    def __init__(self, database: Database) -> None:
        self._world = World(database, "2026-11-24 09:05")
        self._aino = self._world.agent("aino")
        self._callers = 0

    def prepare(self, many: int) -> Sequence[Work]:
        return [self._call] * many

    def _call(self) -> None:
        self._callers += 1
        citizen = self._world.citizen(f"+35840{3000000 + self._callers}")
        citizen.dial(SERVICE).press("1", "1", "1")
        self._aino.answer().tap("1")
        citizen.pick_up()
        self._aino.tap("*").listen().press("1")
        self._world.after(minutes=2)

    def close(self) -> None:
        done = [callback.state for callback in self._world.callbacks]
        self._world.close()
        if done != ["done"] * self._callers:
            raise RuntimeError(f"not every call went well: {done}")
