"""The step objects that a dialogue is written with, and the dialogue itself.

Plain data: targets are names of steps in the same dialogue, prompts are implied by the names.
Steps that several dialogues share have a dot in their names ("outcome.choose").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flows.engine.turn import MENU_SECONDS
from flows.rules.languages import Language


@dataclass(frozen=True, slots=True)
class Key:
    """One choice of a menu; its prompt is `<dialogue>.<menu>.<name>`, where `{key}` is the key.

    `when` names a variable: the key is announced and valid only while that is set and true.
    `sets` are variables set by pressing it. A key that sets `language` is announced in it.
    """

    key: str
    name: str
    to: str
    when: str | None = None
    sets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Menu:
    """A choice by one key. `9` repeats it, `*` leads `back` (or repeats it).

    The second failed presentation leads to `give_up` (the dialogue's, unless given here);
    with `silence`, the first silence already leads there, after so many `seconds`. A menu that
    forgets is a hub: on entry every variable is dropped but the dialogue's `kept`.
    """

    name: str
    keys: tuple[Key, ...]
    silence: str | None = None
    give_up: str | None = None
    back: str | None = None
    forget: bool = False
    seconds: int = MENU_SECONDS


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice out of the list in the variable `items`: `1`-`3` choose, `8` more, `*` back.

    Each item is a mapping with `words` (what is read out) and `value` (what `gives` is set to).
    Its prompt is `<dialogue>.<name>`, that of every choice `<dialogue>.<name>.choice`.
    """

    name: str
    items: str
    gives: str
    to: str
    back: str


@dataclass(frozen=True, slots=True)
class Number:
    """An entry of any number of digits, ended by `#`; `*` clears it. Three tries, then `give_up`.

    A lone `*` leads `back`, where that is given.
    """

    name: str
    gives: str
    to: str
    give_up: str | None = None
    back: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of exactly `digits` digits; `*` clears it. Three tries, then `give_up`.

    A lone `*` leads `back`, where that is given. With `silence`, a lone `#` or nothing at all
    already leads there: the way of those who have no code.
    """

    name: str
    digits: int
    gives: str
    to: str
    give_up: str | None = None
    back: str | None = None
    silence: str | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Speaks its prompt and goes on."""

    name: str
    to: str


@dataclass(frozen=True, slots=True)
class Do:
    """Has `action` looked up or done and goes where its outcome leads.

    `args` are literal arguments beside those that the action takes from the variables.
    """

    name: str
    action: str
    outcomes: Mapping[str, str]
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dial:
    """Rings what the variable `ring` holds and goes where the end of that leg leads.

    Outcomes are `RINGS` of `flows.engine.turn`.
    """

    name: str
    ring: str
    outcomes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """Speaks its prompt, unless `silent`, and hangs up."""

    name: str
    silent: bool = False


Step: TypeAlias = Menu | Pick | Number | Code | Say | Do | Dial | End
Entry: TypeAlias = Number | Code


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Steps under their names, with the rules that hold for all of them.

    `give_up` is where repeated failures lead. `kept` are the variables that hubs keep besides
    `language`. `renamed` maps names of steps in the last release to today's, so that a call
    that waits in one survives a deploy. The order of `steps` is for the reader alone.
    """

    name: str
    steps: tuple[Step, ...]
    start: str
    give_up: str
    kept: frozenset[str]
    renamed: Mapping[str, str] = field(default_factory=dict)
    first_language: Language = "fi"
    _named: Mapping[str, Step] = field(init=False, repr=False, compare=False)
    _hub: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        hubs = [step.name for step in self.steps if isinstance(step, Menu) and step.forget]
        object.__setattr__(self, "_named", {step.name: step for step in self.steps})
        object.__setattr__(self, "_hub", hubs[0] if hubs else self.start)

    @property
    def hub(self) -> str:
        """Where a lost caller is led: the first menu that forgets, else the start."""
        return self._hub

    def prompt(self, step: str) -> str:
        """The id of a step's prompt; that of a shared step is its name alone."""
        return step if self.shares(step) else f"{self.name}.{step}"

    def shares(self, step: str) -> bool:
        """Whether other dialogues have this step, too, words and all: its name has a dot."""
        return "." in step

    def find(self, name: str) -> Step | None:
        """The step of that name, or of the name it has been given since; None if it is gone."""
        return self._named.get(name) or self._named.get(self.renamed.get(name, ""))
