"""What a call still needs to remember: the variables that may yet be read, step by step.

Two calls that differ only in what nobody will ask for again go on alike.
"""

from collections.abc import Mapping
from typing import TypeAlias

from flows.engine.check.memory import sets
from flows.engine.check.problem import Texts, Vocabulary
from flows.engine.check.texts import names_in, spoken
from flows.engine.edges import Edge, graph
from flows.engine.steps import Dial, Dialogue, Do, Menu, Pick, Step

Needs: TypeAlias = Mapping[str, frozenset[str]]
"""Variables that may be read in a step or after it, before they are set anew, by its name."""

_ALWAYS = frozenset({"language"})


def needs(dialogue: Dialogue, actions: Vocabulary, said: Texts) -> Needs:
    """What each step, or any that may follow it, reads of what is known when it is entered."""
    steps = {step.name: step for step in dialogue.steps}
    needed = _read_by_prompts(dialogue, actions, said)
    for name, step in steps.items():
        needed[name] |= _read_by(step, actions)
    ways, grown = graph(dialogue), True
    while grown:
        grown = False
        for name, step in steps.items():
            later = [_through(dialogue, step, edge, actions, needed) for edge in ways[name]]
            entered = needed[name].union(*later)
            grown |= entered != needed[name]
            needed[name] = entered
    return needed


def _through(
    dialogue: Dialogue, step: Step, edge: Edge, actions: Vocabulary, needed: Needs
) -> frozenset[str]:
    """What is needed on this way that it does not set itself, and that no hub forgets."""
    target = dialogue.find(edge.to)
    after = needed[edge.to] - sets(step, edge, actions)
    forgets = isinstance(target, Menu) and target.forget
    return after & (dialogue.kept | _ALWAYS) if forgets else after


def _read_by_prompts(
    dialogue: Dialogue, actions: Vocabulary, said: Texts
) -> dict[str, frozenset[str]]:
    read = dict.fromkeys((step.name for step in dialogue.steps), _ALWAYS)
    for use in spoken(dialogue, actions):
        name = use.where.removeprefix(f"{dialogue.name}.")
        if name in read:
            read[name] |= names_in(said[use.languages[0]].get(use.prompt, ""))
    return read


def _read_by(step: Step, actions: Vocabulary) -> frozenset[str]:
    match step:
        case Menu():
            return frozenset(key.when for key in step.keys if key.when)
        case Pick():
            return frozenset({step.items})
        case Do() if step.action in actions:
            takes = actions[step.action].takes
            return frozenset(name.removesuffix("?") for name in takes) - step.args.keys()
        case Dial():
            return frozenset({step.ring})
    return frozenset()
