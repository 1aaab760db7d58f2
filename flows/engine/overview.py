"""A dialogue at a glance: the questions, the forks and the ends of a call that goes well."""

from collections.abc import Iterator

from flows.engine.chart import Arrows, answer, ident, node
from flows.engine.edges import ONWARD, Edge, edges, reach
from flows.engine.steps import Dialogue, Do, End, Say, Step

LEGEND = """\
The questions, the forks and the ends of a call that goes well. Not drawn: what is only told on
the way, `9` to hear it again, `*` back, silence, and what follows when something fails.
"""


def overview(dialogue: Dialogue) -> str:
    """The flow chart's text. Left out is what only speaks on the way, and whatever is reached by
    silence, `*`, trouble or giving up alone; actions that do the same are drawn once.
    """
    start = _stop(dialogue, dialogue.start)
    drawn = [step for step in dialogue.steps if step.name in _stops(dialogue, start)]
    nodes = (node(step, last=isinstance(step, Say)) for step in drawn)
    arrows = (arrow for step in drawn for arrow in _arrows(dialogue, step))
    return "\n".join(("flowchart TD", f"    begin(( )) --> {ident(start)}", *nodes, *arrows)) + "\n"


def _stops(dialogue: Dialogue, start: str) -> set[str]:
    """The names of all steps that are drawn."""
    ways = {
        step.name: [_stop(dialogue, edge.to) for edge in _onward(dialogue, step)]
        for step in dialogue.steps
        if not isinstance(step, Say)
    }
    return reach(ways, start)


def _stop(dialogue: Dialogue, name: str) -> str:
    """Where the drawing shows a call that comes to this step: there, or at what it leads to."""
    step = dialogue.find(name)
    match step:
        case Say(to=to):
            return name if isinstance(dialogue.find(to), End) else _stop(dialogue, to)
        case Do():
            ahead = {_stop(dialogue, edge.to) for edge in _onward(dialogue, step)}
            return ahead.pop() if len(ahead) == 1 else _twin(dialogue, step)
        case _:
            return name


def _twin(dialogue: Dialogue, do: Do) -> str:
    """The first step that does the same and leads to the same."""
    return next(
        step.name
        for step in dialogue.steps
        if isinstance(step, Do) and (step.action, step.outcomes) == (do.action, do.outcomes)
    )


def _arrows(dialogue: Dialogue, step: Step) -> Iterator[str]:
    arrows = Arrows(step.name)
    if not isinstance(step, Say):
        for edge in _onward(dialogue, step):
            arrows.add(_stop(dialogue, edge.to), answer(step, edge))
    return arrows.lines()


def _onward(dialogue: Dialogue, step: Step) -> list[Edge]:
    return [edge for edge in edges(dialogue, step) if edge.way in ONWARD]
