"""What looks like a personal identity code is found, however it is written; nothing else is."""

import pytest

from flows.rules.identity_codes import is_in


@pytest.mark.parametrize(
    "words",
    [
        "131052-308T",
        "Hetu on 131052-308t.",
        "010205A967F",
        "010205a967f kysyi",
        "290200+123X",
        "311299 - 9876",
        "13 10 52 - 308 T",
        "131052–308T",
        "010594Y9032",
        "010594X903T",
        "soita uudelleen 010516B903X",
        "131052-308A",  # the wrong check character: a slip of the pen
        "１３１０５２-３０８T",
    ],
)
def test_a_personal_identity_code_is_found(words: str) -> None:
    assert is_in(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Soita mieluiten klo 12.30 jälkeen.",
        "Puhuu hitaasti, anna aikaa. Vastaa vasta 8 soitolla.",
        "13.10.2026 klo 9.00",
        "400152-308T",  # no such day
        "131352-308T",  # no such month
        "131052-308",
        "9131052-308T",
        "131052-308TX",
        "131052G308T",  # no such sign
    ],
)
def test_other_words_are_left_alone(words: str) -> None:
    assert not is_in(words)
