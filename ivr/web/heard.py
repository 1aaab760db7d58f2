"""What callers hear of a line's switches, word by word as on the telephone."""

from dataclasses import dataclass
from typing import Final

from flows.prompts import say
from flows.rules.languages import LANGUAGES, Language
from ivr.models import Line
from ivr.web.site import site

NOT_TAKEN: Final = ("caller.not_taken", "caller.urgent")
"""What is said to whoever asks for a callback while no requests are taken."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The words in a language, and where the recordings among them can be listened to."""

    language: Language
    words: str
    recordings: tuple[str, ...]


def heard(line: Line) -> tuple[Heard, ...]:
    """What callers of the line hear who ask for a callback while no requests are taken."""
    return tuple(_in(one, line) for one in LANGUAGES if one in line.urgent_words)


def _in(spoken: Language, line: Line) -> Heard:
    values = {**site().names()[spoken], "urgent": line.urgent_words[spoken]}
    words = " ".join(say(prompt, spoken, values) for prompt in NOT_TAKEN)
    recorded = (site().recordings.get((spoken, prompt)) for prompt in NOT_TAKEN)
    return Heard(spoken, words, tuple(one.path for one in recorded if one))
