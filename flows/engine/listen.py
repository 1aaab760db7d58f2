"""What callers hear, on every way through a dialogue: never empty, never long, never a digit."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from flows.engine.check.problem import Problem
from flows.engine.explore import Visit, presented
from flows.engine.steps import Dialogue
from flows.engine.turn import Keys, Line
from flows.rules.languages import Language

PROMPT_SECONDS: Final = 25
"""The longest sentence that one can follow."""
MENU_SECONDS: Final = 30
"""The longest menu, with all its keys."""

Speak: TypeAlias = Callable[[Line], str]
Seconds: TypeAlias = Callable[[str, Language], float]

_UNSPEAKABLE = re.compile(r"[\d{}_<>\[\]]")


def listen(
    dialogue: Dialogue, visits: Iterable[Visit], speak: Speak, seconds: Seconds
) -> Iterator[Problem]:
    """What is wrong with what is said in these visits, each line and each menu once."""
    heard = set[object]()
    for visit in visits:
        for line in visit.turn.say:
            if _identity(line) not in heard:
                heard.add(_identity(line))
                yield from _line(line, speak, seconds)
        lines = presented(dialogue, visit.turn)
        menu = tuple(map(_identity, lines))
        if isinstance(visit.turn.wait, Keys) and menu not in heard:
            heard.add(menu)
            yield from _menu(lines, speak, seconds)


def _identity(line: Line) -> object:
    return line.prompt, line.language, line.values.get("key"), line.values.get("choice")


def _line(line: Line, speak: Speak, seconds: Seconds) -> Iterator[Problem]:
    text = speak(line)
    if not text.strip():
        yield Problem(line.prompt, f"says nothing in {line.language}")
    if found := _UNSPEAKABLE.search(text):
        yield Problem(line.prompt, f"can't be said in {line.language}: {found[0]!r} in {text!r}")
    if (took := seconds(text, line.language)) > PROMPT_SECONDS:
        what = f"takes {took:.0f} seconds in {line.language}, more than {PROMPT_SECONDS}"
        yield Problem(line.prompt, what)


def _menu(lines: tuple[Line, ...], speak: Speak, seconds: Seconds) -> Iterator[Problem]:
    took = sum(seconds(speak(line), line.language) for line in lines)
    if took > MENU_SECONDS:
        languages = "/".join(sorted({line.language for line in lines}))
        what = f"takes {took:.0f} seconds with its keys in {languages}, more than {MENU_SECONDS}"
        yield Problem(lines[0].prompt, what)
