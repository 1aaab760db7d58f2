"""The parts of a Mermaid flow chart: how a step, an answer and an arrow are written."""

from collections.abc import Iterator

from flows.engine.edges import Edge
from flows.engine.steps import Code, Dial, Do, End, Menu, Number, Pick, Say, Step


class Arrows:
    """The arrows out of one step: what leads to the same place in the same way shares one."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._together: dict[tuple[str, bool], list[str]] = {}

    def add(self, to: str, label: str, *, dotted: bool = False) -> None:
        self._together.setdefault((to, dotted), []).append(label)

    def lines(self) -> Iterator[str]:
        for (to, dotted), labels in self._together.items():
            label = ", ".join(dict.fromkeys(filter(None, labels)))
            text = f"|{quoted(label)}|" if label else ""
            yield f"    {ident(self._source)} {'-.->' if dotted else '-->'}{text} {ident(to)}"


def ident(name: str) -> str:
    """A node's name; the prefix keeps away from words of the chart's own, such as `end`."""
    return "at_" + "".join(sign if sign.isalnum() else "_" for sign in name)


def node(step: Step, label: str = "", *, last: bool = False) -> str:
    """A step in its shape; `last` draws any step as one that ends the call."""
    opens, closes = ("([", "])") if last else _shape(step)
    return f"    {ident(step.name)}{opens}{quoted(label or worded(step.name))}{closes}"


def answer(step: Step, edge: Edge) -> str:
    """What is pressed or turns out, so that the call goes this way."""
    match edge.way:
        case "key" if isinstance(step, Menu):
            name = next(key.name for key in step.keys if key.key == edge.answer)
            condition = f" (if {worded(edge.when)})" if edge.when else ""
            return f"{edge.answer} {worded(name)}{condition}"
        case "wrong":
            return "gives up"
        case _:
            return worded(edge.answer)


def worded(name: str) -> str:
    """A name of the code as words."""
    return name.replace("_", " ")


def quoted(text: str) -> str:
    return '"' + text.replace("#", "#35;").replace('"', "#quot;") + '"'


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
