"""The ways out of every step: the dialogue as a graph, to be checked, drawn and walked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from flows.engine.answers import Asking, give_up
from flows.engine.steps import Code, Dial, Dialogue, Do, End, Menu, Number, Pick, Say, Step

Way: TypeAlias = Literal["key", "entry", "then", "outcome", "trouble", "back", "silence", "wrong"]
"""How a step is left. `trouble` is an outcome that nobody wants: failed, unknown."""

ONWARD: frozenset[Way] = frozenset({"key", "entry", "then", "outcome"})
"""The ways that a call is meant to go."""

_TROUBLE = frozenset({"failed", "unknown"})


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from a step to another.

    `answer` is what was pressed or how it turned out. `sets` are the variables that this way
    sets, beside those that the outcome of an action gives; `when` is the variable without
    which it is closed.
    """

    source: str
    way: Way
    answer: str
    to: str
    sets: frozenset[str] = frozenset()
    when: str | None = None


Graph: TypeAlias = Mapping[str, tuple[Edge, ...]]
"""The ways out of every step, by its name."""


def edges(dialogue: Dialogue, step: Step) -> tuple[Edge, ...]:
    """Every way out of a step, in the order in which it is written."""
    return tuple(_ways(dialogue, step))


def graph(dialogue: Dialogue) -> Graph:
    """The whole dialogue; ways to steps that don't exist are left out."""
    names = {step.name for step in dialogue.steps}
    return {
        step.name: tuple(edge for edge in edges(dialogue, step) if edge.to in names)
        for step in dialogue.steps
    }


def reach(ways: Mapping[str, Iterable[str]], start: str) -> set[str]:
    """Every name to which the ways lead from `start`, itself included."""
    reached, ahead = set[str](), [start]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += ways.get(name, ())
    return reached


def _ways(dialogue: Dialogue, step: Step) -> Iterator[Edge]:
    match step:
        case Menu():
            yield from _menu(step)
        case Pick() | Number() | Code():
            yield Edge(step.name, "entry", step.gives, step.to, frozenset({step.gives}))
        case Say():
            yield Edge(step.name, "then", "", step.to)
        case Do() | Dial():
            for outcome, to in step.outcomes.items():
                way: Way = "trouble" if outcome in _TROUBLE else "outcome"
                yield Edge(step.name, way, outcome, to)
        case End():
            return
    if isinstance(step, Menu | Pick | Number | Code):
        yield from _ways_off(dialogue, step)


def _menu(menu: Menu) -> Iterator[Edge]:
    for key in menu.keys:
        yield Edge(menu.name, "key", key.key, key.to, frozenset(key.sets), key.when)


def _ways_off(dialogue: Dialogue, step: Asking) -> Iterator[Edge]:
    if step.back:
        yield Edge(step.name, "back", "*", step.back)
    given_up = give_up(dialogue, step)
    silence = step.silence if isinstance(step, Menu | Code) else None
    yield Edge(step.name, "silence", "silence", silence or given_up)
    yield Edge(step.name, "wrong", "wrong", given_up)
