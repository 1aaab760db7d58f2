"""How long a dialogue's words take at the longest: each text alone, and menus with their keys."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from flows.engine.explore import Visit, presented
from flows.engine.listen import MENU_SECONDS, PROMPT_SECONDS, Seconds, Speak
from flows.engine.steps import Dialogue
from flows.engine.turn import Keys
from flows.rules.languages import LANGUAGES, Language

Durations = Mapping[str, float]
"""Seconds by the id of a prompt; of what waits for a key, its keys included, by `… + keys`."""

LEGEND: Final = f"""\
# Seconds

About how long each text takes at the longest, reckoned by its letters, with the longest words
that a call can bring. A text may take {PROMPT_SECONDS} seconds, a menu with its keys \
{MENU_SECONDS}.
"""


def durations(
    dialogue: Dialogue, visits: Iterable[Visit], speak: Speak, seconds: Seconds
) -> Durations:
    """The longest time of everything that is said in these visits."""
    longest: dict[str, float] = {}
    for visit in visits:
        for what, took in _heard(dialogue, visit, speak, seconds):
            longest[what] = max(took, longest.get(what, 0))
    return longest


def table(by_language: Mapping[Language, Durations]) -> str:
    """The times as Markdown, sorted by the ids of prompts."""
    prompts = dict.fromkeys(prompt for times in by_language.values() for prompt in times)
    rows = [f"| {prompt} | {_cells(prompt, by_language)} |" for prompt in sorted(prompts)]
    head = f"| | {' | '.join(LANGUAGES)} |", f"|---|{'---:|' * len(LANGUAGES)}"
    return "\n".join((LEGEND, *head, *rows)) + "\n"


def _heard(
    dialogue: Dialogue, visit: Visit, speak: Speak, seconds: Seconds
) -> Iterator[tuple[str, float]]:
    for line in visit.turn.say:
        yield line.prompt, seconds(speak(line), line.language)
    lines = presented(dialogue, visit.turn)
    if isinstance(visit.turn.wait, Keys) and len(lines) > 1:
        took = sum(seconds(speak(line), line.language) for line in lines)
        yield f"{dialogue.prompt(visit.turn.state.step)} + keys", took


def _cells(prompt: str, by_language: Mapping[Language, Durations]) -> str:
    times = (by_language[language].get(prompt) for language in LANGUAGES)
    return " | ".join("" if took is None else f"{took:.1f}" for took in times)
