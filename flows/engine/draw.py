"""A dialogue as a Mermaid flow chart: stable order, so that a changed drawing is a changed call."""

from collections.abc import Iterator

from flows.engine.edges import Edge, Way, edges
from flows.engine.steps import Code, Dial, Dialogue, Do, End, Menu, Number, Pick, Say, Step

LEGEND = """\
A hexagon asks for a key, a slanted box for digits, a plain box only speaks, a box with double
sides looks something up or does it, a circle rings a telephone, a rounded box ends the call.
Dotted arrows are `*` back, silence, trouble and giving up: after two failed presentations of a
menu or three of an entry. Where no other way is drawn, nobody pressing leads to `{give_up}`.
"""

_DOTTED: frozenset[Way] = frozenset({"trouble", "back", "silence", "wrong"})


def draw(dialogue: Dialogue) -> str:
    """The flow chart's text, steps and arrows in the order in which they are written."""
    nodes = (_node(step) for step in dialogue.steps)
    arrows = (arrow for step in dialogue.steps for arrow in _arrows(dialogue, step))
    begin = f"    begin(( )) --> {_id(dialogue.start)}"
    unheard = f'    unheard>"nobody presses"] -.-> {_id(dialogue.give_up)}'
    return "\n".join(("flowchart TD", begin, *nodes, *arrows, unheard)) + "\n"


def legend(dialogue: Dialogue) -> str:
    """What the shapes and arrows mean, and what is not drawn."""
    return LEGEND.format(give_up=dialogue.give_up)


def _id(name: str) -> str:
    """A node's name; the prefix keeps away from words of the chart's own, such as `end`."""
    return "at_" + "".join(sign if sign.isalnum() else "_" for sign in name)


def _node(step: Step) -> str:
    opens, closes = _shape(step)
    return f"    {_id(step.name)}{opens}{_quote(_label(step))}{closes}"


def _shape(step: Step) -> tuple[str, str]:
    match step:
        case Menu() | Pick():
            return "{{", "}}"
        case Number() | Code():
            return "[/", "/]"
        case Say():
            return "[", "]"
        case Do():
            return "[[", "]]"
        case Dial():
            return "((", "))"
        case End():
            return "([", "])"


def _label(step: Step) -> str:
    if isinstance(step, Do) and step.action != step.name:
        return f"{step.name}: {step.action}"
    return step.name


def _quote(text: str) -> str:
    return '"' + text.replace("#", "#35;").replace('"', "#quot;") + '"'


def _arrows(dialogue: Dialogue, step: Step) -> Iterator[str]:
    """One arrow for each target and kind; what leads to the same place shares it."""
    together: dict[tuple[str, bool], list[str]] = {}
    for edge in edges(dialogue, step):
        if _is_drawn(dialogue, step, edge):
            label = _answer(step, edge)
            together.setdefault((edge.to, edge.way in _DOTTED), []).append(label)
    for (to, dotted), labels in together.items():
        arrow = "-.->" if dotted else "-->"
        label = ", ".join(dict.fromkeys(filter(None, labels)))
        text = f"|{_quote(label)}|" if label else ""
        yield f"    {_id(step.name)} {arrow}{text} {_id(to)}"


def _is_drawn(dialogue: Dialogue, step: Step, edge: Edge) -> bool:
    if edge.way == "silence":
        return isinstance(step, Menu) and step.silence is not None
    return edge.way != "wrong" or edge.to != dialogue.give_up


def _answer(step: Step, edge: Edge) -> str:
    match edge.way:
        case "key" if isinstance(step, Menu):
            name = next(key.name for key in step.keys if key.key == edge.answer)
            return f"{edge.answer} {name}" + (f" (if {edge.when})" if edge.when else "")
        case "wrong":
            return "gives up"
        case _:
            return edge.answer
