"""Requests: each in one state at any time, moved only as the rules allow, found by lane."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush

from flows.rules.agreed import Agreed
from flows.rules.estimate import Promise
from flows.rules.languages import LANGUAGES, Language
from flows.rules.order import Kind
from flows.rules.states import TERMINAL, CallbackState, may_move
from scheduler.world.reckoning.broken import Broken
from scheduler.world.reckoning.people import Agent, Caller

C = CallbackState
AHEAD = (C.WAITING, C.READY, C.PAUSED, C.OFFERED)
"""States of those who are ahead of a newcomer."""


@dataclass(slots=True, eq=False)
class Request:
    """A callback. `placed` counts how often it was put in line, `rests` until when it is not
    offered again to an agent; `legs` counts calls to
    the citizen for it, `in_vain` those in which we did not talk with her."""

    id: int
    caller: Caller
    language: Language
    asked_at: datetime
    arrived_at: datetime
    not_before: datetime
    kind: Kind = "callback"
    agreed: Agreed | None = None
    state: CallbackState = C.WAITING
    state_since: datetime | None = None
    placed: int = 0
    counted: int = 0
    abandoned: int = 0
    legs: int = 0
    in_vain: int = 0
    offers: int = 0
    tried_hours: frozenset[int] = frozenset()
    for_agent: Agent | None = None
    talked_with: Agent | None = None
    rests: dict[int, datetime] = field(default_factory=dict)
    promise: Promise | None = None
    told_first: Promise | None = None
    told_again: bool = False
    rung_at: datetime | None = None
    reached: bool = False
    asked_in_window: bool = False
    last_ended: datetime | None = None

    @property
    def is_at_rest(self) -> bool:
        """Nobody has it in hand."""
        return self.state in (C.WAITING, C.READY)


Line = list[tuple[datetime, int, int, Request]]
"""Those of a lane in order of arrival, with those who have left it meanwhile."""


class Book:
    """All open requests, the lanes of those that are ready, and how many stand where."""

    def __init__(self) -> None:
        self.open: dict[int, Request] = {}
        self.accepted = 0
        self.standing: Counter[CallbackState] = Counter()
        self.ahead: Counter[Language] = Counter()
        self.ready = 0
        self._lanes: dict[tuple[Language, Kind], Line] = {}
        self._comers: dict[Language, dict[int, Request]] = {one: {} for one in LANGUAGES}

    def accept(self, request: Request) -> None:
        """A new one."""
        self.open[request.id] = request
        self.accepted += 1
        self.standing[request.state] += 1
        self.ahead[request.language] += 1
        if request.kind == "callback" and request.arrived_at == request.asked_at:
            self._comers[request.language][request.id] = request

    def move(self, request: Request, to: CallbackState, now: datetime) -> None:
        """Moves it. Raises Broken if no such move is allowed."""
        here = request.state
        if not may_move(here, to):
            raise Broken(f"request {request.id} can't go from {here} to {to}")
        self.standing[here] -= 1
        self.standing[to] += 1
        self.ahead[request.language] += (to in AHEAD) - (here in AHEAD)
        self.ready += (to is C.READY) - (here is C.READY)
        request.state, request.state_since = to, now
        if to is C.READY:
            self._line_up(request)
        elif to in TERMINAL:
            del self.open[request.id]
            self._comers[request.language].pop(request.id, None)

    def last_comers(self, language: Language) -> Iterator[Request]:
        """Those open who asked for a call in a language, the newest first."""
        return reversed(self._comers[language].values())

    def has_work(self, language: Language) -> Iterator[Kind]:
        """The kinds of which something may be ready in a language."""
        return (kind for (spoken, kind), line in self._lanes.items() if line and spoken == language)

    def head(
        self, language: Language, kind: Kind, may_take: Callable[[Request], bool]
    ) -> Request | None:
        """The first in a lane that may be taken."""
        line, passed, found = self._lanes[language, kind], [], None
        while line and found is None:
            first = line[0]
            if not _stands(first):
                heappop(line)
            elif may_take(first[3]):
                found = first[3]
            else:
                passed.append(heappop(line))
        for one in passed:
            heappush(line, one)
        return found

    def _line_up(self, request: Request) -> None:
        request.placed += 1
        lane = self._lanes.setdefault((request.language, request.kind), [])
        heappush(lane, (request.arrived_at, request.id, request.placed, request))


def _stands(entry: tuple[datetime, int, int, Request]) -> bool:
    _, _, placed, request = entry
    return request.state is C.READY and request.placed == placed
