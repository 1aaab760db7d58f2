"""Which prompts sound the same in every call, and so can be read out once and for all."""

from collections.abc import Iterable, Iterator

from flows.engine.answers import MORE, REPEAT
from flows.engine.presentation import CHOICES
from flows.engine.steps import Dialogue, Menu, Pick
from flows.prompts import AGENCY, placeholders
from flows.rules.languages import Language


def varying(prompt: str, language: Language, one_key: frozenset[str]) -> frozenset[str]:
    """The names of what differs in a prompt from call to call; nothing, if it can be recorded.

    The agency's name does not differ, nor does the key of a prompt that is told with `one_key`.
    """
    steady = AGENCY | {"key"} if prompt in one_key else AGENCY
    return placeholders(prompt, language) - steady


def told_with_one_key(dialogues: Iterable[Dialogue]) -> frozenset[str]:
    """The prompts that tell a key, and the same one wherever they are spoken."""
    return frozenset(prompt for prompt, keys in told_keys(dialogues).items() if len(keys) == 1)


def told_keys(dialogues: Iterable[Dialogue]) -> dict[str, set[str]]:
    """The prompts that tell a key, and which one in which place."""
    told: dict[str, set[str]] = {"keys.more": {MORE}, "keys.repeat": {REPEAT}}
    for dialogue in dialogues:
        for prompt, key in _keys(dialogue):
            told.setdefault(prompt, set()).add(key)
    return told


def _keys(dialogue: Dialogue) -> Iterator[tuple[str, str]]:
    for step in dialogue.steps:
        prompt = dialogue.prompt(step.name)
        match step:
            case Menu():
                yield from ((f"{prompt}.{key.name}", key.key) for key in step.keys)
            case Pick():
                yield from ((f"{prompt}.choice", str(key)) for key in range(1, CHOICES + 1))
