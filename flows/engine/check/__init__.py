"""What can be wrong with dialogues, found without walking them (design 2, "Checked")."""

from collections.abc import Iterable, Iterator, Set

from flows.engine.check.hubs import hubs
from flows.engine.check.keys import keys
from flows.engine.check.memory import memory
from flows.engine.check.problem import Problem, Texts, Vocabulary
from flows.engine.check.shape import shape
from flows.engine.check.texts import texts
from flows.engine.check.vocabulary import unused, words
from flows.engine.steps import Dialogue

__all__ = ["Problem", "Texts", "Vocabulary", "problems"]


def problems(
    dialogues: Iterable[Dialogue],
    actions: Vocabulary,
    said: Texts,
    always: Set[str] = frozenset({"agency", "agencys"}),
) -> tuple[Problem, ...]:
    """Every mistake in these dialogues, in the order of the steps; none if all is well.

    They must be all the dialogues there are, since what none of them uses is a mistake too.
    `always` are placeholders known to every prompt: the forms of the agency's name.
    """
    return tuple(dict.fromkeys(_found(tuple(dialogues), actions, said, always)))


def _found(
    dialogues: tuple[Dialogue, ...], actions: Vocabulary, said: Texts, always: Set[str]
) -> Iterator[Problem]:
    for dialogue in dialogues:
        yield from shape(dialogue)
        yield from keys(dialogue)
        yield from words(dialogue, actions)
        yield from memory(dialogue, actions)
        yield from hubs(dialogue, actions)
    yield from unused(dialogues, actions)
    yield from texts(dialogues, actions, said, always)
