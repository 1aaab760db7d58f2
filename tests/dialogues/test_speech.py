"""What the dialogues say, on every way through them, at the greatest length of every value."""

from collections.abc import Iterator

import pytest

from flows.dialogues import DIALOGUES
from flows.dialogues.actions import ACTIONS
from flows.engine.check import problems
from flows.engine.explore import Visit, explore, stranded
from flows.engine.listen import listen
from flows.engine.need import needs
from flows.engine.steps import Dialogue
from flows.engine.turn import Line
from flows.prompts import say, seconds, texts
from flows.rules.languages import LANGUAGES, Language
from tests.dialogues.calls import citizen, words
from tests.dialogues.values import NAMES, longest

GREETING_SECONDS = 10
"""From the first word to the last choice of a language."""


def _speak(line: Line) -> str:
    return say(line.prompt, line.language, {**NAMES[line.language], **line.values})


def _visits(dialogue: Dialogue, language: Language) -> Iterator[Visit]:
    """Every turn of every call; citizens choose a language, agents have this one."""
    given = {} if dialogue.name == "caller" else {"language": language}
    needed = needs(dialogue, ACTIONS, texts())
    return explore(dialogue, ACTIONS, longest(language), given, needed)


def _is_in(language: Language, visit: Visit) -> bool:
    return bool(visit.turn.state.variables.get("language", "fi") == language)


def test_the_dialogues_have_no_problems() -> None:
    assert problems(DIALOGUES.values(), ACTIONS, texts()) == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DIALOGUES)
def test_no_call_is_stranded_and_all_that_is_said_can_be_followed(
    name: str, language: Language
) -> None:
    dialogue = DIALOGUES[name]
    visits = list(_visits(dialogue, language))

    assert stranded(visits) == []
    heard = [visit for visit in visits if _is_in(language, visit)]
    assert [str(problem) for problem in listen(dialogue, heard, _speak, seconds)] == []


def test_every_language_is_offered_within_seconds() -> None:
    welcome = citizen().turn.say

    assert sum(seconds(_speak(line), line.language) for line in welcome) <= GREETING_SECONDS
    assert words(citizen()).startswith("Asiointivirasto. Suomeksi, paina yksi.")


@pytest.mark.parametrize(
    ("language", "politely"),
    [
        ("fi", ("te ", "teidän", "teille", "teitä")),
        ("sv", (" ni ", " er ", " ert ")),
        ("en", ("wrong", "invalid", "illegal", "failed")),
    ],
)
def test_callers_are_spoken_to_plainly_and_never_blamed(
    language: Language, politely: tuple[str, ...]
) -> None:
    spoken = {
        prompt: f" {text.lower()} "
        for prompt, text in texts()[language].items()
        if prompt.startswith(("caller.", "error.", "keys."))
    }

    assert not [prompt for prompt, text in spoken.items() if any(word in text for word in politely)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_is_named_after_what_it_does(language: Language) -> None:
    press = {"fi": ", paina {key}", "sv": ", tryck {key}", "en": ", press {key}"}[language]
    keyed = {prompt: text for prompt, text in texts()[language].items() if "{key}" in text}

    assert keyed
    assert not [prompt for prompt, text in keyed.items() if press not in text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_is_short_enough_to_be_kept_in_mind(language: Language) -> None:
    longest_sentence = 16
    sentences = [
        (prompt, sentence)
        for prompt, text in texts()[language].items()
        for sentence in text.split(". ")
    ]

    assert not [(p, s) for p, s in sentences if len(s.split()) > longest_sentence]
