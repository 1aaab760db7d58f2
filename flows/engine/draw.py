"""A dialogue as a Mermaid flow chart: stable order, so that a changed drawing is a changed call."""

from collections.abc import Iterator

from flows.engine.chart import Arrows, answer, ident, node, worded
from flows.engine.edges import Edge, Way, edges
from flows.engine.steps import Code, Dialogue, Do, Menu, Step

LEGEND = """\
A hexagon asks for a key, a slanted box for digits, a plain box only speaks, a box with double
sides looks something up or does it, a circle rings a telephone, a rounded box ends the call.
Dotted arrows are `*` back, silence, trouble and giving up: after two failed presentations of a
menu or three of an entry. Where no other way is drawn, nobody pressing leads to `{give_up}`.
"""

_DOTTED: frozenset[Way] = frozenset({"trouble", "back", "silence", "wrong"})


def draw(dialogue: Dialogue) -> str:
    """The flow chart's text, steps and arrows in the order in which they are written."""
    nodes = (node(step, _label(step)) for step in dialogue.steps)
    arrows = (arrow for step in dialogue.steps for arrow in _arrows(dialogue, step))
    begin = f"    begin(( )) --> {ident(dialogue.start)}"
    unheard = f'    unheard>"nobody presses"] -.-> {ident(dialogue.give_up)}'
    return "\n".join(("flowchart TD", begin, *nodes, *arrows, unheard)) + "\n"


def legend(dialogue: Dialogue) -> str:
    """What the shapes and arrows mean, and what is not drawn."""
    return LEGEND.format(give_up=worded(dialogue.give_up))


def _label(step: Step) -> str:
    if isinstance(step, Do) and step.action != step.name:
        return worded(f"{step.name}: {step.action}")
    return worded(step.name)


def _arrows(dialogue: Dialogue, step: Step) -> Iterator[str]:
    arrows = Arrows(step.name)
    for edge in edges(dialogue, step):
        if _is_drawn(dialogue, step, edge):
            arrows.add(edge.to, answer(step, edge), dotted=edge.way in _DOTTED)
    return arrows.lines()


def _is_drawn(dialogue: Dialogue, step: Step, edge: Edge) -> bool:
    if edge.way == "silence":
        return isinstance(step, Menu | Code) and step.silence is not None
    return edge.way != "wrong" or edge.to != dialogue.give_up
