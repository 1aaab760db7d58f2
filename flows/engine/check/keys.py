"""The keys of a menu: each one digit, each once, none that means the same everywhere."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from flows.engine.answers import REPEAT
from flows.engine.check.problem import Problem
from flows.engine.steps import Dialogue, Key, Menu
from flows.rules.languages import LANGUAGES

CHOICES: Final = 6
"""More than this, nobody remembers; ideally there are three. Key 0 stands apart from them."""


def keys(dialogue: Dialogue) -> Iterator[Problem]:
    """Mistakes in the keys of every menu."""
    for step in dialogue.steps:
        if isinstance(step, Menu):
            for what in _menu(step):
                yield Problem(f"{dialogue.name}.{step.name}", what)


def shared(dialogues: Iterable[Dialogue]) -> Iterator[Problem]:
    """Menus that dialogues share, words and all, and that don't mean the same in all of them."""
    first: dict[str, tuple[Key, ...]] = {}
    for dialogue in dialogues:
        for step in dialogue.steps:
            if isinstance(step, Menu) and dialogue.shares(step.name):
                offered = tuple(replace(key, to="") for key in step.keys)
                if first.setdefault(step.name, offered) != offered:
                    what = "has not the same keys as where this step is shared"
                    yield Problem(f"{dialogue.name}.{step.name}", what)


def alike(dialogue: Dialogue) -> Iterator[Problem]:
    """Keys of one name that lead to the same step, and yet don't set the same variables.

    Where several keys begin the same, none of them may leave what was begun before.
    """
    first: dict[tuple[str, str], frozenset[str]] = {}
    for menu in (step for step in dialogue.steps if isinstance(step, Menu)):
        for key in menu.keys:
            given = frozenset(key.sets)
            if first.setdefault((key.name, key.to), given) != given:
                what = f"{key.name} does not set what it sets elsewhere on the way to {key.to}"
                yield Problem(f"{dialogue.name}.{menu.name}", what)


def _menu(menu: Menu) -> Iterator[str]:
    pressed = [key.key for key in menu.keys]
    named = [key.name for key in menu.keys]
    yield from (f"key {key} is there twice" for key in _doubles(pressed))
    yield from (f"two keys are named {name!r}" for name in _doubles(named))
    choices = [key for key in pressed if key != "0"]
    if len(choices) > CHOICES:
        yield f"offers {len(choices)} choices, more than {CHOICES}"
    if all(key.when for key in menu.keys):
        yield "has no key that always works"
    for key in menu.keys:
        yield from _key(key)


def _doubles(words: list[str]) -> list[str]:
    return sorted({word for word in words if words.count(word) > 1})


def _key(key: Key) -> Iterator[str]:
    if key.key not in set("012345678"):
        why = "repeats, everywhere" if key.key == REPEAT else "is no key that a menu may use"
        yield f"key {key.key} {why}"
    language = key.sets.get("language")
    if language and language not in LANGUAGES:
        yield f"key {key.key} chooses {language!r}, which is no language"
