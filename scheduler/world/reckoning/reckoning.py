"""A whole reckoning: day after day, until all that was asked for has come to its end."""

from collections.abc import Callable
from datetime import time, timedelta
from random import Random
from typing import Final

from flows.rules.quarters import quarters
from flows.rules.window import Span, at_local, spans
from scheduler.world.reckoning.agenda import Agenda
from scheduler.world.reckoning.agents import Agents, hired
from scheduler.world.reckoning.booked import Booked
from scheduler.world.reckoning.broken import Broken
from scheduler.world.reckoning.callers import Callers
from scheduler.world.reckoning.days import Days
from scheduler.world.reckoning.dialling import Dialling
from scheduler.world.reckoning.figures import Figures
from scheduler.world.reckoning.foresight import Foresight
from scheduler.world.reckoning.legs import Legs
from scheduler.world.reckoning.oath import Oath
from scheduler.world.reckoning.question import Question
from scheduler.world.reckoning.requests import Book
from scheduler.world.reckoning.scene import Scene

AFTERWARDS: Final = 60
"""Days at the most in which nobody calls for the first time and all must come to its end."""
_DAY: Final = timedelta(days=1)


class Reckoning:
    """One question on its way to an answer; it can be kept and taken up again between two days."""

    id = 0

    def __init__(self, question: Question) -> None:
        self.question = question
        first, last = question.first, question.first + timedelta(days=question.days + AFTERWARDS)
        days, policy = Days(first, last, question.hours), question.policy
        self.scene = Scene(
            question,
            policy,
            Agenda(at_local(first, time())),
            Random(f"reckoning {question.seed}"),
            days,
            Book(),
            Oath(policy, timedelta(seconds=question.pace), first, last),
            Figures(),
            first,
            days.since(first),
        )
        self._settle()

    def _settle(self) -> None:
        """Everybody is brought to her place."""
        scene, agents = self.scene, hired(self.question.teams)
        self._booked = Booked(scene)
        self._foresight = Foresight(scene, agents, self._booked)
        self._callers = Callers(scene, self._foresight, self._booked)
        self._agents = Agents(scene, agents)
        following = self._callers.following
        legs = Legs(scene, self._agents, self._foresight, following)
        self._dialling = Dialling(scene, self._agents, legs, following)
        scene.wake = self._dialling.wake

    @property
    def days_lived(self) -> int:
        """How many days have passed."""
        return (self.scene.today - self.question.first).days

    @property
    def first_calls(self) -> int:
        """How many people have called."""
        return self._callers.known

    @property
    def is_over(self) -> bool:
        """Whether the days have passed and nothing is left."""
        is_quiet = not self.scene.book.open and not self._agenda.has_more
        return is_quiet and not self._is_asked_for

    @property
    def _is_asked_for(self) -> bool:
        """Whether it is one of the days in question, and not one on which the rest is done."""
        return self.scene.today < self.question.first + self.question.days * _DAY

    @property
    def _agenda(self) -> Agenda:
        return self.scene.agenda

    def live_a_day(self) -> None:
        """From midnight to midnight, in Helsinki. Raises Broken with what a person must know."""
        scene = self.scene
        try:
            self._begin_day()
            self._agenda.run(at_local(scene.today + _DAY, time()))
            self._end_day()
        except Broken as broken:
            where = f"seed={self.question.seed} at={scene.now.isoformat()}"
            raise Broken(f"{where} event={self._agenda.happened}: {broken}") from broken

    def _begin_day(self) -> None:
        scene = self.scene
        scene.known = scene.days.since(scene.today)
        scene.window = next(spans(scene.days.only(scene.today), scene.now), None)
        self._booked.begin_day()
        self._foresight.begin_day()
        self._callers.following.begin_day()
        self._callers.begin_day(self._is_asked_for)
        if scene.window:
            self._plan(scene.window)

    def _plan(self, window: Span) -> None:
        self._agenda.at(window.opens, self.opens, self)
        self._agenda.at(window.closes, self.closes, self)
        if self._is_asked_for:
            self._look_at(window)

    def _look_at(self, window: Span) -> None:
        """What a quarter-hour is like, and how busy agents are, is asked of these days alone."""
        length = (window.closes - window.opens).total_seconds()
        self.scene.figures.open_days += 1
        self.scene.figures.present += length * len(self._agents.all)
        for quarter in quarters(self.scene.today):
            if window.opens <= quarter < window.closes:
                self._agenda.at(quarter, self.quarter_begins, self)

    def opens(self, _: object) -> None:
        """The line opens."""
        self._agents.come()

    def closes(self, _: object) -> None:
        """The line closes."""
        self._dialling.close()
        self._agents.go_home()

    def quarter_begins(self, _: object) -> None:
        """It is looked at who waits."""
        place = (self.scene.now - self.scene.nine) // timedelta(minutes=15)
        self.scene.figures.stood(place, self.scene.book.ready)

    def _end_day(self) -> None:
        scene = self.scene
        scene.oath.conserved(scene.book)
        scene.figures.day(scene.today).left = len(scene.book.open)
        if self._is_asked_for:
            scene.figures.busy = sum(agent.busy for agent in self._agents.all)
        self._agenda.seal()
        scene.today += _DAY
        if scene.today >= self.question.first + (self.question.days + AFTERWARDS) * _DAY:
            scene.oath.ended(scene.book)


def reckon(
    question: Question, after_a_day: Callable[[Reckoning], None] = lambda _: None
) -> Reckoning:
    """The whole answer. Raises Broken if anything happened that may never happen."""
    return go_on(Reckoning(question), after_a_day)


def go_on(
    reckoning: Reckoning, after_a_day: Callable[[Reckoning], None] = lambda _: None
) -> Reckoning:
    """Lives on until it is over; `after_a_day` sees it at each midnight."""
    while not reckoning.is_over:
        reckoning.live_a_day()
        after_a_day(reckoning)
    return reckoning
