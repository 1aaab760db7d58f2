"""The states of callbacks, attempts, agents and bookings: one table of guarded moves, with limits.

A move that is not in the table does not happen, whoever asks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, Literal, TypeVar

from flows.rules.reason import Decision, allow, refuse


class CallbackState(StrEnum):
    """Where a callback stands. `paused` by a supervisor it is not called until it goes on."""

    WAITING = "waiting"
    READY = "ready"
    PAUSED = "paused"
    OFFERED = "offered"
    DIALLING = "dialling"
    TALKING = "talking"
    UNFILED = "unfiled"
    DONE = "done"
    UNREACHED = "unreached"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    NEEDS_HUMAN = "needs_human"


class AttemptState(StrEnum):
    """Where one attempt stands."""

    OFFERED = "offered"
    DIALLING = "dialling"
    TALKING = "talking"
    ENDED = "ended"


class AgentState(StrEnum):
    """What an agent is doing."""

    OFF = "off"
    PAUSED = "paused"
    READY = "ready"
    OFFERED = "offered"
    TALKING = "talking"
    WRAPUP = "wrapup"


class BookingState(StrEnum):
    """Where a phone time or a visit stands.

    `held` while its caller listens; `displaced` when the agency has taken the time back and owes
    the citizen another one; `called` when a phone time has become a callback.
    """

    HELD = "held"
    BOOKED = "booked"
    DISPLACED = "displaced"
    CALLED = "called"
    KEPT = "kept"
    MISSED = "missed"
    CANCELLED = "cancelled"
    RELEASED = "released"


Follows = Literal["give_back", "ask_network", "raise", "ready_again"]
"""What happens at a limit: back to its place, the network is asked, supervisors see it, ready."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a state lasts: `seconds` beyond nothing, the ring time or the longest talk."""

    seconds: int
    follows: Follows
    beyond: Literal["ring", "talk"] | None = None

    def total(self, *, ring: int, talk: int) -> int:
        """The limit in seconds for a leg that may ring and talk so long (seconds)."""
        return self.seconds + {None: 0, "ring": ring, "talk": talk}[self.beyond]


S = TypeVar("S", CallbackState, AttemptState, AgentState, BookingState)

C, T, A, B = CallbackState, AttemptState, AgentState, BookingState

CALLBACK_MOVES: Final[Mapping[CallbackState, frozenset[CallbackState]]] = {
    C.WAITING: frozenset({C.READY, C.PAUSED, C.DONE, C.REFUSED, C.CANCELLED, C.NEEDS_HUMAN}),
    C.READY: frozenset(
        {C.OFFERED, C.WAITING, C.PAUSED, C.DONE, C.REFUSED, C.CANCELLED, C.NEEDS_HUMAN}
    ),
    C.PAUSED: frozenset({C.WAITING, C.DONE, C.REFUSED, C.CANCELLED, C.NEEDS_HUMAN}),
    C.OFFERED: frozenset({C.DIALLING, C.READY, C.WAITING, C.REFUSED, C.CANCELLED, C.NEEDS_HUMAN}),
    C.DIALLING: frozenset(
        {C.TALKING, C.UNFILED, C.READY, C.WAITING, C.UNREACHED, C.REFUSED, C.NEEDS_HUMAN}
    ),
    C.TALKING: frozenset({C.UNFILED, C.NEEDS_HUMAN}),
    C.UNFILED: frozenset(
        {C.DONE, C.READY, C.WAITING, C.UNREACHED, C.REFUSED, C.CANCELLED, C.NEEDS_HUMAN}
    ),
    C.NEEDS_HUMAN: frozenset({C.WAITING, C.DONE, C.REFUSED, C.CANCELLED}),
    C.DONE: frozenset(),
    C.UNREACHED: frozenset(),
    C.REFUSED: frozenset(),
    C.CANCELLED: frozenset(),
}

