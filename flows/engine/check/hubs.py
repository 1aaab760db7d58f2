"""Turning back: what somebody has begun and left must not leak into what is begun next."""

from collections import defaultdict
from collections.abc import Iterator

from flows.engine.check.memory import sets
from flows.engine.check.problem import Problem, Vocabulary
from flows.engine.edges import Edge, Graph, graph, reach
from flows.engine.steps import Dialogue, Do, Menu


def hubs(dialogue: Dialogue, actions: Vocabulary) -> Iterator[Problem]:
    """Steps to which `*` leads back with something set that makes a difference: they must forget.

    A caller who finds a booking, turns back and books anew must not move the booking found:
    that is a variable which an action takes as optional, or which opens a key.
    """
    steps = {step.name: step for step in dialogue.steps}
    ways = _between_hubs(dialogue)
    telling = _telling(dialogue, actions)
    for back in (edge for out in ways.values() for edge in out if edge.way == "back"):
        tour = _between(ways, back.to, back.source)
        begun = {name for edge in tour for name in sets(steps[edge.source], edge, actions)}
        for name in sorted((begun & telling) - dialogue.kept - {"language"}):
            what = f"turning back to {back.to} leaves {name!r} set, so {back.to} must forget"
            yield Problem(f"{dialogue.name}.{back.source}", what)


def _telling(dialogue: Dialogue, actions: Vocabulary) -> set[str]:
    """Variables for which it matters whether they are set at all."""
    telling = {key.when for step in dialogue.steps if isinstance(step, Menu) for key in step.keys}
    for step in dialogue.steps:
        if isinstance(step, Do) and step.action in actions:
            takes = actions[step.action].takes
            optional = {taken.removesuffix("?") for taken in takes if taken.endswith("?")}
            telling |= optional - step.args.keys()
    return {name for name in telling if name}


def _between_hubs(dialogue: Dialogue) -> Graph:
    forgetting = {step.name for step in dialogue.steps if isinstance(step, Menu) and step.forget}
    return {
        name: tuple(edge for edge in out if edge.to not in forgetting)
        for name, out in graph(dialogue).items()
    }


def _between(ways: Graph, start: str, end: str) -> list[Edge]:
    """Every edge on a way from one step to another."""
    ahead, behind = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for edge in (edge for out in ways.values() for edge in out):
        ahead[edge.source].add(edge.to)
        behind[edge.to].add(edge.source)
    between = reach(ahead, start) & reach(behind, end)
    return [e for name in between for e in ways[name] if e.to in between]
