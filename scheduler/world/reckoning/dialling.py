"""Dialling: the next request and the agent who can take it, and what she does about the offer."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Final

from flows.rules.order import Candidate, Kind, Lane, choose, place
from flows.rules.window import RELEASE_MARGIN, may_start
from ivr.simnet.folk.agent import DECLINES_AFTER, MINDS, PASSES, PICKS_UP, THINKS
from ivr.simnet.folk.character import around, pick
from scheduler.world.reckoning.agents import A, Agents
from scheduler.world.reckoning.days import LINE
from scheduler.world.reckoning.following import Following
from scheduler.world.reckoning.legs import Legs
from scheduler.world.reckoning.people import Agent, Attempt
from scheduler.world.reckoning.requests import C, Request
from scheduler.world.reckoning.scene import Scene

TOLD: Final = 7.0
"""Seconds in which an agent hears what she is offered: an assumption."""
LISTENED: Final = 35.0
"""Seconds after which a voicemail that answered for her counts as a miss: an assumption."""
NEXT: Final = 0.0


class Dialling:
    """Brings requests and agents together, one call at a time."""

    id = 0

    def __init__(self, scene: Scene, agents: Agents, legs: Legs, following: Following) -> None:
        self._scene, self._agents, self._legs, self._following = scene, agents, legs, following
        self._offers: dict[int, Attempt] = {}
        self._is_planned = False
        self._not_before = scene.now
        self._pace = timedelta(seconds=scene.question.pace)
        starts = scene.policy.head_starts
        self._head_starts: Mapping[Kind, timedelta] = {
            kind: starts[place(kind, urgent=False, called_next=False)]
            for kind in ("callback", "phone_time", "cut_off")
        }

    def wake(self) -> None:
        """Somebody or something has become ready: it is looked at when the pace allows."""
        if not self._is_planned and self._scene.book.ready and self._agents.somebody_is_ready:
            self._is_planned = True
            self._scene.agenda.at(max(self._not_before, self._scene.now), self.dial, self)

    def dial(self, _: object = None) -> None:
        """The next offer, if there is one and the window is open."""
        self._is_planned = False
        if not may_start(self._scene.known, self._scene.now, RELEASE_MARGIN):
            return
        while found := self._claim():
            agent, request = found
            if self._following.leg_left(request):
                self._offer(agent, request)
                self._not_before = self._scene.now + self._pace
                self.wake()
                return
            self._following.put_off(request)

    def look_again(self, _: object) -> None:
        """Somebody rests no longer from what she has passed on."""
        self.wake()

    def close(self) -> None:
        """Agents who are still being rung are rung no longer."""
        for attempt in list(self._offers.values()):
            self._give_back(attempt)
            self._agents.rests(attempt.agent, A.OFF)

    def _claim(self) -> tuple[Agent, Request] | None:
        for team in self._agents.in_turn():
            for agent in tuple(team):
                refused: list[Request] = []
                chosen = choose(self._heads(agent, refused.append))
                if chosen:
                    return agent, self._scene.book.open[chosen.id]
                if not refused:
                    break
        return None

    def _heads(self, agent: Agent, refused: Callable[[Request], None]) -> Iterator[Candidate]:
        book = self._scene.book
        for language in agent.languages:
            for kind in tuple(book.has_work(language)):
                head = book.head(language, kind, lambda one: self._may_take(agent, one, refused))
                if head:
                    lane = Lane(LINE, language, kind)
                    yield Candidate(head.id, lane, head.arrived_at, self._head_starts[kind])

    def _may_take(self, agent: Agent, request: Request, refused: Callable[[Request], None]) -> bool:
        """Whether she may; `refused` is told of what another of her team might."""
        if request.caller.on_the_line:
            return False
        if self._rests(agent, request):
            refused(request)
            return False
        first = request.for_agent
        if first is None or first is agent or first.state in (A.OFF, A.PAUSED):
            return True
        is_near = first.state is A.READY and first.languages == agent.languages
        if is_near and not self._rests(first, request):
            refused(request)
        again = timedelta(minutes=self._scene.policy.again_minutes)
        return request.state_since is not None and request.state_since <= self._scene.now - again

    def _rests(self, agent: Agent, request: Request) -> bool:
        """She has passed or missed it a little while ago."""
        until = request.rests.get(agent.id)
        return until is not None and self._scene.now < until

    def _offer(self, agent: Agent, request: Request) -> None:
        scene = self._scene
        scene.oath.offered(request, agent, scene.now)
        scene.book.move(request, C.OFFERED, scene.now)
        self._agents.take(agent)
        agent.request = request.id
        request.offers += 1
        scene.figures.offers += 1
        attempt = Attempt(request.id, agent, scene.now)
        self._offers[agent.id] = attempt
        scene.agenda.after(*self._what_she_does(), attempt)

    def _what_she_does(self) -> tuple[float, Callable[[Attempt], None]]:
        chance = self._scene.chance
        match pick(chance, MINDS):
            case "answers":
                pause = around(chance, *PICKS_UP)
                if pause < self._scene.policy.offer_ring:
                    decides = self.passes if chance.random() < PASSES else self.takes
                    return pause + TOLD + around(chance, *THINKS), decides
                return self._scene.policy.offer_ring, self.misses
            case "declines":
                return DECLINES_AFTER, self.misses
            case "voicemail":
                return LISTENED, self.misses
            case "misses":
                return self._scene.policy.offer_ring, self.misses

    def takes(self, attempt: Attempt) -> None:
        """She presses 1."""
        if self._decides(attempt):
            self._legs.release(attempt)

    def passes(self, attempt: Attempt) -> None:
        """She leaves it to somebody else."""
        if self._decides(attempt):
            self._give_back(attempt)
            self._agents.lets_go(attempt.agent)

    def misses(self, attempt: Attempt) -> None:
        """Nothing was pressed."""
        if not attempt.is_over:
            self._give_back(attempt)
            attempt.agent.misses += 1
            self._agents.lets_go(attempt.agent)

    def _decides(self, attempt: Attempt) -> bool:
        """Whether the offer was still open; she files first what she has forgotten to."""
        if attempt.is_over:
            return False
        attempt.agent.misses = 0
        self._legs.files_late(attempt.agent)
        del self._offers[attempt.agent.id]
        return True

    def _give_back(self, attempt: Attempt) -> None:
        """The request keeps its place, unless it was cancelled meanwhile."""
        scene = self._scene
        attempt.is_over = True
        self._offers.pop(attempt.agent.id, None)
        self._account(attempt)
        request = scene.book.open.get(attempt.id)
        if request is None or request.state is not C.OFFERED:
            return
        again = 60 * scene.policy.again_minutes
        request.rests[attempt.agent.id] = scene.now + timedelta(seconds=again)
        scene.agenda.after(again, self.look_again, self)
        scene.book.move(request, C.READY, scene.now)
        scene.wake()

    def _account(self, attempt: Attempt) -> None:
        attempt.agent.busy += (self._scene.now - attempt.begun).total_seconds()
