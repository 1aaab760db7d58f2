"""Those who call and those who answer, as plain values that change."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

from flows.rules import numbers
from flows.rules.languages import Language
from flows.rules.numbers import Source
from flows.rules.order import Skills
from flows.rules.states import AgentState
from ivr.simnet.folk import citizen, nuisance
from ivr.simnet.folk.character import Character, Wish, drawn, pick
from ivr.simnet.folk.citizen import soon

LINES: Final = frozenset({"general"})


@dataclass(slots=True, eq=False)
class Caller:
    """One person. `request` is the id of her open request, `times` how many phone times she has;
    `missed_at` is when we gave up on a request, whose place was `old_place`."""

    id: int
    ways: Character
    kind: nuisance.Kind
    wish: Wish
    source: Source
    takes_texts: bool
    calls: int = 0
    request: int | None = None
    promised: bool = False
    talked: bool = False
    cancelled: bool = False
    booked: bool = False
    times: int = 0
    on_the_line: bool = False
    old_place: datetime | None = None
    missed_at: datetime | None = None

    def calls_again(self, chance: Random) -> float | None:
        """Seconds after an own call until the next one; None for never."""
        if self.kind == "spammer":
            many = self.calls >= nuisance.MOST_CALLS
            return None if many else chance.uniform(*nuisance.SPAMS)
        if self._is_settled():
            return None
        if self.booked:
            return self._hears_of_it(chance)
        if not self.promised:
            return soon(chance, citizen.TRIES_AGAIN_WITHIN, citizen.TRIES_AGAIN)
        if self.calls > 1:
            return None
        if chance.random() < citizen.CANCELS:
            self.wish = "cancel"
            return soon(chance, citizen.CALLS_AGAIN_WITHIN, 1)
        return soon(chance, citizen.CALLS_AGAIN_WITHIN, citizen.ASKS_WHEN)

    def asks_after_a_miss(self, chance: Random) -> float | None:
        """Seconds after a missed call until she calls; None for never."""
        if self._is_settled() or not self.promised:
            return None
        return soon(chance, citizen.CALLS_AGAIN_WITHIN, citizen.ASKS_AFTER_A_MISS)

    def _is_settled(self) -> bool:
        settled = self.talked or self.cancelled or self.wish in ("hours", "nothing")
        return settled or self.calls >= citizen.MOST_CALLS

    def _hears_of_it(self, chance: Random) -> float | None:
        if self.wish == "own" or self.ways.withheld:
            return None
        self.wish = "own"
        return soon(chance, citizen.CALLS_AGAIN_WITHIN, citizen.HEARS_WHEN)


def anybody(chance: Random, id: int) -> Caller:
    """The next of those who call for the first time."""
    ways = drawn(chance, id)
    kind = pick(chance, nuisance.KINDS)
    wish: Wish = "another number" if kind == "fraudster" else ways.wish
    types = ways.withheld or wish == "another number"
    rung = ways.other if wish == "another number" else ways.number
    source: Source = "typed" if types else "shown"
    return Caller(id, ways, kind, wish, source, numbers.takes_texts(rung))


@dataclass(slots=True, eq=False)
class Agent:
    """One agent. `request` is the id of what she has in hand, `unfiled` of what she forgot to
    file, `busy` the seconds she has worked."""

    id: int
    languages: frozenset[Language]
    state: AgentState = AgentState.OFF
    ready_since: datetime | None = None
    misses: int = 0
    request: int | None = None
    unfiled: int | None = None
    pauses_after: bool = False
    busy: float = 0.0

    def skills(self) -> Skills:
        """What she can take; she must be ready."""
        assert self.ready_since  # noqa: S101 - who is ready has been so since some moment
        return Skills(self.id, LINES, self.languages, self.ready_since)


@dataclass(slots=True, eq=False)
class Attempt:
    """One offer to an agent, and what becomes of it: `id` is that of the request, `rings` the
    seconds for which a citizen's telephone rings at the most."""

    id: int
    agent: Agent
    begun: datetime
    released: datetime | None = None
    rings: int = 0
    answered: bool = False
    by_voicemail: bool = False
    is_over: bool = False
