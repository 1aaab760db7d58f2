"""Promises: what lies ahead of a newcomer, what she is told, and whether it is kept."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from flows.rules.estimate import Outlook, Promise, estimate, paced, score
from flows.rules.languages import Language
from flows.rules.states import AgentState
from flows.rules.window import local_date, spans
from ivr.services import promises
from ivr.services.delays import WARNING
from ivr.services.outlook import ARRIVAL
from scheduler.world.reckoning.booked import Booked
from scheduler.world.reckoning.people import Agent
from scheduler.world.reckoning.requests import Request
from scheduler.world.reckoning.scene import Scene

LAST_COMERS: Final = 20
LAST_ATTEMPTS: Final = 60


@dataclass(frozen=True, slots=True)
class Length:
    """How long an attempt took an agent, and whether the citizen was reached."""

    taken: timedelta
    served: bool


class Foresight:
    """What is told to citizens, as the product reckons it."""

    def __init__(self, scene: Scene, agents: Iterable[Agent], booked: Booked) -> None:
        self._scene, self._booked = scene, booked
        self._agents = tuple(agents)
        self._able = {
            language: tuple(agent for agent in self._agents if language in agent.languages)
            for language in ("fi", "sv", "en")
        }
        self._lengths: deque[Length] = deque()
        self._busy, self._served = timedelta(), 0

    def begin_day(self) -> None:
        """What attempts took is measured anew each day; promises whose day is over are broken."""
        self._lengths.clear()
        self._busy, self._served = timedelta(), 0
        for request in list(self._scene.book.open.values()):
            promise = request.promise
            if promise and local_date(promise.to_at) < self._scene.today:
                self._judge(request, None)

    def took(self, length: Length) -> None:
        """An attempt has ended."""
        self._lengths.append(length)
        self._weigh(length, 1)
        if len(self._lengths) > LAST_ATTEMPTS:
            self._weigh(self._lengths.popleft(), -1)

    def tell(self, request: Request) -> None:
        """A newcomer is told a time."""
        request.promise = request.told_first = self._foresee(request.language)
        if request.promise and request.caller.takes_texts:
            warning = request.promise.to_at - WARNING
            self._scene.agenda.at(max(warning, self._scene.now), self.warn, request)

    def tell_again(self, request: Request) -> None:
        """Another time was agreed on with the agent, or is told to who calls again."""
        request.promise = promises.again(self._scene.known, request.not_before)

    def warn(self, request: Request) -> None:
        """A promise that is about to break gives way, once, to a new one that is told by text."""
        promise, now = request.promise, self._scene.now
        is_first = promise is not None and promise is request.told_first
        if not is_first or promise is None or not request.is_at_rest or request.told_again:
            return
        request.told_again = True
        self._scene.figures.texts += 1
        self._scene.figures.scores["broken"] += 1
        not_before = max(request.not_before, promise.to_at, now)
        request.promise = self._foresee(request.language, not_before)

    def rung(self, request: Request) -> None:
        """What was told is judged as the telephone rings."""
        if request.promise:
            self._judge(request, self._scene.now)

    def ended(self, request: Request) -> None:
        """What was ended in time was not broken, and nobody had to be called."""
        if request.promise and self._scene.now > request.promise.to_at:
            self._judge(request, None)
        request.promise = None

    def _judge(self, request: Request, rung_at: datetime | None) -> None:
        assert request.promise  # noqa: S101 - asked for by the callers above
        given = score(request.promise, rung_at)
        told = self._scene.figures
        counts = told.on_time if request.promise.form == "booked" else told.scores
        counts[given] += 1
        request.promise = None

    def _foresee(self, language: Language, not_before: datetime | None = None) -> Promise | None:
        return estimate(self._scene.now, self._scene.known, self.look_out(language, not_before))

    def look_out(self, language: Language, not_before: datetime | None = None) -> Outlook:
        """What lies ahead of who asks now in a language."""
        policy = self._scene.policy
        able = self._able[language]
        held = self._held_ahead(language)
        return Outlook(
            ahead=self._scene.book.ahead[language],
            agents_today=self._expected(able),
            agents_later=len(able),
            handling=self._handling(),
            latest=max(held, not_before) if held and not_before else held or not_before,
            first_delay=policy.ladder.first_delay,
            scale=policy.expected_share,
            booked=self._booked.ahead(language),
        )

    def _expected(self, able: tuple[Agent, ...]) -> int:
        span = self._scene.window or next(spans(self._scene.known, self._scene.now), None)
        if span is None or self._scene.now < span.opens + ARRIVAL:
            return len(able)
        return sum(agent.state is not AgentState.OFF for agent in able)

    def _weigh(self, length: Length, sign: int) -> None:
        self._busy += sign * (length.taken + timedelta(seconds=self._scene.policy.wrapup))
        self._served += sign * length.served

    def _handling(self) -> timedelta:
        usual = timedelta(minutes=self._scene.policy.handling_minutes)
        return paced(usual, self._busy, self._served)

    def _held_ahead(self, language: Language) -> datetime | None:
        """The latest by-when that one of the last comers still holds."""
        last = islice(self._scene.book.last_comers(language), LAST_COMERS)
        held = (one.promise.to_at for one in last if one.promise and one.promise is one.told_first)
        return max(held, default=None)
