"""Every state that a call can come to, with every answer there: proof that none goes wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from flows.engine.check.problem import Vocabulary
from flows.engine.need import Needs
from flows.engine.step import begin, step
from flows.engine.steps import Dialogue
from flows.engine.turn import (
    RINGS,
    Act,
    HangUp,
    Heard,
    Keys,
    Line,
    Outcome,
    Pressed,
    Rang,
    Ring,
    Silence,
    State,
    Turn,
    Variables,
)

_ONE_KEY: Final = (*"0123456789*#A", "12", "")
_ENTRIES: Final = ("0401234567", "0401*234567", "0401*", "*", "12A", "")


@dataclass(frozen=True, slots=True)
class Visit:
    """One turn that some call takes: what was heard in a state (nothing at the beginning)."""

    before: State | None
    heard: Heard | None
    turn: Turn

    def __str__(self) -> str:
        return f"{self.before.step if self.before else 'begin'}, {self.heard}"


Mark: TypeAlias = tuple[object, ...]


def explore(
    dialogue: Dialogue,
    actions: Vocabulary,
    values: Variables,
    given: Variables | None = None,
    needed: Needs | None = None,
) -> Iterator[Visit]:
    """Every turn to which keys, silence, outcomes and rings can lead, from every state once.

    `values` are what outcomes set, by variable; `given` is known at the beginning. With `needed`,
    states that differ only in what nobody will ask for again are one.
    """
    seen, ahead = set[Mark](), [Visit(None, None, _plain(begin(dialogue, given or {}), needed))]
    while ahead:
        visit = ahead.pop()
        yield visit
        state = visit.turn.state
        if mark(state) not in seen:
            seen.add(mark(state))
            for heard in _answers(visit.turn, actions, values):
                turn = _plain(step(dialogue, state, heard), needed)
                ahead.append(Visit(state, heard, turn))


def _plain(turn: Turn, needed: Needs | None) -> Turn:
    """The turn as if it were the call's first, which remembers only what is `needed`."""
    state = replace(turn.state, turn=1, hops=0)
    if needed is not None:
        read = needed[state.step]
        kept = {name: value for name, value in state.variables.items() if name in read}
        state = replace(state, variables=kept)
    return replace(turn, state=state)


def mark(state: State) -> Mark:
    """What makes a state another one: its step, failures and offer, and what is set at all."""
    known = frozenset(state.variables), state.variables.get("language")
    return state.step, state.tries, tuple(state.offered.items()), *known


def stranded(visits: Iterable[Visit]) -> list[str]:
    """The steps with a state from which no answers whatever lead to the end of the call."""
    before: dict[Mark, set[Mark]] = {}
    ended = list[Mark]()
    for visit in visits:
        after = mark(visit.turn.state)
        before.setdefault(after, set()).update({mark(visit.before)} if visit.before else ())
        ended += [after] if visit.turn.wait == HangUp() else []
    ending = set[Mark]()
    while ended:
        state = ended.pop()
        if state not in ending:
            ending.add(state)
            ended += before[state]
    return sorted({str(step) for step, *_ in before.keys() - ending})


def presented(dialogue: Dialogue, turn: Turn) -> tuple[Line, ...]:
    """What is said of the step at which a turn waits, without what was said on the way there."""
    own = dialogue.prompt(turn.state.step)
    return tuple(
        line
        for line in turn.say
        if line.prompt == own or line.prompt.startswith((f"{own}.", "keys."))
    )


def _answers(turn: Turn, actions: Vocabulary, values: Variables) -> Iterator[Heard]:
    match turn.do, turn.wait:
        case Act(action), _:
            for outcome, names in actions[action].outcomes.items():
                yield Outcome(outcome, {name: values[name] for name in names})
        case _, Keys(digits=1):
            yield from (Pressed(key) for key in _ONE_KEY)
            yield Silence()
        case _, Keys(digits=digits):
            yield from (Pressed(entry) for entry in (*_ENTRIES, "1" * (digits or 1)))
            yield Silence()
        case _, Ring():
            yield from (Rang(outcome) for outcome in sorted(RINGS))
