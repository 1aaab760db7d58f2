"""What can be wrong with one Say: its voice, its language, its length, its characters."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from unicodedata import category
from urllib.parse import quote

from ivr.simnet.twiml.document import Problem, Verb
from ivr.simnet.twiml.voices import ALL_VOICES, AS_OF, VOICES, longest_text

MAX_ENCODED: Final = 4500
"""Length of the percent-encoded text (error 13521); one ä takes six."""

_UNSPEAKABLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


def examine(say: Verb) -> Iterator[Problem]:
    """Every fault of a Say that its grammar cannot show."""
    voice, language = say.attributes.get("voice"), say.attributes.get("language")
    if voice is None or language is None:
        yield _warn(None, "needs both voice and language: one alone may fail or speak English")
    if voice is not None and voice not in ALL_VOICES:
        yield _warn(13511, f"voice {voice!r} is none of the voices listed in {AS_OF}")
    elif language is not None and language not in VOICES:
        yield _warn(13512, f"language {language!r} has no voice listed in {AS_OF}")
    elif voice and language and voice not in VOICES[language]:
        yield _warn(13512, f"voice {voice} does not speak {language}")
    yield from _measure(say.text, voice or "man")


def _measure(text: str, voice: str) -> Iterator[Problem]:
    if len(text) > longest_text(voice):
        yield _warn(13521, f"{len(text)} characters, {voice} speaks {longest_text(voice)}")
    if (encoded := len(quote(text, safe=""))) > MAX_ENCODED:
        yield _warn(13521, f"{encoded} characters when URL-encoded, the limit is {MAX_ENCODED}")
    if odd := _odd(text):
        yield _warn(None, f"characters nobody can speak: {', '.join(odd)}")


@lru_cache(1_024)  # most sentences are said again and again
def _odd(text: str) -> tuple[str, ...]:
    return tuple(sorted({f"U+{ord(char):04X}" for char in text if category(char) in _UNSPEAKABLE}))


def _warn(code: int | None, what: str) -> Problem:
    return Problem.of(code, f"<Say>: {what}")
