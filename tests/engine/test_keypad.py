"""The words of the keys are the words of the numbers."""

import pytest
from num2words import num2words

from flows.engine.keypad import KEY_WORDS
from flows.rules.languages import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_key_is_called_by_its_number(language: Language) -> None:
    numbers = {str(key): num2words(key, lang=language) for key in range(10)}

    assert KEY_WORDS[language] == numbers
