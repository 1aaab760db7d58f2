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
    """Microseconds for one piece of each contestant's work: the median of some rounds.

    They take turns piece by piece, as requests of different kinds do: none of them has the
    processor's caches for itself, and what else goes on in the machine disturbs all alike.
    """
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, spent in _round(contestants, each, clock).items():
            taken[name].append(spent / each * 1e6)
    return {name: median(times) for name, times in taken.items()}


def _round(contestants: Mapping[str, Contestant], each: int, clock: Clock) -> dict[str, float]:
    work = {name: prepare(each) for name, prepare in contestants.items()}
    spent = dict.fromkeys(contestants, 0.0)
    gc.collect()
    for turn in range(each):
        for name, pieces in work.items():
            begun = clock()
            pieces[turn]()
            spent[name] += clock() - begun
    return spent
