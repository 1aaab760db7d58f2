"""Holds elements against the tables: what fits becomes a Verb, what does not a Problem.

Like the real network, the part that does not fit is left out and the rest goes on. What exists
there but not here ends the call, for going on would be pretending.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ivr.simnet.twiml.document import Problem, Verb
from ivr.simnet.twiml.marks import MARK_GRAMMARS, sound_out
from ivr.simnet.twiml.markup import Element
from ivr.simnet.twiml.tables import (
    NOUNS,
    REAL_NOUNS,
    REAL_VERBS,
    SCHEMA,
    VERBS,
    Attribute,
    Grammar,
    Text,
)

GRAMMARS: Final[Mapping[str, Grammar]] = {**VERBS, **NOUNS, **MARK_GRAMMARS}
_BLANKS: Final = re.compile("[ \t\r\n]+")
_NAMES: Final = frozenset({*GRAMMARS, *REAL_VERBS, *REAL_NOUNS})


def admit(element: Element, grammar: Grammar, problems: list[Problem]) -> Verb:
    """`element` with only those attributes and children that its grammar knows.

    Every complaint is appended to `problems`.
    """
    text = _BLANKS.sub(" ", sound_out(element)).strip(" ")
    problems.extend(_attribute_problems(element, grammar.attributes))
    problems.extend(_text_problems(element.name, text, grammar.text))
    attributes = {
        name: value
        for name, value in element.attributes.items()
        if _obeyed(grammar.attributes.get(name), value)
    }
    children = tuple(_admit_children(element, grammar, problems))
    return Verb(element.name, attributes, text if grammar.text else "", children)


def _admit_children(element: Element, grammar: Grammar, problems: list[Problem]) -> Iterator[Verb]:
    for child in element.elements:
        if problem := _child_problem(child, element, grammar):
            problems.append(problem)
        else:
            yield admit(child, GRAMMARS[child.name], problems)


def _obeyed(attribute: Attribute | None, value: str) -> bool:
    return attribute is not None and attribute.simulated and attribute.value.accepts(value)


def _attribute_problems(element: Element, known: Mapping[str, Attribute]) -> Iterator[Problem]:
    for name, value in element.attributes.items():
        where = f"<{element.name} {name}={value[:60]!r}>"
        attribute = known.get(name)
        if attribute is None:
            yield Problem.of(SCHEMA, f"{where}: unknown attribute{_suggest(name, known)}")
        elif not attribute.value.accepts(value):
            yield Problem.of(attribute.code, f"{where}: expects {attribute.value.expects}")
        elif not attribute.simulated:
            yield Problem.of(None, f"{where}: real, not simulated")
    for name, attribute in known.items():
        if attribute.required and name not in element.attributes:
            yield Problem.of(attribute.code, f"<{element.name}>: needs {name}")


def _text_problems(name: str, text: str, expected: Text | None) -> Iterator[Problem]:
    match expected:
        case None:
            if text:
                yield Problem.of(SCHEMA, f"<{name}>: stray text {text[:40]!r}")
        case Text(value, code, required):
            if (text or required) and not value.accepts(text):
                yield Problem.of(code, f"<{name}>: expects {value.expects}, got {text[:40]!r}")


def _child_problem(child: Element, parent: Element, grammar: Grammar) -> Problem | None:
    where = f"<{child.name}> in <{parent.name}>"
    if child.name in grammar.children:
        return None
    if child.name in grammar.real:
        return Problem(None, True, f"{where}: real, not simulated")
    if child.name in _NAMES:
        return Problem.of(grammar.misplaced, f"{where}: not allowed there")
    return Problem.of(SCHEMA, f"{where}: unknown{_suggest(child.name, _NAMES)}")


def _suggest(name: str, known: Iterable[str]) -> str:
    plain = name.replace("_", "").casefold()
    return next((f"; write {other}" for other in known if other.casefold() == plain), "")
