"""The words of the pages by stable id, in three languages, and the one that a reader gets."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Final, cast

from flask import g, request, session

from flows.prompts.catalogue import read, require_equal
from flows.rules.languages import LANGUAGES, Language
from ivr.web.access import visitor

Texts = Mapping[Language, Mapping[str, str]]


def load() -> Texts:
    """All texts. Raises BrokenCatalogueError if a language lacks one, or a value in it."""
    texts: dict[Language, Mapping[str, str]] = {}
    for language in LANGUAGES:
        with (files("ivr") / "translations" / f"{language}.po").open("rb") as source:
            texts[language] = read(language, source)
    require_equal(texts)
    return texts


TEXTS: Final = load()


def word(text: str, **values: object) -> str:
    """The text with this id for the reader of this page. Raises KeyError for an unknown id."""
    return worded(language(), text, **values)


def worded(language: Language, text: str, **values: object) -> str:
    """The text with this id in a language."""
    return TEXTS[language][text].format(**values)


def is_known(text: str) -> bool:
    """Whether there is a text with this id."""
    return text in TEXTS["fi"]


def language() -> Language:
    """The reader's: as she has chosen, else as her browser asks, else Finnish."""
    if "language" not in g:
        g.language = _chosen() or _asked_for() or "fi"
    return cast(Language, g.language)


def _chosen() -> Language | None:
    who = visitor()
    chosen = (who and who.language) or session.get("language")
    return chosen if chosen in LANGUAGES else None


def _asked_for() -> Language | None:
    """The first of the browser's languages that we speak, whatever the country: fi-FI is fi."""
    spoken = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((language for language in spoken if language in LANGUAGES), None)
