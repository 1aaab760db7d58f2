"""Swedish as it is spoken in Finland: names of days, numbers, times and their phrases."""

from collections.abc import Sequence
from datetime import date, time
from functools import cache
from typing import Final

from babel import Locale
from num2words import num2words

from flows.prompts.grammar import WORKING_DAYS, Names
from flows.rules.states import AgentState

_CLDR: Final = Locale("sv_FI")
WEEKDAYS: Final = _CLDR.days["format"]["wide"]
MONTHS: Final = _CLDR.months["format"]["wide"]

NAMES: Final = Names(
    relative_days=("i går", "i dag", "i morgon", "i övermorgon"),
    languages={"fi": "finska", "sv": "svenska", "en": "engelska"},
    agent_states={
        AgentState.OFF: "inte i tjänst",
        AgentState.PAUSED: "på paus",
        AgentState.READY: "ledig",
        AgentState.OFFERED: "på väg att få ett samtal",
        AgentState.TALKING: "i ett samtal",
        AgentState.WRAPUP: "i efterarbete",
    },
    holidays={
        "new_years_day": "nyårsdagen",
        "epiphany": "trettondagen",
        "maundy_thursday": "skärtorsdagen",
        "good_friday": "långfredagen",
        "easter_sunday": "påskdagen",
        "easter_monday": "annandag påsk",
        "may_day": "första maj",
        "ascension_day": "Kristi himmelsfärdsdag",
        "pentecost": "pingstdagen",
        "midsummer_eve": "midsommarafton",
        "midsummer_day": "midsommardagen",
        "all_saints_day": "alla helgons dag",
        "independence_day": "självständighetsdagen",
        "christmas_eve": "julafton",
        "christmas_day": "juldagen",
        "second_day_of_christmas": "annandag jul",
        "new_years_eve": "nyårsafton",
    },
    things={
        "phone_time": "telefontid",
        "visit": "besök",
        "request": "begäran om samtal",
        "other": "en bokning som du har ett referensnummer för",
    },
    within_half_hour="inom en halv timme",
    within_hour="inom en timme",
    today_or_next="i dag eller nästa vardag",
)


@cache
def cardinal(count: int) -> str:
    """två, tjugoett"""
    return str(num2words(count, lang="sv")).replace("ttt", "tt")  # no word has three


@cache
def ordinal(count: int) -> str:
    """andra, tjugoförsta; num2words writes twentieth wrongly"""
    return "tjugonde" if count == 20 else str(num2words(count, lang="sv", to="ordinal"))


def on_date(on: date) -> str:
    """måndagen den fjärde januari"""
    return f"{WEEKDAYS[on.weekday()]}en den {ordinal(on.day)} {MONTHS[on.month]}"


def name_date(on: date) -> str:
    """måndag den fjärde januari"""
    return f"{WEEKDAYS[on.weekday()]} den {ordinal(on.day)} {MONTHS[on.month]}"


def clock(at: time) -> str:
    """klockan nio, klockan nio noll fem, klockan nio och trettio"""
    hour = f"klockan {cardinal(at.hour)}"
    match at.minute:
        case 0:
            return hour
        case minute if minute < 10:
            return f"{hour} noll {cardinal(minute)}"
        case minute:
            return f"{hour} och {cardinal(minute)}"


def at_clock(day: str, at: time) -> str:
    """i morgon klockan nio"""
    return f"{day} {clock(at)}"


def by_clock(day: str, at: time) -> str:
    """senast i morgon klockan nio"""
    return f"senast {day} {clock(at)}"


def until(at: time) -> str:
    """till klockan tretton"""
    return f"till {clock(at)}"


def between(day: str, first: int, last: int) -> str:
    """i dag mellan klockan nio och elva"""
    return f"{day} mellan klockan {cardinal(first)} och {cardinal(last)}"


def in_morning(day: str) -> str:
    """i morgon på förmiddagen"""
    return f"{day} på förmiddagen"


def in_afternoon(day: str) -> str:
    """i morgon på eftermiddagen"""
    return f"{day} på eftermiddagen"


def duration(days: int, hours: int, minutes: int) -> str:
    """fem minuter, en halv timme, en timme och fem minuter; days stand alone"""
    match days, hours, minutes:
        case 0, 0, 0:
            return "mindre än en minut"
        case 0, 0, 30:
            return "en halv timme"
        case 0, 1, 30:
            return "en och en halv timme"
        case 0, 0, _:
            return _counted(minutes, "minut", "minuter")
        case 0, _, 0:
            return _counted(hours, "timme", "timmar")
        case 0, _, _:
            return f"{duration(0, hours, 0)} och {_counted(minutes, 'minut', 'minuter')}"
    return _counted(days, "dag", "dagar")


def every_week(weekdays: Sequence[int]) -> str:
    """på fredagar, på måndagar och onsdagar; all five från måndag till fredag"""
    if tuple(weekdays) == WORKING_DAYS:
        return "från måndag till fredag"
    return "på " + listed([f"{WEEKDAYS[day]}ar" for day in weekdays])


def closed_for(on: date, holiday: str) -> str:
    """fredagen den första januari är nyårsdagen"""
    return f"{on_date(on)} är {holiday}"


def closed_because(on: date, reason: str) -> str:
    """fredagen den fjärde december är orsaken utbildning"""
    return f"{on_date(on)} är orsaken {reason}"


def listed(words: Sequence[str]) -> str:
    """ett, två och tre"""
    *first, last = words
    return f"{', '.join(first)} och {last}" if first else last


def callers(count: int) -> str:
    """ingen, en person, två personer"""
    return _counted(count, "person", "personer") if count else "ingen"


def attempt(count: int) -> str:
    """andra försöket"""
    return f"{ordinal(count)} försöket"


def _counted(count: int, one: str, many: str) -> str:
    return f"en {one}" if count == 1 else f"{cardinal(count)} {many}"
