"""The hours of one date: what is known about it, weighed into opening hours and the reason.

It must not know where holidays or closures come from; they are handed in as facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from flows.rules.languages import Language
from flows.rules.reason import Reason, because

SATURDAY: Final = 5

_Whose = tuple[str | None, str | None]  # a line's key or a service point's
_ALL: Final[_Whose] = (None, None)


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of one day, `[opens, closes)`, Helsinki time; ValueError unless in order."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not self.opens < self.closes:
            raise ValueError(f"opens {self.opens}, yet closes {self.closes}")

    def within(self, other: "Hours | None") -> "Hours | None":
        """The part common to both, None if there is none."""
        if other is None:
            return None
        opens, closes = max(self.opens, other.opens), min(self.closes, other.closes)
        return Hours(opens, closes) if opens < closes else None


OUTER: Final = Hours(time(9), time(16))
"""The agency's outer limit on a working day; a line or a service point may only be narrower."""


@dataclass(frozen=True, slots=True)
class WeekHours:
    """The weekly rule of a line or a service point: from Monday to Sunday, None for closed."""

    days: tuple[Hours | None, ...]

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise ValueError("a week has seven days")

    def on(self, day: date) -> Hours | None:
        return self.days[day.weekday()]


def from_monday_to_friday(hours: Hours = OUTER) -> WeekHours:
    """The usual week: the same hours on five days, closed at the weekend."""
    return WeekHours((hours,) * 5 + (None,) * 2)


@dataclass(frozen=True, slots=True)
class Closure:
    """A dated exception a supervisor made: other hours or none, why in each language, for whom.

    `line` or `point` is the key of the one line or service point meant; without either, all are.
    """

    date: date
    hours: Hours | None
    texts: Mapping[Language, str] = field(hash=False)
    line: str | None = None
    point: str | None = None

    @property
    def why(self) -> Reason:
        code = "line_exception" if self.line else "point_exception" if self.point else None
        return because(code or "general_exception", **dict(self.texts))


@dataclass(frozen=True, slots=True)
class ShortDay:
    """A yearly short day of the agency, as Maundy Thursday 9-13."""

    name: str
    hours: Hours


@dataclass(frozen=True, slots=True)
class DayFacts:
    """All that is known about a date before it is weighed."""

    date: date
    week: WeekHours
    holiday: str | None = None
    short: ShortDay | None = None
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A weighed date: its hours (None = closed) and why. No day can be wider than the outer limit.

    Raises ValueError for hours at a weekend or outside 9-16.
    """

    date: date
    hours: Hours | None
    why: Reason

    def __post_init__(self) -> None:
        if self.hours is None:
            return
        if self.date.weekday() >= SATURDAY or OUTER.within(self.hours) != self.hours:
            raise ValueError(f"{self.date} cannot be open {self.hours}")


def day_hours(facts: DayFacts, line: str) -> Day:
    """The hours of a line on a date.

    The line's own exception comes before a general one, then the holiday, the agency's short day
    and the weekly rule. Only the line's own exception may widen the weekly rule, and nothing opens
    a weekend, a public holiday or an hour outside 9-16.
    """
    return _day(facts, (line, None))


def point_hours(facts: DayFacts, point: str) -> Day:
    """The hours of a service point on a date, by the same precedence as a line's."""
    return _day(facts, (None, point))


def _day(facts: DayFacts, whose: _Whose) -> Day:
    if facts.date.weekday() >= SATURDAY:
        return Day(facts.date, None, because("weekend"))
    hours, why = _weigh(facts, whose)
    if hours and facts.holiday:
        return Day(facts.date, None, because("holiday", name=facts.holiday))
    return Day(facts.date, OUTER.within(hours), why)


def _weigh(facts: DayFacts, whose: _Whose) -> tuple[Hours | None, Reason]:
    usual = facts.week.on(facts.date)
    if own := _narrowest(facts, whose):
        return own.hours, own.why
    if usual and (general := _narrowest(facts, _ALL)):
        return general.hours and general.hours.within(usual), general.why
    if facts.holiday:
        return None, because("holiday", name=facts.holiday)
    if usual and facts.short:
        return facts.short.hours.within(usual), because("short_day", name=facts.short.name)
    return usual, because("weekly_hours" if usual else "weekly_closed")


def _narrowest(facts: DayFacts, whose: _Whose) -> Closure | None:
    """Of several exceptions for the same date and owner the one that leaves least time."""
    meant = [c for c in facts.closures if c.date == facts.date and (c.line, c.point) == whose]
    return min(meant, key=_minutes, default=None)


def _minutes(closure: Closure) -> int:
    if closure.hours is None:
        return 0
    opens, closes = closure.hours.opens, closure.hours.closes
    return (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
