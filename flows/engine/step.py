"""The one function that moves a dialogue: a state and what was heard give the next turn."""

from dataclasses import replace
from typing import Final

from flows.engine.answers import Again, Asking, Go, chances, give_up, understand
from flows.engine.presentation import Voice, present
from flows.engine.steps import Code, Dial, Dialogue, Do, End, Menu, Number, Pick, Say
from flows.engine.turn import (
    Act,
    HangUp,
    Heard,
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

TURNS: Final = 40
"""Times that one call may be asked for keys; then it is ended politely."""
HOPS: Final = 50
"""Steps that may follow each other without waiting."""


class DialogueFault(Exception):
    """The dialogue itself is wrong, in a way that `check` finds beforehand."""


def begin(dialogue: Dialogue, variables: Variables) -> Turn:
    """The first turn of a call about which these variables are known."""
    return _go(dialogue, State(dialogue.name, dialogue.start, variables), Go(dialogue.start))


def step(dialogue: Dialogue, state: State, heard: Heard) -> Turn:
    """The turn that follows from what was heard in a state.

    What can't be meant for the step (a late or doubled request) only reads it again. A place
    that a release has taken away leads to the hub, with an apology. Raises DialogueFault for
    an outcome that the step does not map, a target that does not exist, and steps that follow
    each other without end.
    """
    match dialogue.find(state.step), heard:
        case Do() | Dial() as here, Outcome(name) | Rang(name):
            sets = heard.values if isinstance(heard, Outcome) else {}
            if name not in here.outcomes:
                raise DialogueFault(f"{dialogue.name}.{here.name} maps no outcome {name!r}")
            return _go(dialogue, state, Go(here.outcomes[name], sets))
        case Menu() | Pick() | Number() | Code() as here, Pressed() | Silence():
            return _hear(dialogue, state, here, heard)
    return reread(dialogue, state)


def reread(dialogue: Dialogue, state: State) -> Turn:
    """The same step spoken again, uncounted: after a double key press, or to a caller cut off.

    A `Dial` is never repeated, since a ring needs a release of its own: its caller is lost.
    """
    match dialogue.find(state.step):
        case Menu() | Pick() | Number() | Code() as here:
            first = int(state.offered.get("1", "0")) if isinstance(here, Pick) else 0
            return _ask(dialogue, state, here, Again(first=first))
        case None | Dial():
            return _lose(dialogue, state)
        case _:
            return _go(dialogue, state, Go(state.step))


def _hear(dialogue: Dialogue, state: State, here: Asking, heard: Pressed | Silence) -> Turn:
    meaning = understand(here, state, heard)
    if isinstance(meaning, Go):
        return _go(dialogue, state, meaning)
    if not meaning.failed:
        return _ask(dialogue, state, here, meaning)
    if state.tries + 1 == chances(here):
        return _go(dialogue, state, Go(give_up(dialogue, here)))
    return _ask(dialogue, replace(state, tries=state.tries + 1), here, meaning)


def _lose(dialogue: Dialogue, state: State) -> Turn:
    variables = _kept(dialogue, state.variables)
    sorry = Voice(dialogue, variables).line("error.lost")
    return _go(dialogue, replace(state, variables=variables), Go(dialogue.hub), (sorry,))


def _kept(dialogue: Dialogue, variables: Variables) -> Variables:
    kept = dialogue.kept | {"language"}
    return {name: value for name, value in variables.items() if name in kept}


def _go(dialogue: Dialogue, state: State, go: Go, said: tuple[Line, ...] = ()) -> Turn:
    """Follow the steps from `go` on, until one waits or wants something done."""
    variables = {**state.variables, **go.sets} if go.sets else state.variables
    to = go.to
    for hops in range(state.hops + 1, HOPS + 1):
        at = State(dialogue.name, to, variables, turn=state.turn, hops=hops)
        match dialogue.find(to):
            case Say() as here:
                said, to = (*said, Voice(dialogue, variables).own(here.name)), here.to
            case Do() as here:
                return Turn(at, said, do=Act(here.action, {**variables, **here.args}))
            case Dial() as here:
                return _wait(at, said, Ring(variables[here.ring]))
            case End() as here:
                goodbye = () if here.silent else (Voice(dialogue, variables).own(here.name),)
                return _wait(at, said + goodbye, HangUp())
            case None:
                raise DialogueFault(f"{dialogue.name} has no step {to!r}")
            case Menu(forget=True) as here:
                fresh = replace(at, variables=_kept(dialogue, variables))
                return _ask(dialogue, fresh, here, Again(), said)
            case here:
                return _ask(dialogue, at, here, Again(), said)
    raise DialogueFault(f"{dialogue.name} never waits after {to!r}")


def _ask(
    dialogue: Dialogue, state: State, here: Asking, again: Again, said: tuple[Line, ...] = ()
) -> Turn:
    voice = Voice(dialogue, state.variables)
    if state.turn >= TURNS:
        return _wait(state, (*said, voice.line("error.limit")), HangUp())
    shown = present(voice, here, again, state.tries)
    at = State(
        state.dialogue, here.name, state.variables, state.tries, state.turn + 1, shown.offered
    )
    return Turn(at, said + shown.say, shown.wait)


def _wait(state: State, say: tuple[Line, ...], wait: Ring | HangUp) -> Turn:
    return Turn(replace(state, turn=state.turn + 1, hops=0), say, wait)
