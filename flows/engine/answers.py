"""What keys or silence mean at a step that waits for them: a way onward, or the step again."""

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from flows.engine.steps import Code, Dialogue, Entry, Menu, Pick
from flows.engine.turn import Pressed, Silence, State, Variables

Asking: TypeAlias = Menu | Pick | Entry
Failure: TypeAlias = Literal["silence", "wrong"]

REPEAT: Final = "9"
MORE: Final = "8"
STAR: Final = "*"
HASH: Final = "#"

MENU_CHANCES: Final = 2
"""Presentations of a menu or a pick that may fail before the caller is let off."""
ENTRY_CHANCES: Final = 3
"""Tries of an entry that may fail before the caller is let off."""


@dataclass(frozen=True, slots=True)
class Go:
    """On to the step `to`, with these variables set."""

    to: str
    sets: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Again:
    """The same step once more. A `failed` presentation is counted and told; others are free.

    `first` is the place in the list from which a pick reads on.
    """

    failed: Failure | None = None
    first: int = 0


Meaning: TypeAlias = Go | Again


def chances(step: Asking) -> int:
    """How many failed presentations of this step lead to giving up."""
    return MENU_CHANCES if isinstance(step, Menu | Pick) else ENTRY_CHANCES


def give_up(dialogue: Dialogue, step: Asking) -> str:
    """Where the last failed presentation of this step leads."""
    own = None if isinstance(step, Pick) else step.give_up
    return own or dialogue.give_up


def understand(step: Asking, state: State, heard: Pressed | Silence) -> Meaning:
    """The meaning of an answer. Keys mean what they meant when they were read out."""
    digits = heard.digits if isinstance(heard, Pressed) else ""
    match step:
        case Menu():
            return _choose(step, state, digits)
        case Pick():
            return _pick(step, state, digits)
        case _:
            return _enter(step, digits.removesuffix(HASH))


def _choose(menu: Menu, state: State, digits: str) -> Meaning:
    chosen = state.offered.get(digits)
    match digits:
        case "":
            return Go(menu.silence) if menu.silence else Again("silence")
        case "*" if menu.back:
            return Go(menu.back)
        case "*" | "9":
            return Again()
        case _ if chosen is None:
            return Again("wrong")
    for key in menu.keys:
        if key.name == chosen:
            return Go(key.to, key.sets)
    return Again()  # a release has taken away what was read out: read what there is now


def _pick(pick: Pick, state: State, digits: str) -> Meaning:
    here = int(state.offered.get("1", "0"))
    chosen = state.offered.get(digits)
    match digits:
        case "":
            return Again("silence", here)
        case "*":
            return Go(pick.back)
        case "9":
            return Again(first=here)
        case _ if chosen is None:
            return Again("wrong", here)
        case "8":
            return Again(first=int(chosen))
    return Go(pick.to, {pick.gives: state.variables[pick.items][int(chosen)]["value"]})


def _enter(entry: Entry, digits: str) -> Meaning:
    typed = digits.rpartition(STAR)[2]
    wanted = entry.digits if isinstance(entry, Code) else len(typed)
    silence = entry.silence if isinstance(entry, Code) else None
    match typed:
        case "" if entry.back and digits == STAR:
            return Go(entry.back)
        case "" if silence and not digits:
            return Go(silence)
        case _ if typed.isascii() and typed.isdigit() and len(typed) == wanted:
            return Go(entry.to, {entry.gives: typed})
        case _ if STAR in digits:
            return Again()
    return Again("wrong" if typed else "silence")
