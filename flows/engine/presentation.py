"""How a step that waits for keys is read out: its lines, the keys it offers, the wait."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from flows.engine.answers import HASH, MORE, REPEAT, Again, Asking, chances
from flows.engine.keypad import KEY_WORDS
from flows.engine.steps import Code, Dialogue, Key, Menu, Number, Pick
from flows.engine.turn import ENTRY_SECONDS, MENU_SECONDS, Keys, Line, Variables
from flows.rules.languages import Language

CHOICES: Final = 3
"""Items of a list that a pick reads out at a time."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Finds the words of one dialogue: ids of prompts, with a call's variables and language."""

    dialogue: Dialogue
    variables: Variables

    @property
    def language(self) -> Language:
        """The caller's language; before one is chosen, the dialogue's first."""
        return cast(Language, self.variables.get("language", self.dialogue.first_language))

    def line(self, prompt: str) -> Line:
        """A prompt that belongs to no dialogue (an error, a key that works everywhere)."""
        return Line(prompt, self.variables, self.language)

    def own(self, step: str) -> Line:
        """What a step says by itself."""
        return self.line(self.dialogue.prompt(step))

    def key(self, prompt: str, key: str, language: str | None = None, **values: Any) -> Line:
        """A prompt that names a key."""
        spoken = cast(Language, language or self.language)
        word = KEY_WORDS[spoken][key]
        return Line(prompt, {**self.variables, **values, "key": word}, spoken)


@dataclass(frozen=True, slots=True)
class Presentation:
    """What is said at a step, how it then waits, and the meaning of the keys as said."""

    say: tuple[Line, ...]
    wait: Keys
    offered: Mapping[str, str]


def present(voice: Voice, step: Asking, again: Again, tries: int) -> Presentation:
    """The step as it is read out after `tries` failed presentations.

    The first time and when repeated, its own prompt comes first; after a failure, the words
    for that: the first failure is named, the last presentation comes with help.
    """
    match step:
        case Menu():
            keys = tuple(key for key in step.keys if _works(key, voice.variables))
            say = (*_opening(voice, step, again, tries), *_menu(voice, step, keys))
            wait = Keys(step.name, 1, "", step.seconds)
            return Presentation(say, wait, {key.key: key.name for key in keys})
        case Pick():
            offered = _page(len(voice.variables[step.items]), again.first)
            say = (*_opening(voice, step, again, tries), *_choices(voice, step, offered))
            return Presentation(say, Keys(step.name, 1, "", MENU_SECONDS), offered)
        case _:
            digits = step.digits if isinstance(step, Code) else None
            wait = Keys(step.name, digits, HASH, ENTRY_SECONDS)
            return Presentation(tuple(_opening(voice, step, again, tries)), wait, {})


def _opening(voice: Voice, step: Asking, again: Again, tries: int) -> Iterator[Line]:
    if again.failed and tries == 1:
        yield voice.line(f"error.{again.failed}.1")
    if again.failed and tries == chances(step) - 1:
        yield voice.line(f"error.{again.failed}.2")
    if not again.failed or isinstance(step, Number | Code):
        yield voice.own(step.name)


def _works(key: Key, variables: Variables) -> bool:
    return key.when is None or bool(variables.get(key.when))


def _menu(voice: Voice, menu: Menu, keys: tuple[Key, ...]) -> Iterator[Line]:
    prompt = voice.dialogue.prompt(menu.name)
    for key in keys:
        yield voice.key(f"{prompt}.{key.name}", key.key, key.sets.get("language"))
    if menu.back:
        yield voice.line("keys.back")
    if menu.forget:
        yield voice.key("keys.repeat", REPEAT)


def _page(length: int, first: int) -> dict[str, str]:
    """Keys to places in the list, and `8` to where reading on begins if there is more."""
    last = min(first + CHOICES, length)
    page = {str(key): str(place) for key, place in enumerate(range(first, last), start=1)}
    return page | {MORE: str(last)} if last < length else page


def _choices(voice: Voice, pick: Pick, offered: Mapping[str, str]) -> Iterator[Line]:
    items = voice.variables[pick.items]
    prompt = f"{voice.dialogue.prompt(pick.name)}.choice"
    for key, place in offered.items():
        if key == MORE:
            yield voice.key("keys.more", key)
        else:
            yield voice.key(prompt, key, choice=items[int(place)]["words"])
    yield voice.line("keys.back")
