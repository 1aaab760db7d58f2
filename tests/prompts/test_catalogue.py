"""The catalogue loads whole, or not at all."""

import io
from importlib.resources import files

import pytest

from flows.prompts import MissingValueError, UnknownPromptError, ids, placeholders, say, seconds
from flows.prompts.catalogue import BrokenCatalogueError, read, require_equal
from flows.rules.languages import LANGUAGES, Language

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
WHOLE = {"a": "one {value}", "b": "two"}


def _po(body: str) -> io.BytesIO:
    return io.BytesIO((HEAD + body).encode())


def test_a_whole_catalogue_is_read_by_id() -> None:
    source = _po('msgid "menu"\nmsgstr "Paina {key}, "\n"kiitos."\n')

    assert read("fi", source) == {"menu": "Paina {key}, kiitos."}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('msgid "a"\nmsgstr ""\n', "a: no text"),
        ('msgid "a"\nmsgstr "  "\n', "a: no text"),
        ('#, fuzzy\nmsgid "a"\nmsgstr "unsure"\n', "a: marked fuzzy"),
        ('msgid "a"\nmsgstr "tab\\there"\n', "a: a control character"),
        ('msgid "a"\nmsgstr "zero\u200bwidth"\n', "a: a control character"),
        ('msgid "a"\nmsgstr "{}"\n', "a: a placeholder that is not a plain name"),
        ('msgid "a"\nmsgstr "{x.y}"\n', "a: a placeholder that is not a plain name"),
        ('msgid "a"\nmsgstr "{x!r}"\n', "a: a placeholder that is not a plain name"),
        ('msgid "a"\nmsgstr "{x:>9}"\n', "a: a placeholder that is not a plain name"),
        ('msgid "a"\nmsgstr "{x"\n', "a: a brace without its other half"),
        ('msgid "a"\nmsgstr "x}"\n', "a: a brace without its other half"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] "y"\n', "no text"),
        ("no catalogue at all\n", "fi.po"),
    ],
)
def test_a_broken_catalogue_is_refused(body: str, fault: str) -> None:
    with pytest.raises(BrokenCatalogueError, match=fault):
        read("fi", _po(body))


def test_languages_with_the_same_ids_and_placeholders_are_equal() -> None:
    require_equal({"fi": WHOLE, "sv": WHOLE, "en": WHOLE})


@pytest.mark.parametrize(
    ("odd", "fault"),
    [
        ({"a": "one {value}"}, "sv.po: missing or not its own: .*'b'"),
        (WHOLE | {"c": "three"}, "missing or not its own: .*'c'"),
        (WHOLE | {"a": "one {other}"}, "sv.po: a: other placeholders"),
        (WHOLE | {"a": "one"}, "sv.po: a: other placeholders"),
        (WHOLE | {"a.fi": "only Finnish"}, "missing or not its own: .*'a.fi'"),
    ],
)
def test_unequal_languages_are_refused(odd: dict[str, str], fault: str) -> None:
    with pytest.raises(BrokenCatalogueError, match=fault):
        require_equal({"fi": WHOLE, "sv": odd, "en": WHOLE})


def test_a_sentence_of_one_language_belongs_to_its_catalogue_alone() -> None:
    require_equal({"fi": WHOLE, "sv": WHOLE | {"menu.sv": "På svenska, tryck {key}."}, "en": WHOLE})


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_id_stands_twice_in_a_catalogue(language: Language) -> None:
    text = (files("flows.prompts") / f"{language}.po").read_text(encoding="utf-8")
    written = [line for line in text.splitlines() if line.startswith("msgid ")]

    assert len(written) == len(set(written))


def test_a_sentence_is_said_with_its_values() -> None:
    assert say("caller.main.hours", "en", {"key": "five"}).endswith("press five.")


def test_a_value_that_brings_its_own_stop_does_not_double_it() -> None:
    said = say("caller.short_day", "en", {"closes": "until one p.m."})

    assert said == "Today we are open until one p.m."


def test_an_unknown_sentence_is_an_error_and_not_its_id_spoken() -> None:
    with pytest.raises(UnknownPromptError, match="nosuch"):
        say("nosuch", "fi", {})
    with pytest.raises(UnknownPromptError, match="nosuch"):
        placeholders("nosuch", "fi")


def test_a_missing_value_is_an_error_and_not_a_brace_spoken() -> None:
    with pytest.raises(MissingValueError, match=r"caller.main.hours: key"):
        say("caller.main.hours", "fi", {})


def test_placeholders_are_known_without_saying_the_sentence() -> None:
    assert placeholders("caller.told_today", "sv") == {"eta", "cli"}


def test_texts_are_not_among_what_is_spoken() -> None:
    assert not [prompt for prompt in ids() if prompt.startswith("sms.")]


def test_speech_takes_longer_the_longer_it_is() -> None:
    long = "Soitamme sinulle arviolta huomenna aamupäivällä."

    assert seconds("", "fi") == 0
    assert 3 < seconds(long, "fi") < 5
    assert seconds(long + long, "fi") == 2 * seconds(long, "fi")
