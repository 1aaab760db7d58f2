"""A call on paper: keys go in, and one can ask where it stands, what was said and asked for.

For tests and for walking a dialogue by hand; actions turn out as they are told to.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Self, TypeAlias

from flows.engine.step import begin, reread, step
from flows.engine.steps import Dialogue
from flows.engine.turn import (
    Act,
    HangUp,
    Heard,
    Line,
    Outcome,
    Pressed,
    Rang,
    Silence,
    Turn,
    Variables,
)

Turnout: TypeAlias = Outcome | Callable[[Act], Outcome]
"""How an action turns out: always so, or by a rule."""


def drive(dialogue: Dialogue, turn: Turn, perform: Callable[[Act], Outcome]) -> Turn:
    """The turn at which the call next waits, with all that is said until then."""
    said: tuple[Line, ...] = ()
    while turn.do:
        said += turn.say
        turn = step(dialogue, turn.state, perform(turn.do))
    return replace(turn, say=said + turn.say)


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)


class Walk:
    """One call through a dialogue.

    `outcomes` tell how actions turn out: `{"check_pin": Outcome("right")}`, or by what rule, if
    it depends on what they are asked with; `given` are the variables known at the beginning.
    What is asked of it and not so raises AssertionError.
    """

    def __init__(
        self, dialogue: Dialogue, outcomes: Mapping[str, Turnout] | None = None, **given: Any
    ) -> None:
        self.dialogue = dialogue
        self.outcomes: dict[str, Turnout] = dict(outcomes or {})
        self.acts: list[Act] = []
        self.turn = drive(dialogue, begin(dialogue, given), self._perform)

    def when(self, action: str, outcome: str, **values: Any) -> Self:
        """From now on the action turns out like this."""
        self.outcomes[action] = Outcome(outcome, values)
        return self

    def press(self, *keys: str) -> Self:
        """Answer one question after another; an entry may end in `#`."""
        for digits in keys:
            self._hear(Pressed(digits))
        return self

    def wait(self, times: int = 1) -> Self:
        """Press nothing."""
        for _ in range(times):
            self._hear(Silence())
        return self

    def rang(self, outcome: str) -> Self:
        """The leg that was dialled ends so."""
        self._hear(Rang(outcome))
        return self

    def again(self) -> Self:
        """Have the last step read again, as after a double key press."""
        self.turn = drive(self.dialogue, reread(self.dialogue, self.turn.state), self._perform)
        return self

    def at(self, name: str) -> Self:
        """The call waits at this step, or has ended there."""
        _expect(self.turn.state.step == name, f"at {self.turn.state.step}, not at {name}")
        return self

    def said(self, *prompts: str) -> Self:
        """These prompts were spoken in the last answer, in this order, perhaps among others."""
        spoken = [line.prompt for line in self.turn.say]
        rest = iter(spoken)
        _expect(all(prompt in rest for prompt in prompts), f"said {spoken}")
        return self

    def asked_for(self, action: str, **arguments: Any) -> Self:
        """The action was asked for last with these arguments."""
        acts = [act for act in self.acts if act.action == action]
        _expect(bool(acts), f"asked for {[act.action for act in self.acts]}")
        got = {name: acts[-1].arguments.get(name) for name in arguments}
        _expect(got == arguments, f"{action} was asked for with {got}")
        return self

    def never_asked_for(self, action: str) -> Self:
        """The action was not asked for in the whole call."""
        _expect(action not in {act.action for act in self.acts}, f"asked for {action}")
        return self

    def knows(self, **variables: Any) -> Self:
        """The call remembers these values; None is for what it must not know."""
        known = {name: self.variables.get(name) for name in variables}
        _expect(known == variables, f"knows {known}")
        return self

    def ended(self) -> Self:
        """The call has been hung up."""
        _expect(self.turn.wait == HangUp(), f"waits: {self.turn.wait}")
        return self

    @property
    def variables(self) -> Variables:
        """What the call remembers now."""
        return self.turn.state.variables

    def _hear(self, heard: Heard) -> None:
        _expect(self.turn.wait != HangUp(), f"the call has ended at {self.turn.state.step}")
        self.turn = drive(self.dialogue, step(self.dialogue, self.turn.state, heard), self._perform)

    def _perform(self, act: Act) -> Outcome:
        self.acts.append(act)
        _expect(act.action in self.outcomes, f"nobody has said how {act.action} turns out")
        turnout = self.outcomes[act.action]
        return turnout if isinstance(turnout, Outcome) else turnout(act)
