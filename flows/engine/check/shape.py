"""The shape of a dialogue: targets that exist, steps that are reached, ends, no endless circle."""

from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter

from flows.engine.check.problem import Problem
from flows.engine.edges import ONWARD, Edge, Graph, edges, graph, reach
from flows.engine.steps import Code, Dial, Dialogue, End, Menu, Number, Pick


def shape(dialogue: Dialogue) -> Iterator[Problem]:
    """Mistakes that show without knowing an action or a text."""
    ways = graph(dialogue)
    yield from _names(dialogue)
    yield from _targets(dialogue)
    yield from _reached(dialogue, ways)
    yield from _ends(dialogue, ways)
    yield from _circles(dialogue, ways)


def _names(dialogue: Dialogue) -> Iterator[Problem]:
    names = [step.name for step in dialogue.steps]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Problem(f"{dialogue.name}.{name}", "two steps have this name")
        if name in dialogue.renamed:
            yield Problem(f"{dialogue.name}.{name}", "is still here, and yet renamed")


def _targets(dialogue: Dialogue) -> Iterator[Problem]:
    asked_for = [
        *((dialogue.name, word, name) for word, name in _anchors(dialogue)),
        *(
            (f"{dialogue.name}.{edge.source}", f"{edge.way} {edge.answer}".strip(), edge.to)
            for step in dialogue.steps
            for edge in edges(dialogue, step)
        ),
    ]
    names = {step.name for step in dialogue.steps}
    for where, what, name in asked_for:
        if name not in names:
            yield Problem(where, f"{what} leads to {name!r}, which does not exist")


def _anchors(dialogue: Dialogue) -> Iterator[tuple[str, str]]:
    yield "the start", dialogue.start
    yield "giving up", dialogue.give_up
    for old, new in dialogue.renamed.items():
        yield f"the old name {old!r}", new


def _reached(dialogue: Dialogue, ways: Graph) -> Iterator[Problem]:
    targets = {name: [edge.to for edge in out] for name, out in ways.items()}
    reached = reach(targets, dialogue.start)
    for name in ways:
        if name not in reached:
            yield Problem(f"{dialogue.name}.{name}", "is never reached")


def _ends(dialogue: Dialogue, ways: Graph) -> Iterator[Problem]:
    """Steps from which no answer that a caller would give leads nearer to an end."""
    ending = {step.name for step in dialogue.steps if isinstance(step, End)}
    grown = True
    while grown:
        nearer = {
            name
            for name, out in ways.items()
            if any(edge.way in ONWARD and edge.to in ending for edge in out)
        }
        grown = not nearer <= ending
        ending |= nearer
    for name in ways:
        if name not in ending:
            yield Problem(f"{dialogue.name}.{name}", "no answer leads nearer to an end")


def _circles(dialogue: Dialogue, ways: Graph) -> Iterator[Problem]:
    asking = {s.name for s in dialogue.steps if isinstance(s, Menu | Pick | Number | Code)}
    ringing = {s.name for s in dialogue.steps if isinstance(s, Dial)}
    unasked = _circle(ways, lambda edge: edge.source not in asking | ringing)
    if unasked:
        yield Problem(f"{dialogue.name}.{unasked[0]}", f"never waits: {' > '.join(unasked)}")
        return
    silent = _circle(ways, lambda edge: edge.source not in asking or edge.way == "silence")
    if silent:
        what = f"silence leads in a circle: {' > '.join(silent)}"
        yield Problem(f"{dialogue.name}.{silent[0]}", what)


def _circle(ways: Graph, counts: Callable[[Edge], bool]) -> list[str]:
    before = {name: {edge.to for edge in out if counts(edge)} for name, out in ways.items()}
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []
