"""Sentences with their values filled in: spoken by id, texted by kind."""

from collections.abc import Mapping
from typing import Final

from flows.prompts.catalogue import (
    TEXTS,
    MissingValueError,
    UnknownPromptError,
    placeholders_of,
)
from flows.rules.languages import Language

SMS: Final = "sms."
"""What the ids of text messages begin with."""

AGENCY: Final = frozenset({"agency", "agencys"})
"""The forms of the agency's name, which every sentence may hold: the plain one and the genitive."""

LETTERS_PER_SECOND: Final[Mapping[Language, float]] = {"fi": 11.6, "sv": 11.9, "en": 12.7}
"""How fast sentences are taken to be spoken; spaces and stops count as letters.

Measured with espeak-ng at 140 words a minute over 44 sentences: 10.1, 10.4 and 11.0; the voices
of telephone services are 10-20 % faster.
"""


def say(prompt: str, language: Language, values: Mapping[str, object]) -> str:
    """The sentence to be spoken. `values` are words already, in the same language.

    Raises UnknownPromptError and MissingValueError.
    """
    try:
        text = TEXTS[language][prompt]
    except KeyError:
        raise UnknownPromptError(prompt) from None
    try:
        # A value may bring a stop of its own to the end of a sentence ("one p.m.").
        return text.format_map(values).replace("..", ".")
    except KeyError as missing:
        raise MissingValueError(f"{prompt}: {missing.args[0]}") from None


def sms(kind: str, language: Language, values: Mapping[str, object]) -> str:
    """The text message of this kind; errors as in `say`."""
    return say(SMS + kind, language, values)


def texts() -> Mapping[Language, Mapping[str, str]]:
    """Every sentence that is spoken, with its placeholders, by language and id."""
    return {
        language: {prompt: text for prompt, text in own.items() if not prompt.startswith(SMS)}
        for language, own in TEXTS.items()
    }


def ids() -> frozenset[str]:
    """The ids of all sentences that are spoken, in one language at least."""
    return frozenset(prompt for own in texts().values() for prompt in own)


def sms_kinds() -> frozenset[str]:
    """The kinds of text messages."""
    return frozenset(prompt.removeprefix(SMS) for prompt in TEXTS["fi"] if prompt.startswith(SMS))


def placeholders(prompt: str, language: Language) -> frozenset[str]:
    """The names of the values that a sentence needs. Raises UnknownPromptError."""
    try:
        return placeholders_of(TEXTS[language][prompt])
    except KeyError:
        raise UnknownPromptError(prompt) from None


def seconds(text: str, language: Language) -> float:
    """About how long a text takes to be spoken."""
    return len(text) / LETTERS_PER_SECOND[language]
