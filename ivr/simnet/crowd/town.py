"""A town: citizens and agents are put at their telephones, and live through their days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from ivr.simnet.crowd.population import Arrival
from ivr.simnet.crowd.tally import SATURDAY, Tally
from ivr.simnet.events import Event
from ivr.simnet.folk.agent import Agent
from ivr.simnet.folk.citizen import Citizen
from ivr.simnet.legs import Leg
from ivr.simnet.line import Person
from ivr.simnet.network import Network
from ivr.simnet.refused import RefusedError, UnknownLegError

SHIFT: Final = (time(8, 50), time(16, 10))
IDLE: Final = 900.0
"""Seconds after which an agent who was not rung asks on the telephone whether she is ready."""
_HERE: Final = ZoneInfo("Europe/Helsinki")


@dataclass(frozen=True, slots=True)
class Post:
    """An agent's telephone and, if she phones in to say that she is there, her PIN."""

    number: str
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who calls when, which number, and who is at the agents' telephones. `anybody` draws a citizen
    from a seed."""

    seed: int
    to: str
    arrivals: Sequence[Arrival]
    posts: Sequence[Post] = ()
    anybody: Callable[[int], Citizen] = Citizen

    def as_told(self) -> dict[str, Any]:
        """The plan in short; no PINs."""
        numbers = [post.number for post in self.posts]
        return {"seed": self.seed, "citizens": len(self.arrivals), "posts": numbers}


class Town:
    """The people of one plan on one network, from `begin` on until nobody has anything to do."""

    def __init__(self, network: Network, plan: Plan) -> None:
        self.plan = plan
        self.tally = Tally()
        self.arrived = 0
        self._network = network
        self._stopped = False
        self._soon = 0
        self._citizens: dict[str, Citizen] = {}
        self._last_rung: dict[str, datetime] = {}
        self._agents = {
            post.number: Agent(plan.seed * 1_000 + place, post.pin)
            for place, post in enumerate(plan.posts)
        }

    def begin(self) -> None:
        """Sends everybody to their telephones, and writes down that this crowd has come."""
        self._network.log.note(self._network.now, "", "crowd", **self.plan.as_told())
        self._network.people.update(self._agents)
        self._network.log.listen(self._notice)
        self._network.let(self._lives())
        for number, agent in self._agents.items():
            if agent.pin:
                self._network.let(self._works(number, agent))

    def stop(self) -> None:
        """From now on nobody calls any more; what goes on goes on."""
        self._stopped = True

    @property
    def waiting(self) -> int:
        """How many citizens were promised a call and have not had a conversation."""
        return sum(citizen.waits for citizen in set(self._citizens.values()))

    @property
    def is_quiet(self) -> bool:
        """True when nobody will call and nobody is on the telephone."""
        arrived = self.arrived == len(self.plan.arrivals) and not self._soon
        return (arrived or self._stopped) and not self._network.legs(live=True)

    async def _lives(self) -> None:
        for arrival in self.plan.arrivals:
            await self._until(arrival.at)
            if self._stopped:
                return
            self.arrived += 1
            citizen = self.plan.anybody(self.plan.seed * 1_000_000 + arrival.citizen)
            for number in sorted({citizen.ways.number, citizen.ways.other} - self._agents.keys()):
                self._citizens.setdefault(number, citizen)
                self._network.people[number] = self._citizens[number]
            self._call_by(citizen)

    def _call_by(self, citizen: Citizen) -> None:
        shown = self._network.settings.withheld if citizen.ways.withheld else None
        self._dial(citizen.ways.number, citizen, shown)

    def _dial(self, number: str, person: Person, shown: str | None = None) -> None:
        try:
            self._network.dial(number, self.plan.to, shown=shown, person=person)
        except RefusedError:
            self.tally.refused += 1

    def _notice(self, event: Event) -> None:
        leg = self._leg(event.sid)
        self.tally.note(event, leg, lambda: self._others(leg))
        if event.kind == "end" and leg is not None:
            self._last_rung[leg.person] = event.at
            if citizen := self._citizens.get(leg.person):
                self._goes_on(citizen, leg)

    def _goes_on(self, citizen: Citizen, leg: Leg) -> None:
        pause = citizen.after(leg)
        if pause is not None and not self._stopped:
            self._soon += 1
            self._network.let(self._calls_later(citizen, pause))

    def _leg(self, sid: str) -> Leg | None:
        try:
            return self._network.leg(sid)
        except UnknownLegError:
            return None

    def _others(self, leg: Leg | None) -> int:
        same = self._network.legs(person=leg.person, live=True) if leg else ()
        return sum(one.direction != "inbound" and one != leg for one in same)

    async def _calls_later(self, citizen: Citizen, pause: float) -> None:
        try:
            await self._network.clock.sleep(pause)
            engaged = self._network.legs(person=citizen.ways.number, live=True)
            if not self._stopped and not engaged and not citizen.has_talked:
                self._call_by(citizen)
        finally:
            self._soon -= 1

    async def _works(self, number: str, agent: Agent) -> None:
        """Phones in at the beginning, whenever she has not been rung for long, and at the end."""
        chance = Random(f"shift {agent.seed}")
        while not self._stopped:
            await self._network.clock.sleep(IDLE * chance.uniform(0.1, 1))
            local = self._network.now.astimezone(_HERE)
            at_work = local.weekday() < SATURDAY and SHIFT[0] <= local.time() < SHIFT[1]
            if at_work and self._has_been_idle(number):
                self._dial(number, agent)

    def _has_been_idle(self, number: str) -> bool:
        lately = self._network.now - timedelta(seconds=IDLE)
        engaged = self._network.legs(person=number, live=True)
        return not engaged and self._last_rung.get(number, lately) <= lately

    async def _until(self, moment: datetime) -> None:
        pause = moment - self._network.now
        if pause > timedelta():
            await self._network.clock.sleep(pause.total_seconds())
