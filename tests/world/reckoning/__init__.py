"""Years on the rules alone: the same answer each time, and nothing that may never happen."""

from datetime import date
from typing import Any

from scheduler.world.reckoning.question import Question, teams_of

WEDNESDAY = date(2026, 1, 7)


def asking(**changed: Any) -> Question:
    """Three working days and a weekend of a small office, unless something else is asked."""
    usual: dict[str, Any] = {"days": 5, "calls": 40_000, "teams": teams_of(2)}
    return Question(**{"first": WEDNESDAY, **usual, **changed})
