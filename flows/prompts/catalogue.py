"""The catalogue: every sentence that is spoken or texted, in every language, by a stable id.

Read once from the `.po` files beside this module. A catalogue that is incomplete, unsure or
unequal between languages does not load. Which step says a sentence is not known here.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from string import Formatter
from typing import IO, Final
from unicodedata import category

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from flows.rules.languages import LANGUAGES, Language

Texts = Mapping[str, str]


class BrokenCatalogueError(ValueError):
    """A catalogue may not be used; the message names language and id."""


class UnknownPromptError(LookupError):
    """There is no sentence with this id."""


class MissingValueError(LookupError):
    """A sentence needs a value that it was not given."""


def read(language: Language, source: IO[bytes]) -> dict[str, str]:
    """The sentences of one `.po` file by id. Raises BrokenCatalogueError."""
    try:
        messages = [m for m in read_po(source, locale=language, abort_invalid=True) if m.id]
    except PoFileError as error:
        raise BrokenCatalogueError(f"{language}.po: {error}") from error
    return {str(message.id): _text(language, message) for message in messages}


def _text(language: Language, message: Message) -> str:
    if fault := _fault(message):
        raise BrokenCatalogueError(f"{language}.po: {message.id}: {fault}")
    return str(message.string)


def _fault(message: Message) -> str | None:
    text = message.string
    if not isinstance(text, str) or not text.strip():
        return "no text"
    if message.fuzzy:
        return "marked fuzzy"
    if not text.isprintable() and any(category(sign).startswith("C") for sign in text):
        return "a control character"
    try:
        plain = all(field.isidentifier() for field in _fields(text))
    except ValueError:
        return "a brace without its other half"
    return None if plain else "a placeholder that is not a plain name"


def _fields(text: str) -> Iterator[str]:
    """Placeholders with all that belongs to them; one with a format or conversion is no name."""
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            yield f"{name}!{conversion}:{form}" if form or conversion else name


def placeholders_of(text: str) -> frozenset[str]:
    """The names of the values that a sentence needs."""
    return frozenset(_fields(text))


def require_equal(texts: Mapping[Language, Texts]) -> None:
    """Raises BrokenCatalogueError unless the languages have the same ids and placeholders.

    An id that ends in a language (".sv") is spoken in that language alone, and only its
    catalogue has it.
    """
    every = {prompt for language in LANGUAGES for prompt in texts[language]}
    for language in LANGUAGES:
        others = tuple(f".{other}" for other in LANGUAGES if other != language)
        expected = {prompt for prompt in every if not prompt.endswith(others)}
        if odd := sorted(expected ^ texts[language].keys()):
            raise BrokenCatalogueError(f"{language}.po: missing or not its own: {odd}")
        for prompt, text in texts[language].items():
            first = next(texts[other][prompt] for other in LANGUAGES if prompt in texts[other])
            if placeholders_of(text) != placeholders_of(first):
                raise BrokenCatalogueError(f"{language}.po: {prompt}: other placeholders")


def load() -> dict[Language, Texts]:
    """All sentences of all languages. Raises BrokenCatalogueError."""
    texts: dict[Language, Texts] = {}
    for language in LANGUAGES:
        with (files(__package__) / f"{language}.po").open("rb") as source:
            texts[language] = read(language, source)
    require_equal(texts)
    return texts


TEXTS: Final = load()
