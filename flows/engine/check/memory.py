"""What a call surely remembers at every step: the variables set on every way to it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from flows.engine.check.problem import Problem, Vocabulary
from flows.engine.edges import Edge, Graph, graph
from flows.engine.steps import Code, Dial, Dialogue, Do, Menu, Number, Pick, Step

Names: TypeAlias = frozenset[str]
Known: TypeAlias = Mapping[str, Names]
"""Variables surely set when a step is entered, by the step's name; reached steps only."""


def memory(dialogue: Dialogue, actions: Vocabulary) -> Iterator[Problem]:
    """Variables that are needed where they may be unset, or waited for and never set."""
    possible = _variables(dialogue, graph(dialogue), actions, Names.__or__)
    for name, variables in known(dialogue, actions).items():
        step = dialogue.find(name)
        for needed in sorted(_needed(step, actions) - variables):
            yield Problem(f"{dialogue.name}.{name}", f"needs {needed!r}, which may be unset")
        for key in step.keys if isinstance(step, Menu) else ():
            if key.when and key.when not in possible[name]:
                what = f"key {key.key} waits for {key.when!r}, which nothing sets"
                yield Problem(f"{dialogue.name}.{name}", what)


def known(dialogue: Dialogue, actions: Vocabulary) -> Known:
    """The variables set on every way to each step; a key that works proves what it waits for."""
    ways = {
        name: tuple(replace(e, sets=e.sets | {e.when}) if e.when else e for e in out)
        for name, out in graph(dialogue).items()
    }
    return _variables(dialogue, ways, actions, Names.__and__)


def _variables(
    dialogue: Dialogue, ways: Graph, actions: Vocabulary, join: Callable[..., Names]
) -> Known:
    """The variables at each step, joined from the ways to it until nothing changes.

    A hub forgets on entry, and a lost caller may come to it from wherever a call waits.
    """
    found = {dialogue.start: Names()}
    ahead = {dialogue.start: None}  # each once, the first to come first
    while ahead:
        step = dialogue.find(name := next(iter(ahead)))
        del ahead[name]
        if step is None:
            continue
        for edge in (*ways[step.name], *_lost(dialogue, step)):
            after = found[edge.source] | sets(step, edge, actions)
            left = _remembered(dialogue, edge.to, after)
            entered = join(left, found.get(edge.to, left))
            if found.get(edge.to) != entered:
                found[edge.to] = entered
                ahead[edge.to] = None
    return found


def sets(step: Step, edge: Edge, actions: Vocabulary) -> Names:
    """The variables that are set on this way out of a step."""
    if isinstance(step, Do) and step.action in actions:
        return edge.sets | Names(actions[step.action].outcomes.get(edge.answer, ()))
    return edge.sets


def _lost(dialogue: Dialogue, step: Step) -> Iterator[Edge]:
    if isinstance(step, Menu | Pick | Number | Code | Dial) and dialogue.find(dialogue.hub):
        yield Edge(step.name, "back", "lost", dialogue.hub)


def _remembered(dialogue: Dialogue, name: str, variables: Names) -> Names:
    match dialogue.find(name):
        case Menu(forget=True):
            return variables & (dialogue.kept | {"language"})
    return variables


def _needed(step: Step | None, actions: Vocabulary) -> Names:
    match step:
        case Do() if step.action in actions:
            takes = actions[step.action].takes
            return Names(name for name in takes if not name.endswith("?")) - step.args.keys()
        case Dial():
            return Names({step.ring})
        case Pick():
            return Names({step.items})
    return Names()
