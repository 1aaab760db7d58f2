"""What all parts share: the question, time and chance, today's calendar, what is written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from flows.rules.hours import OUTER
from flows.rules.window import Calendar, Span, at_local
from ivr.services.policy import Policy
from scheduler.world.reckoning.agenda import Agenda
from scheduler.world.reckoning.days import Days
from scheduler.world.reckoning.figures import Figures
from scheduler.world.reckoning.oath import Oath
from scheduler.world.reckoning.question import Question
from scheduler.world.reckoning.requests import Book


def _nobody() -> None:
    """Nobody dials yet."""


@dataclass(slots=True)
class Scene:
    """`today` is the date in Helsinki, `known` the calendar from it on, `window` its opening hours
    (None on a closed day); `wake` tells who dials that there may be something to do."""

    question: Question
    policy: Policy
    agenda: Agenda
    chance: Random
    days: Days
    book: Book
    oath: Oath
    figures: Figures
    today: date
    known: Calendar
    window: Span | None = None
    wake: Callable[[], None] = _nobody

    @property
    def is_open(self) -> bool:
        """Whether the line is open now."""
        window = self.window
        return window is not None and window.opens <= self.agenda.now < window.closes

    @property
    def nine(self) -> datetime:
        """Nine o'clock today, where quarter-hours are counted from."""
        return at_local(self.today, OUTER.opens)

    @property
    def now(self) -> datetime:
        """This moment, in UTC."""
        return self.agenda.now
