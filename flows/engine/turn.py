"""What goes into a step and what comes out of it: state, what was heard, and the turn.

All of it is plain values; the state survives as JSON in one row per call.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from flows.rules.languages import Language

Variables: TypeAlias = Mapping[str, Any]

MENU_SECONDS: Final = 6
"""Time to press a key after a menu has been read out."""
ENTRY_SECONDS: Final = 10
"""Time to press the first digit of an entry, and between its digits."""

RINGS: Final = frozenset({"answered", "busy", "no_answer", "failed", "unknown"})
"""How the leg of a `Dial` can end."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a call is.

    `tries` counts failed presentations of the step, `turn` the answers given so far,
    `offered` holds the keys as they were read out. `hops` counts steps since the call last
    waited; it is 0 in every state that waits and so is not stored.
    """

    dialogue: str
    step: str
    variables: Variables = field(default_factory=dict)
    tries: int = 0
    turn: int = 0
    offered: Mapping[str, str] = field(default_factory=dict)
    hops: int = 0

    def stored(self) -> dict[str, Any]:
        """The state of a call that waits, as plain values for its row."""
        return {
            "dialogue": self.dialogue,
            "step": self.step,
            "variables": self.variables,
            "tries": self.tries,
            "turn": self.turn,
            "offered": self.offered,
        }


@dataclass(frozen=True, slots=True)
class Arrived:
    """The call has just come to this step."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Keys as they were pressed, `*` and `#` included, without the `#` that ended an entry."""

    digits: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing was pressed in time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an action turned out, with the variables that it sets."""

    name: str
    values: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rang:
    """How the leg of a `Dial` ended: one of `RINGS`."""

    outcome: str


Heard: TypeAlias = Arrived | Pressed | Silence | Outcome | Rang


@dataclass(frozen=True, slots=True)
class Line:
    """One prompt to be spoken: `say(prompt, language, values)`."""

    prompt: str
    values: Variables
    language: Language


@dataclass(frozen=True, slots=True)
class Keys:
    """Wait for keys: exactly `digits` of them, or any number where None.

    `finish` is the key that ends an entry, or empty. `timeout` is in seconds, before the
    first key and between keys.
    """

    step: str
    digits: int | None
    finish: Literal["#", ""]
    timeout: int


@dataclass(frozen=True, slots=True)
class Ring:
    """Connect the call to `ring` and wait for that leg to end."""

    ring: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call."""


Wait: TypeAlias = Keys | Ring | HangUp


@dataclass(frozen=True, slots=True)
class Act:
    """An action to be performed; `arguments` are the call's variables and the step's literals."""

    action: str
    arguments: Variables

    def taking(self, takes: Iterable[str]) -> dict[str, Any]:
        """Those arguments that an action takes (`name?` is optional); KeyError if one is unset."""
        taken = {}
        for argument in takes:
            name = argument.removesuffix("?")
            if name == argument or name in self.arguments:
                taken[name] = self.arguments[name]
        return taken


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows from what was heard: lines to say, then exactly one of `wait` and `do`."""

    state: State
    say: tuple[Line, ...]
    wait: Wait | None = None
    do: Act | None = None
