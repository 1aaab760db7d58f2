"""What a call surely remembers at every step: the variables set on every way to it."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from flows.engine.check.problem import Problem, Vocabulary
from flows.engine.edges import Edge, edges, graph
from flows.engine.steps import Code, Dial, Dialogue, Do, Menu, Number, Pick, Step

Known: TypeAlias = Mapping[str, frozenset[str]]
"""Variables surely set when a step is entered, by the step's name; reached steps only."""


def memory(dialogue: Dialogue, actions: Vocabulary) -> Iterator[Problem]:
    """Variables that are needed where they may be unset, or waited for and never set."""
    settable = {
        name
        for step in dialogue.steps
        for edge in edges(dialogue, step)
        for name in sets(step, edge, actions)
    }
    for name, variables in known(dialogue, actions).items():
        step = dialogue.find(name)
        for needed in sorted(_needed(step, actions) - variables):
            yield Problem(f"{dialogue.name}.{name}", f"needs {needed!r}, which may be unset")
        for key in step.keys if isinstance(step, Menu) else ():
            if key.when and key.when not in settable:
                what = f"key {key.key} waits for {key.when!r}, which nothing sets"
                yield Problem(f"{dialogue.name}.{name}", what)


def known(dialogue: Dialogue, actions: Vocabulary) -> Known:
    """The variables set on every way to each step, narrowed until nothing changes.

    A hub forgets on entry, and a lost caller may come to it from wherever a call waits.
    """
    ways = graph(dialogue)
    found = {dialogue.start: frozenset[str]()}
    ahead = [dialogue.start]
    while ahead:
        step = dialogue.find(ahead.pop())
        if step is None:
            continue
        for edge in (*ways[step.name], *_lost(dialogue, step)):
            opened = {edge.when} if edge.when else frozenset[str]()
            after = found[edge.source] | sets(step, edge, actions) | opened
            entered = _remembered(dialogue, edge.to, after) & found.get(edge.to, after)
            if found.get(edge.to) != entered:
                found[edge.to] = entered
                ahead.append(edge.to)
    return found


def sets(step: Step, edge: Edge, actions: Vocabulary) -> frozenset[str]:
    """The variables that are set on this way out of a step."""
    if isinstance(step, Do) and step.action in actions:
        return edge.sets | frozenset(actions[step.action].outcomes.get(edge.answer, ()))
    return edge.sets


def _lost(dialogue: Dialogue, step: Step) -> Iterator[Edge]:
    if isinstance(step, Menu | Pick | Number | Code | Dial) and dialogue.find(dialogue.hub):
        yield Edge(step.name, "back", "lost", dialogue.hub)


def _remembered(dialogue: Dialogue, name: str, variables: frozenset[str]) -> frozenset[str]:
    match dialogue.find(name):
        case Menu(forget=True):
            return variables & (dialogue.kept | {"language"})
    return variables


def _needed(step: Step | None, actions: Vocabulary) -> frozenset[str]:
    match step:
        case Do() if step.action in actions:
            takes = actions[step.action].takes
            return frozenset(name for name in takes if not name.endswith("?")) - step.args.keys()
        case Dial():
            return frozenset({step.ring})
        case Pick():
            return frozenset({step.items})
    return frozenset()
