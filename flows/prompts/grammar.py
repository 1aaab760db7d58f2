"""What a language must be able to say, whatever its cases and word order.

Finnish, Swedish and English each are a module of this shape; only `spoken` calls them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final, Literal, Protocol

from flows.rules.languages import Language
from flows.rules.states import AgentState

Holiday = Literal[
    "new_years_day",
    "epiphany",
    "maundy_thursday",
    "good_friday",
    "easter_sunday",
    "easter_monday",
    "may_day",
    "ascension_day",
    "pentecost",
    "midsummer_eve",
    "midsummer_day",
    "all_saints_day",
    "independence_day",
    "christmas_eve",
    "christmas_day",
    "second_day_of_christmas",
    "new_years_eve",
]
"""Keys of the days with a name: the English name in lower case, joined by underscores."""

Thing = Literal["phone_time", "visit", "request", "other"]
"""What a citizen may have; `other`: what is known by eight digits alone."""

WORKING_DAYS: Final = (0, 1, 2, 3, 4)
"""From Monday to Friday, which have a name of their own."""


@dataclass(frozen=True, slots=True)
class Names:
    """What has one fixed name or phrase in a language."""

    relative_days: tuple[str, str, str, str]
    """Yesterday, today, tomorrow, the day after tomorrow."""
    languages: Mapping[Language, str]
    agent_states: Mapping[AgentState, str]
    """What an agent is, after "you are"."""
    holidays: Mapping[Holiday, str]
    """The names of days, after "today is"."""
    things: Mapping[Thing, str]
    """What a citizen may have, as the names of choices."""
    within_half_hour: str
    within_hour: str
    today_or_next: str
    """Today or on the next working day."""


class Grammar(Protocol):
    """One language. A `day` is an adverbial: what `on_date` gives, or a relative day."""

    @property
    def NAMES(self) -> Names:  # noqa: N802
        """The fixed names and phrases."""

    def cardinal(self, count: int) -> str:
        """The number by itself."""

    def on_date(self, on: date) -> str:
        """When something happens: on Monday, the fourth of January."""

    def name_date(self, on: date) -> str:
        """The date as the name of a choice: Monday, the fourth of January."""

    def clock(self, at: time) -> str:
        """A time of day by itself."""

    def at_clock(self, day: str, at: time) -> str:
        """A moment: tomorrow at nine."""

    def by_clock(self, day: str, at: time) -> str:
        """The latest moment: tomorrow by nine."""

    def until(self, at: time) -> str:
        """How long: until nine."""

    def between(self, day: str, first: int, last: int) -> str:
        """Between two full hours of a day."""

    def in_morning(self, day: str) -> str:
        """In the morning of a day."""

    def in_afternoon(self, day: str) -> str:
        """In the afternoon of a day."""

    def duration(self, days: int, hours: int, minutes: int) -> str:
        """A length of time in whole units; all zero is less than a minute."""

    def every_week(self, weekdays: Sequence[int]) -> str:
        """On which days of every week, of which Monday is 0: on Mondays and Fridays."""

    def closed_for(self, on: date, holiday: str) -> str:
        """That a day is a holiday: Friday, the first of January, is New Year's Day."""

    def closed_because(self, on: date, reason: str) -> str:
        """The reason for which a day is closed, in the words of a supervisor."""

    def listed(self, words: Sequence[str]) -> str:
        """One, two and three."""

    def callers(self, count: int) -> str:
        """People waiting, nobody included."""

    def attempt(self, count: int) -> str:
        """The first, second, third attempt."""
