"""A dialogue as a tree: each step once, below the one from which a call first comes to it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import get_args

from flows.engine.chart import answer
from flows.engine.edges import ONWARD, Edge, Way, edges
from flows.engine.steps import Dialogue, Step

_EVERY: frozenset[Way] = frozenset(get_args(Way))


@dataclass(frozen=True, slots=True)
class Branch:
    """A step, what leads to it from the one above, and the steps below it."""

    step: Step
    answer: str
    below: tuple["Branch", ...]


def outline(dialogue: Dialogue) -> Branch:
    """The whole dialogue from its start. A step stands where the fewest answers lead to it, by
    ways that a call is meant to go; only where there is none, by silence, trouble or `*`."""
    ways: dict[str, Edge | None] = {dialogue.start: None}
    for wanted in (ONWARD, _EVERY):
        _follow(dialogue, ways, wanted)
    return _branch(dialogue, dialogue.start, None, ways)


def _follow(dialogue: Dialogue, ways: dict[str, Edge | None], wanted: Collection[Way]) -> None:
    """Add every step that can be come to, nearest first, with the way that leads there."""
    ahead = list(ways)
    for name in ahead:  # grows as it is gone through
        step = dialogue.find(name)
        for edge in edges(dialogue, step) if step else ():
            if edge.way in wanted and edge.to not in ways and dialogue.find(edge.to):
                ways[edge.to] = edge
                ahead.append(edge.to)


def _branch(
    dialogue: Dialogue, name: str, way: Edge | None, ways: dict[str, Edge | None]
) -> Branch:
    step = dialogue.find(name)
    if step is None:
        raise KeyError(name)
    above = dialogue.find(way.source) if way else None
    below = ((to, edge) for to, edge in ways.items() if edge and edge.source == name)
    return Branch(
        step,
        answer(above, way) if above and way else "",
        tuple(_branch(dialogue, to, edge, ways) for to, edge in below),
    )
