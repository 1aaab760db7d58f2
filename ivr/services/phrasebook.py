"""Every sentence that the telephone speaks and every text that is sent: its words, and where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from flows.dialogues import DIALOGUES
from flows.dialogues.actions import ACTIONS
from flows.engine.check.texts import spoken
from flows.engine.keypad import KEY_WORDS
from flows.engine.recordable import told_keys
from flows.prompts import placeholders, say, seconds, sms_kinds, texts
from flows.prompts.catalogue import TEXTS
from flows.prompts.sentences import SMS
from flows.rules.languages import Language
from ivr.services.samples import Words

TEXTS_SENT: Final = "sms"
PLACES: Final = (*DIALOGUES, TEXTS_SENT)
"""Where words are said: in a dialogue, or in text messages."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in one language. `sample` has the longest words that a call can bring in place of
    its placeholders, and takes about `seconds`; a text that is sent has none. `steps` are those in
    which it is spoken, each as dialogue and step, or only the dialogue where it is any step."""

    id: str
    language: Language
    text: str
    sample: str
    seconds: float
    steps: Sequence[str]

    def matches(self, sought: str) -> bool:
        """Whether all words that are sought stand in it or in its id."""
        told = f"{self.id} {self.text} {self.sample}".casefold()
        return all(word in told for word in sought.casefold().split())


def sentences(
    place: str, language: Language, words: Words, agency: Mapping[str, str]
) -> Iterator[Sentence]:
    """What is said in a dialogue, or sent, in one language; in the order of ids.

    `agency` has the forms of the agency's name in that language.
    """
    if place == TEXTS_SENT:
        for kind in sorted(sms_kinds()):
            text = TEXTS[language][SMS + kind]
            yield Sentence(SMS + kind, language, text, "", 0, ())
        return
    for prompt, steps in _uses(place).items():
        if prompt in texts()[language]:
            sample = say(prompt, language, {**agency, **_values(prompt, language, words)})
            took = seconds(sample, language)
            text = texts()[language][prompt]
            yield Sentence(prompt, language, text, sample, took, steps)


def _values(prompt: str, language: Language, words: Words) -> dict[str, object]:
    known = words[language]
    key = min(_keys().get(prompt, {"1"}))
    choice = max((str(item["words"]) for item in _items(known["things"])), key=len)
    values = {**known, "key": KEY_WORDS[language][key], "choice": choice}
    return {name: values[name] for name in placeholders(prompt, language) if name in values}


def _items(listed: object) -> list[dict[str, object]]:
    return listed if isinstance(listed, list) else []


@cache
def _keys() -> Mapping[str, set[str]]:
    return told_keys(DIALOGUES.values())


@cache
def _uses(dialogue: str) -> Mapping[str, tuple[str, ...]]:
    """The steps of each prompt of a dialogue, by its id."""
    found: dict[str, list[str]] = {}
    for use in spoken(DIALOGUES[dialogue], ACTIONS):
        found.setdefault(use.prompt, []).append(use.where)
    return {prompt: tuple(dict.fromkeys(found[prompt])) for prompt in sorted(found)}
