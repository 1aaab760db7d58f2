"""Facts as spoken words: days, times, promises, numbers. Words only, never a digit.

Moments come in as local time, already converted. What comes out fits into a sentence of the
catalogue; which language says it how is known to the grammars alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from flows.prompts import english, finnish, swedish
from flows.prompts.grammar import Grammar, Holiday, Thing
from flows.prompts.grouping import groups
from flows.rules.estimate import Form
from flows.rules.languages import Language
from flows.rules.states import AgentState

_GRAMMARS: Final[Mapping[Language, Grammar]] = {"fi": finnish, "sv": swedish, "en": english}

MINUTE: Final = timedelta(minutes=1)
HALF_HOUR: Final = timedelta(minutes=30)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day on which we are closed: a holiday, or for a reason in a supervisor's words."""

    on: date
    holiday: Holiday | None = None
    reason: str = ""


def day(on: date, today: date, language: Language) -> str:
    """When: yesterday, today, tomorrow, the day after tomorrow, else weekday and date."""
    grammar = _GRAMMARS[language]
    since_yesterday = (on - today).days + 1
    relative = grammar.NAMES.relative_days
    known = 0 <= since_yesterday < len(relative)
    return relative[since_yesterday] if known else grammar.on_date(on)


def day_label(on: date, language: Language) -> str:
    """The date as a choice in a list: Monday, the fourth of January."""
    return _GRAMMARS[language].name_date(on)


def clock(at: time, language: Language) -> str:
    """A time of day."""
    return _GRAMMARS[language].clock(at)


def until(at: time, language: Language) -> str:
    """How long on the same day: "until one p.m."."""
    return _GRAMMARS[language].until(at)


def moment(at: datetime, now: datetime, language: Language) -> str:
    """When, to the minute: "tomorrow at nine thirty a.m."."""
    return _GRAMMARS[language].at_clock(day(at.date(), now.date(), language), at.time())


def asked(at: datetime, now: datetime, language: Language) -> str:
    """When something was asked for: to the minute since yesterday, before that only the day."""
    if at.date() < now.date() - DAY:
        return day(at.date(), now.date(), language)
    return moment(at, now, language)


def time_label(at: datetime, now: datetime, language: Language) -> str:
    """A time as a choice in a list: tomorrow at nine, Monday, the fourth of January, at nine."""
    return _GRAMMARS[language].at_clock(_label(at, now, language), at.time())


def thing(what: Thing, at: datetime | None, now: datetime, language: Language) -> str:
    """What a citizen has as a choice in a list, with its day: phone time, tomorrow."""
    name = _GRAMMARS[language].NAMES.things[what]
    return f"{name}, {_label(at, now, language)}" if at else name


def every_week(weekdays: Sequence[int], language: Language) -> str:
    """On which days of every week, of which Monday is 0."""
    return _GRAMMARS[language].every_week(weekdays)


def closed_days(days: Sequence[ClosedDay], language: Language) -> str:
    """Days on which we are closed, each a holiday or for a reason in words: as one sentence."""
    grammar = _GRAMMARS[language]
    return grammar.listed(
        [
            grammar.closed_because(day.on, day.reason)
            if day.holiday is None
            else grammar.closed_for(day.on, grammar.NAMES.holidays[day.holiday])
            for day in days
        ]
    )


def next_opening(opens: datetime, now: datetime, language: Language) -> str:
    """When we open, after "we open"."""
    return moment(opens, now, language)


def promise(
    form: Form, from_local: datetime, to_local: datetime, now: datetime, language: Language
) -> str:
    """When we call, after "soitamme sinulle arviolta" and its like; true at the time `now`.

    A promise told again later is worded by what is left of it, and so is a booked minute that has
    come. One that has passed becomes "today or on the next working day", which is what an overdue
    request can still count on.
    """
    names = _GRAMMARS[language].NAMES
    left = to_local - now
    has_begun = form in ("half_hour", "hour") or (form == "booked" and from_local <= now)
    if left <= timedelta():
        return names.today_or_next
    if has_begun and left <= HALF_HOUR:
        return names.within_half_hour
    if has_begun and left <= HOUR:
        return names.within_hour
    return _span(form, from_local, to_local, now, language)


def promised(
    form: Form, from_local: datetime, to_local: datetime, now: datetime, language: Language
) -> str:
    """What an agent hears of a promise, after "promised": by when, or between which hours."""
    if form in ("half_hour", "hour"):
        on = day(to_local.date(), now.date(), language)
        return _GRAMMARS[language].by_clock(on, to_local.time())
    return _span(form, from_local, to_local, now, language)


def duration(length: timedelta, language: Language) -> str:
    """A length of time, rounded down to minutes; from two hours on to hours, then to days."""
    hours, minutes = divmod(max(length, timedelta()) // MINUTE, 60)
    days, hours = divmod(hours, 24)
    return _GRAMMARS[language].duration(days, hours, minutes if hours < 2 else 0)


def digits(e164: str, language: Language) -> str:
    """A phone number digit by digit, in the groups in which it is written."""
    grammar = _GRAMMARS[language]
    return ", ".join(
        " ".join("plus" if sign == "+" else grammar.cardinal(int(sign)) for sign in group)
        for group in groups(e164)
    )


def code(keyed: str, language: Language) -> str:
    """A code digit by digit, in pairs."""
    cardinal = _GRAMMARS[language].cardinal
    pairs = (keyed[start : start + 2] for start in range(0, len(keyed), 2))
    return ", ".join(" ".join(cardinal(int(digit)) for digit in pair) for pair in pairs)


def callers(count: int, language: Language) -> str:
    """How many people wait: nobody, one caller, two callers."""
    return _GRAMMARS[language].callers(count)


def attempt(number: int, language: Language) -> str:
    """Which attempt this is: "second attempt"."""
    return _GRAMMARS[language].attempt(number)


def agent_state(state: AgentState, language: Language) -> str:
    """What an agent is, after "you are"."""
    return _GRAMMARS[language].NAMES.agent_states[state]


def language_name(named: Language, language: Language) -> str:
    """The name of a language."""
    return _GRAMMARS[language].NAMES.languages[named]


def holiday(key: Holiday, language: Language) -> str:
    """The name of a holiday or short day, after "today is"."""
    return _GRAMMARS[language].NAMES.holidays[key]


def _label(at: datetime, now: datetime, language: Language) -> str:
    """A day in a list: today, tomorrow, the day after tomorrow, else its name."""
    is_near = at.date() < now.date() + 3 * DAY
    return day(at.date(), now.date(), language) if is_near else day_label(at.date(), language)


def _span(form: Form, start: datetime, end: datetime, now: datetime, language: Language) -> str:
    """The part of a day that a promise covers; hours are full ones, rounded outwards."""
    grammar = _GRAMMARS[language]
    on = day(start.date(), now.date(), language)
    match form:
        case "morning":
            return grammar.in_morning(on)
        case "afternoon":
            return grammar.in_afternoon(on)
        case "booked":
            return grammar.at_clock(on, start.time())
        case _:
            return grammar.between(on, start.hour, end.hour + (end.minute > 0))
