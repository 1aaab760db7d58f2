"""What can be wrong with dialogues, found without walking them."""

from collections.abc import Iterable, Iterator, Set

from flows.engine.check.hubs import hubs
from flows.engine.check.keys import alike, keys, shared
from flows.engine.check.memory import memory
from flows.engine.check.problem import Problem, Texts, Vocabulary
from flows.engine.check.shape import shape
from flows.engine.check.texts import spoken, texts
from flows.engine.check.vocabulary import unused, words
from flows.engine.steps import Dialogue
from flows.prompts import AGENCY

__all__ = ["Problem", "Texts", "Vocabulary", "find", "problems"]


def problems(
    dialogues: Iterable[Dialogue],
    actions: Vocabulary,
    said: Texts,
    always: Set[str] = AGENCY,
) -> tuple[Problem, ...]:
    """Every mistake in these dialogues, in the order of the steps; none if all is well.

    They must be all the dialogues there are, since what none of them uses is a mistake too.
    `always` are placeholders known to every prompt: the forms of the agency's name.
    """
    return tuple(dict.fromkeys(find(tuple(dialogues), actions, said, always)))


def find(
    dialogues: tuple[Dialogue, ...], actions: Vocabulary, said: Texts, always: Set[str]
) -> Iterator[Problem]:
    """The same one by one, as they are found, some of them more than once."""
    for dialogue in dialogues:
        yield from shape(dialogue)
        yield from keys(dialogue)
        yield from alike(dialogue)
        yield from words(dialogue, actions)
        yield from memory(dialogue, actions)
        yield from hubs(dialogue, actions)
    yield from shared(dialogues)
    yield from unused(dialogues, actions)
    uses = (use for dialogue in dialogues for use in spoken(dialogue, actions))
    yield from texts(uses, said, always)
