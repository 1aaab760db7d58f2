"""The table of every spoken form, as people have read and approved it."""

import pytest

from flows.rules.languages import LANGUAGES, Language
from tests.prompts.forms import path, table


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_the_one_that_was_read_and_approved(language: Language) -> None:
    approved = path(language).read_text(encoding="utf-8")

    assert table(language) == approved


@pytest.mark.parametrize("language", LANGUAGES)
def test_spoken_forms_are_words_without_a_digit(language: Language) -> None:
    words = [line.rpartition(": ")[2] for line in table(language).splitlines()]

    assert all(words)
    assert not [said for said in words if any(sign.isdigit() for sign in said)]
