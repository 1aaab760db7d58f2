"""What a dialogue asks to be done, against the vocabulary: actions, arguments, outcomes."""

from collections.abc import Iterable, Iterator

from flows.engine.check.problem import Problem, Vocabulary
from flows.engine.steps import Dial, Dialogue, Do
from flows.engine.turn import RINGS


def words(dialogue: Dialogue, actions: Vocabulary) -> Iterator[Problem]:
    """Actions that don't exist, and outcomes that are not exactly the action's."""
    for step in dialogue.steps:
        where = f"{dialogue.name}.{step.name}"
        match step:
            case Do() if step.action not in actions:
                yield Problem(where, f"asks for {step.action!r}, which is no action")
            case Do():
                taken = {taken.removesuffix("?") for taken in actions[step.action].takes}
                for name in sorted(step.args.keys() - taken):
                    yield Problem(where, f"gives {name!r}, which {step.action} does not take")
                expected = actions[step.action].outcomes.keys() | {"failed"}
                yield from _outcomes(where, expected, step.outcomes)
            case Dial():
                yield from _outcomes(where, RINGS, step.outcomes)


def _outcomes(where: str, expected: Iterable[str], mapped: Iterable[str]) -> Iterator[Problem]:
    for name in sorted(set(expected) - set(mapped)):
        yield Problem(where, f"the outcome {name!r} leads nowhere")
    for name in sorted(set(mapped) - set(expected)):
        yield Problem(where, f"there is no outcome {name!r}")


def unused(dialogues: Iterable[Dialogue], actions: Vocabulary) -> Iterator[Problem]:
    """Actions that no dialogue asks for."""
    asked = {
        step.action for dialogue in dialogues for step in dialogue.steps if isinstance(step, Do)
    }
    for action in actions:
        if action not in asked:
            yield Problem(action, "no dialogue asks for this action")
