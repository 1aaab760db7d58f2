"""A nation's year on the rules alone, by two weeks of it: what an event costs."""

from datetime import date

from scheduler.world.reckoning.question import Question
from scheduler.world.reckoning.reckoning import reckon
from tests.bench.figures import Figure
from tests.bench.measure import CPU

JANUARY = date(2026, 1, 7)
HOLD, EXCELLENT = 50_000, 100_000
"""Events a second on one processor."""


def figures() -> list[Figure]:
    begun = CPU()
    happened = reckon(Question(JANUARY, days=14)).scene.agenda.happened
    each = (CPU() - begun) / happened
    what = f"an event of {happened:,}: {1 / each:,.0f} a second"
    return [Figure(what, each * 1e6, "us", 1e6 / HOLD, 1e6 / EXCELLENT)]
