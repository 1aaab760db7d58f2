"""English as it is spoken: names of days, numbers, the twelve-hour clock and their phrases."""

from collections.abc import Sequence
from datetime import date, time
from functools import cache
from typing import Final

from babel import Locale
from num2words import num2words

from flows.prompts.grammar import WORKING_DAYS, Names
from flows.rules.states import AgentState

_CLDR: Final = Locale("en_FI")
WEEKDAYS: Final = _CLDR.days["format"]["wide"]
MONTHS: Final = _CLDR.months["format"]["wide"]

NAMES: Final = Names(
    relative_days=("yesterday", "today", "tomorrow", "the day after tomorrow"),
    languages={"fi": "Finnish", "sv": "Swedish", "en": "English"},
    agent_states={
        AgentState.OFF: "off duty",
        AgentState.PAUSED: "on a break",
        AgentState.READY: "ready for calls",
        AgentState.OFFERED: "being offered a call",
        AgentState.TALKING: "in a call",
        AgentState.WRAPUP: "finishing a call",
    },
    holidays={
        "new_years_day": "New Year's Day",
        "epiphany": "Epiphany",
        "maundy_thursday": "Maundy Thursday",
        "good_friday": "Good Friday",
        "easter_sunday": "Easter Sunday",
        "easter_monday": "Easter Monday",
        "may_day": "May Day",
        "ascension_day": "Ascension Day",
        "pentecost": "Whit Sunday",
        "midsummer_eve": "Midsummer Eve",
        "midsummer_day": "Midsummer Day",
        "all_saints_day": "All Saints' Day",
        "independence_day": "Independence Day",
        "christmas_eve": "Christmas Eve",
        "christmas_day": "Christmas Day",
        "second_day_of_christmas": "Boxing Day",
        "new_years_eve": "New Year's Eve",
    },
    things={
        "phone_time": "phone time",
        "visit": "visit",
        "request": "call request",
        "other": "a booking for which you have a reference number",
    },
    within_half_hour="within half an hour",
    within_hour="within an hour",
    today_or_next="today or on the next working day",
)


@cache
def cardinal(count: int) -> str:
    """two, twenty-one"""
    return str(num2words(count, lang="en"))


@cache
def ordinal(count: int) -> str:
    """second, twenty-first"""
    return str(num2words(count, lang="en", to="ordinal"))


def on_date(on: date) -> str:
    """on Monday, the fourth of January"""
    return f"on {name_date(on)}"


def name_date(on: date) -> str:
    """Monday, the fourth of January"""
    return f"{WEEKDAYS[on.weekday()]}, the {ordinal(on.day)} of {MONTHS[on.month]}"


def clock(at: time) -> str:
    """nine a.m., nine oh five a.m., one thirty p.m., twelve noon"""
    hour, half = cardinal(at.hour % 12 or 12), _half(at.hour)
    match at.minute:
        case 0:
            return _full_hour(at.hour)
        case minute if minute < 10:
            return f"{hour} oh {cardinal(minute)} {half}"
        case minute:
            return f"{hour} {cardinal(minute)} {half}"


def at_clock(day: str, at: time) -> str:
    """tomorrow at nine a.m."""
    return _join(day, f"at {clock(at)}")


def by_clock(day: str, at: time) -> str:
    """tomorrow by nine a.m."""
    return _join(day, f"by {clock(at)}")


def until(at: time) -> str:
    """until one p.m."""
    return f"until {clock(at)}"


def between(day: str, first: int, last: int) -> str:
    """today between nine and eleven a.m., today between eleven a.m. and one p.m."""
    same_half = 0 < first < last < 12 or 12 < first < last
    begins = cardinal(first % 12) if same_half else _full_hour(first)
    return _join(day, f"between {begins} and {_full_hour(last)}")


def in_morning(day: str) -> str:
    """this morning, tomorrow morning, on Monday, the fourth of January, in the morning"""
    return _part(day, "morning")


def in_afternoon(day: str) -> str:
    """this afternoon, tomorrow afternoon, the day after tomorrow in the afternoon"""
    return _part(day, "afternoon")


def duration(days: int, hours: int, minutes: int) -> str:
    """five minutes, half an hour, one hour and five minutes; days stand alone"""
    match days, hours, minutes:
        case 0, 0, 0:
            return "less than a minute"
        case 0, 0, 30:
            return "half an hour"
        case 0, 1, 30:
            return "an hour and a half"
        case 0, 0, _:
            return _counted(minutes, "minute")
        case 0, _, 0:
            return _counted(hours, "hour")
        case 0, _, _:
            return f"{duration(0, hours, 0)} and {_counted(minutes, 'minute')}"
    return _counted(days, "day")


def every_week(weekdays: Sequence[int]) -> str:
    """on Fridays, on Mondays and Wednesdays; all five from Monday to Friday"""
    if tuple(weekdays) == WORKING_DAYS:
        return "from Monday to Friday"
    return "on " + listed([f"{WEEKDAYS[day]}s" for day in weekdays])


def closed_for(on: date, holiday: str) -> str:
    """Friday, the first of January, is New Year's Day"""
    return f"{name_date(on)}, is {holiday}"


def closed_because(on: date, reason: str) -> str:
    """on Friday, the fourth of December, the reason is training"""
    return f"{on_date(on)}, the reason is {reason}"


def listed(words: Sequence[str]) -> str:
    """one, two, and three: a comma more, since dates bring commas of their own"""
    *first, last = words
    return f"{', '.join(first)}, and {last}" if len(first) > 1 else " and ".join(words)


def callers(count: int) -> str:
    """nobody, one caller, two callers"""
    return _counted(count, "caller") if count else "nobody"


def attempt(count: int) -> str:
    """second attempt"""
    return f"{ordinal(count)} attempt"


def _half(hour: int) -> str:
    return "a.m." if hour < 12 else "p.m."


def _full_hour(hour: int) -> str:
    named = {0: "twelve midnight", 12: "twelve noon", 24: "twelve midnight"}
    return named.get(hour) or f"{cardinal(hour % 12)} {_half(hour)}"


def _part(day: str, part: str) -> str:
    named = {"today": f"this {part}", "tomorrow": f"tomorrow {part}"}
    return named.get(day) or _join(day, f"in the {part}")


def _join(day: str, rest: str) -> str:
    return f"{day} {rest}" if day in NAMES.relative_days else f"{day}, {rest}"


def _counted(count: int, one: str) -> str:
    return f"{cardinal(count)} {one if count == 1 else f'{one}s'}"
