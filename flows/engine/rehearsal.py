"""A dialogue played at a desk: a person presses the keys and says how every action turns out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flows.engine.check.problem import Vocabulary
from flows.engine.presentation import Voice
from flows.engine.step import begin, step
from flows.engine.steps import Dialogue
from flows.engine.turn import (
    RINGS,
    HangUp,
    Heard,
    Line,
    Outcome,
    Pressed,
    Rang,
    Ring,
    Silence,
    Turn,
    Variables,
)
from flows.rules.languages import Language


@dataclass(frozen=True, slots=True)
class Stage:
    """What a rehearsal is played with.

    `values` are what outcomes set, in each language. `ask` puts a question and gives back one
    line, or raises EOFError when there will be no more; `tell` shows one line.
    """

    actions: Vocabulary
    values: Mapping[Language, Variables]
    speak: Callable[[Line], str]
    ask: Callable[[str], str]
    tell: Callable[[str], None]


def rehearse(dialogue: Dialogue, stage: Stage, given: Variables | None = None) -> None:
    """Play one call from its beginning until it ends or nobody answers any more."""
    turn = begin(dialogue, given or {})
    try:
        while turn.wait != HangUp():
            _tell(turn, stage)
            turn = step(dialogue, turn.state, _hear(dialogue, turn, stage))
    except EOFError:
        stage.tell(f"The call is left at {turn.state.step}.")
    else:
        _tell(turn, stage)
        stage.tell(f"The call has ended at {turn.state.step}.")


def _tell(turn: Turn, stage: Stage) -> None:
    for line in turn.say:
        stage.tell(f"  {stage.speak(line)}")


def _hear(dialogue: Dialogue, turn: Turn, stage: Stage) -> Heard:
    if turn.do:
        outcomes = stage.actions[turn.do.action].outcomes
        chosen = _choose(turn.do.action, tuple(outcomes), stage)
        values = stage.values[Voice(dialogue, turn.state.variables).language]
        return Outcome(chosen, {name: values[name] for name in outcomes[chosen]})
    if isinstance(turn.wait, Ring):
        return Rang(_choose(f"rings {turn.wait.ring}", tuple(sorted(RINGS)), stage))
    pressed = stage.ask(f"{turn.state.step}, keys")
    return Pressed(pressed) if pressed else Silence()


def _choose(what: str, options: Sequence[str], stage: Stage) -> str:
    """One of the options, by number or name; asks until it is one."""
    numbered = {str(number): option for number, option in enumerate(options, start=1)}
    listed = "  ".join(f"{number} {option}" for number, option in numbered.items())
    while True:
        answer = stage.ask(f"{what}: {listed}")
        if (chosen := numbered.get(answer, answer)) in options:
            return chosen
        stage.tell(f"{answer!r} is none of these.")
