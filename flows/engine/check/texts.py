"""The texts of dialogues: there in every language, saying the same, naming only what is known."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from string import Formatter

from flows.engine.check.memory import known
from flows.engine.check.problem import Problem, Texts, Vocabulary
from flows.engine.steps import Code, Dial, Dialogue, Do, End, Menu, Number, Pick, Step
from flows.rules.languages import LANGUAGES, Language

_UNREADABLE = frozenset({"{"})


@dataclass(frozen=True, slots=True)
class Use:
    """A prompt as a step speaks it: the variables it may name, and whether it tells a key."""

    prompt: str
    where: str
    variables: frozenset[str]
    tells_key: bool = False
    languages: tuple[Language, ...] = LANGUAGES


def texts(uses: Iterable[Use], said: Texts, always: Set[str]) -> Iterator[Problem]:
    """Mistakes in the texts, given every use there is of them.

    `always` are the placeholders known everywhere: the forms of the agency's name.
    """
    uses = tuple(uses)
    for use in uses:
        yield from _faulty(use, said)
        told = {la: said[la][use.prompt] for la in use.languages if use.prompt in said[la]}
        named = {language: names_in(text) - always for language, text in told.items()}
        yield from _unknown(use, named)
        yield from _unequal(use, named)
    for language in LANGUAGES:
        used = {use.prompt for use in uses if language in use.languages}
        for prompt in sorted(said[language].keys() - used):
            yield Problem(prompt, f"is never spoken in {language}")


def spoken(dialogue: Dialogue, actions: Vocabulary) -> Iterator[Use]:
    """Every prompt that a dialogue can speak."""
    remembered = known(dialogue, actions)
    for step in dialogue.steps:
        where = f"{dialogue.name}.{step.name}"
        variables = remembered.get(step.name, frozenset())
        prompt = dialogue.prompt(step.name)
        if not isinstance(step, Do | Dial) and not (isinstance(step, End) and step.silent):
            yield Use(prompt, where, variables)
        for name, told, languages in _choices(step):
            yield Use(f"{prompt}.{name}", where, variables | told | {"key"}, True, languages)
        for everywhere in _everywhere(step):
            tells_key = everywhere in ("keys.more", "keys.repeat")
            yield Use(everywhere, where, frozenset({"key"} if tells_key else ()), tells_key)
    for everywhere in ("error.lost", "error.limit", "error.moment", "error.unsure"):
        yield Use(everywhere, dialogue.name, frozenset())


def _choices(step: Step) -> Iterator[tuple[str, frozenset[str], tuple[Language, ...]]]:
    """Prompts of keys: last part of the id, what they surely know besides, their languages."""
    match step:
        case Menu():
            for key in step.keys:
                own = tuple(la for la in LANGUAGES if la == key.sets.get("language"))
                yield key.name, frozenset({key.when} if key.when else ()), own or LANGUAGES
        case Pick():
            yield "choice", frozenset({"choice"}), LANGUAGES


def _everywhere(step: Step) -> Iterator[str]:
    """Prompts that belong to no dialogue: errors, and keys that are the same everywhere."""
    if isinstance(step, Menu | Pick | Number | Code):
        yield from ("error.silence.1", "error.silence.2", "error.wrong.1", "error.wrong.2")
    if isinstance(step, Menu | Pick) and step.back:
        yield "keys.back"
    if isinstance(step, Pick):
        yield "keys.more"
    if isinstance(step, Menu) and step.forget:
        yield "keys.repeat"


def _faulty(use: Use, said: Texts) -> Iterator[Problem]:
    for language in use.languages:
        text = said[language].get(use.prompt, "")
        if not text.strip():
            yield Problem(use.prompt, f"has no text in {language}")
        elif names_in(text) == _UNREADABLE:
            yield Problem(use.prompt, f"has a stray brace in {language}")
        elif use.tells_key and "key" not in names_in(text):
            yield Problem(use.prompt, f"does not tell its key in {language}")


def _unknown(use: Use, named: Mapping[Language, frozenset[str]]) -> Iterator[Problem]:
    for name in sorted(frozenset().union(*named.values()) - use.variables):
        yield Problem(use.prompt, f"names {{{name}}}, which may be unset at {use.where}")


def _unequal(use: Use, named: Mapping[Language, frozenset[str]]) -> Iterator[Problem]:
    for (one, some), (other, others) in pairwise(named.items()):
        for name in sorted(some ^ others):
            yield Problem(use.prompt, f"{{{name}}} is not in both {one} and {other}")


@cache
def names_in(text: str) -> frozenset[str]:
    """The placeholders of a text; a brace alone if it can't be read."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return _UNREADABLE
