"""Measuring side by side: absolute figures drift with the machine, ratios of one run hardly."""

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

Work = Callable[[], object]
Contestant = Callable[[int], Sequence[Work]]
"""Makes so many pieces of work ready, unmeasured."""
Clock = Callable[[], float]

CPU: Clock = time.process_time
WALL: Clock = time.perf_counter


def side_by_side(
    contestants: Mapping[str, Contestant], *, rounds: int, each: int, clock: Clock = CPU
) -> dict[str, float]:
    """Microseconds for one piece of each contestant's work: the median of interleaved rounds."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, prepare in contestants.items():
            taken[name].append(_microseconds(prepare(each), clock))
    return {name: median(times) for name, times in taken.items()}


def _microseconds(pieces: Sequence[Work], clock: Clock) -> float:
    gc.collect()
    begun = clock()
    for piece in pieces:
        piece()
    return (clock() - begun) / len(pieces) * 1e6
