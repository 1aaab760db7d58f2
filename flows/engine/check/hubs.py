"""Menus that callers come back to: what one branch has set must not leak into the next."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from flows.engine.check.memory import sets
from flows.engine.check.problem import Problem, Vocabulary
from flows.engine.edges import Edge, Graph, graph, reach
from flows.engine.steps import Dialogue, Menu, Step


def hubs(dialogue: Dialogue, actions: Vocabulary) -> Iterator[Problem]:
    """Menus to which two keys or more lead back with something still set: they must forget.

    A caller who finds a booking, goes back and books anew must not move the booking found.
    """
    ways = _between_hubs(dialogue)
    steps = {step.name: step for step in dialogue.steps}
    for step in dialogue.steps:
        if isinstance(step, Menu) and not step.forget:
            tours = [_tour(ways, key, step.name) for key in ways[step.name] if key.way == "key"]
            back = [tour for tour in tours if tour]
            leaked = _set(steps, back, actions) - dialogue.kept - {"language"}
            if len(back) > 1 and leaked:
                what = f"is come back to with {', '.join(sorted(leaked))} still set: forget"
                yield Problem(f"{dialogue.name}.{step.name}", what)


def _between_hubs(dialogue: Dialogue) -> Graph:
    forgetting = {s.name for s in dialogue.steps if isinstance(s, Menu) and s.forget}
    return {
        name: tuple(edge for edge in out if edge.to not in forgetting)
        for name, out in graph(dialogue).items()
    }


def _tour(ways: Graph, first: Edge, home: str) -> list[Edge]:
    """The ways that begin with `first` and lead home; none if it never comes home."""
    out = [edge for name, edges in ways.items() if name != home for edge in edges]
    ahead, behind = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for edge in out:
        ahead[edge.source].add(edge.to)
        behind[edge.to].add(edge.source)
    between = reach(ahead, first.to) & reach(behind, home)
    return [first, *(edge for edge in out if {edge.source, edge.to} <= between)] if between else []


def _set(steps: Mapping[str, Step], tours: list[list[Edge]], actions: Vocabulary) -> frozenset[str]:
    found = (sets(steps[edge.source], edge, actions) for tour in tours for edge in tour)
    return frozenset(name for names in found for name in names)
