"""Agents: ready in the order in which they became so, team by team; pausing, leaving, coming."""

from collections import deque
from collections.abc import Iterable, Iterator

from flows.rules.order import pick_order
from flows.rules.states import AgentState, after_miss, at_closing, may_move
from ivr.simnet.crowd.town import IDLE
from scheduler.world.reckoning.broken import Broken
from scheduler.world.reckoning.people import Agent
from scheduler.world.reckoning.question import Team
from scheduler.world.reckoning.scene import Scene

A = AgentState


def hired(teams: Iterable[Team]) -> tuple[Agent, ...]:
    """The agents of all teams, numbered."""
    spoken = (frozenset(team.languages) for team in teams for _ in range(team.agents))
    return tuple(Agent(number, languages) for number, languages in enumerate(spoken, start=1))


class Agents:
    """All of them: who is ready is found at the head of her team."""

    def __init__(self, scene: Scene, agents: tuple[Agent, ...]) -> None:
        self._scene, self.all = scene, agents
        self._teams: dict[frozenset[str], deque[Agent]] = {one.languages: deque() for one in agents}

    @property
    def somebody_is_ready(self) -> bool:
        """Whether there is anybody to offer work to."""
        return any(self._teams.values())

    def in_turn(self) -> Iterator[deque[Agent]]:
        """The teams in the order in which their agents are offered work."""
        first = [team[0].skills() for team in self._teams.values() if team]
        for skills in pick_order(first):
            yield self._teams[skills.languages]

    def take(self, agent: Agent) -> None:
        """She is offered something."""
        self._move(agent, A.OFFERED)

    def talks(self, agent: Agent) -> None:
        """She took it."""
        self._move(agent, A.TALKING)

    def wraps_up(self, agent: Agent) -> None:
        """Time to write things down."""
        self._move(agent, A.WRAPUP)
        self._scene.agenda.after(self._scene.policy.wrapup, self.wrapped_up, agent)

    def wrapped_up(self, agent: Agent) -> None:
        """She is ready for the next one."""
        self.rests(agent, A.READY)

    def lets_go(self, agent: Agent) -> None:
        """Her offer came to nothing; whoever missed too many is paused."""
        self.rests(agent, after_miss(agent.misses))

    def rests(self, agent: Agent, to: AgentState) -> None:
        """Out of a call: to where it leads, unless she wants a pause or the line has closed."""
        agent.request = None
        if not self._scene.is_open:
            to = A.OFF
        elif agent.pauses_after:
            to = A.PAUSED
        agent.pauses_after = False
        self._move(agent, to)
        if to is A.PAUSED:
            self._scene.agenda.after(IDLE * self._scene.chance.uniform(0.1, 1), self.returns, agent)

    def returns(self, agent: Agent) -> None:
        """She says that she is there, and is ready."""
        if agent.state is A.PAUSED:
            agent.misses = 0
            self._move(agent, A.READY)

    def come(self) -> None:
        """The line opens."""
        for agent in self.all:
            if agent.state is A.OFF:
                agent.misses = 0
                self._move(agent, A.READY)

    def go_home(self) -> None:
        """The line closes."""
        for agent in self.all:
            to = at_closing(agent.state)
            if to is not agent.state and agent.state is not A.OFFERED:
                self._move(agent, to)

    def _move(self, agent: Agent, to: AgentState) -> None:
        here = agent.state
        if not may_move(here, to):
            raise Broken(f"agent {agent.id} can't go from {here} to {to}")
        if here is A.READY:
            self._teams[agent.languages].remove(agent)
        agent.state = to
        if to is A.READY:
            agent.ready_since = self._scene.now
            self._teams[agent.languages].append(agent)
            self._scene.wake()