ATTEMPT_MOVES: Final[Mapping[AttemptState, frozenset[AttemptState]]] = {
    T.OFFERED: frozenset({T.DIALLING, T.ENDED}),
    T.DIALLING: frozenset({T.TALKING, T.ENDED}),
    T.TALKING: frozenset({T.ENDED}),
    T.ENDED: frozenset(),
}

AGENT_MOVES: Final[Mapping[AgentState, frozenset[AgentState]]] = {
    A.OFF: frozenset({A.READY, A.PAUSED}),
    A.PAUSED: frozenset({A.READY, A.OFF}),
    A.READY: frozenset({A.OFFERED, A.PAUSED, A.OFF}),
    A.OFFERED: frozenset({A.TALKING, A.READY, A.PAUSED, A.OFF}),
    A.TALKING: frozenset({A.WRAPUP}),
    A.WRAPUP: frozenset({A.READY, A.PAUSED, A.OFF}),
}

BOOKING_MOVES: Final[Mapping[BookingState, frozenset[BookingState]]] = {
    B.HELD: frozenset({B.BOOKED, B.RELEASED}),
    B.BOOKED: frozenset(
        {B.BOOKED, B.DISPLACED, B.CALLED, B.KEPT, B.MISSED, B.CANCELLED}
    ),  # booked again: moved to another time
    B.DISPLACED: frozenset({B.BOOKED, B.CANCELLED}),
    B.CALLED: frozenset(),
    B.KEPT: frozenset(),
    B.MISSED: frozenset(),
    B.CANCELLED: frozenset(),
    B.RELEASED: frozenset(),
}

CALLBACK_LIMITS: Final[Mapping[CallbackState, Limit]] = {
    C.READY: Limit(15 * 60, "raise"),
    C.OFFERED: Limit(120, "give_back"),
    C.DIALLING: Limit(65, "ask_network", beyond="ring"),
    C.TALKING: Limit(120, "ask_network", beyond="talk"),
    C.UNFILED: Limit(15 * 60, "raise"),
}
"""States missing here have no limit: waiting never expires; paused and needs_human wait for a
supervisor."""

ASKING_LIMIT: Final = Limit(15 * 60, "raise")
"""So long the network is asked about a call in vain; then a person has to find out."""

AGENT_LIMITS: Final[Mapping[AgentState, Limit]] = {
    A.OFFERED: Limit(120, "ready_again"),
    A.WRAPUP: Limit(45, "ready_again"),
}

LIVE: Final = frozenset(state for state, moves in CALLBACK_MOVES.items() if moves)
TERMINAL: Final = frozenset(CallbackState) - LIVE

MISSES_BEFORE_PAUSE: Final = 2


@lru_cache(maxsize=None, typed=True)  # equal words name states of different things
def may_move(here: S, there: S) -> Decision:
    """May a callback, an attempt, an agent or a booking go from one state to the other?"""
    moves = _moves(here)
    if there in moves:
        return allow("move", here=here.value, there=there.value)
    return refuse("no_such_move" if moves else "state_is_final", here=here.value, there=there.value)


def _moves(here: CallbackState | AttemptState | AgentState | BookingState) -> frozenset[StrEnum]:
    match here:
        case CallbackState():
            return frozenset(CALLBACK_MOVES[here])
        case AttemptState():
            return frozenset(ATTEMPT_MOVES[here])
        case AgentState():
            return frozenset(AGENT_MOVES[here])
        case BookingState():
            return frozenset(BOOKING_MOVES[here])


def after_miss(misses: int) -> AgentState:
    """An agent's state after this many missed offers in a row: the second one pauses her."""
    return A.PAUSED if misses >= MISSES_BEFORE_PAUSE else A.READY


def at_closing(state: AgentState) -> AgentState:
    """An agent's state at the instant her lines close; who is in a call finishes it first."""
    return state if state in {A.TALKING, A.WRAPUP} else A.OFF
