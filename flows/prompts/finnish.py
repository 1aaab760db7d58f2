"""Finnish as it is spoken: names of days, numbers and times in the cases that sentences want."""

from collections.abc import Sequence
from datetime import date, time
from functools import cache
from typing import Final

from babel import Locale
from num2words import num2words

from flows.prompts.grammar import WORKING_DAYS, Names
from flows.rules.states import AgentState

_CLDR: Final = Locale("fi")
WEEKDAYS: Final = _CLDR.days["stand-alone"]["wide"]  # maanantai; CLDR's essive lacks sunnuntaina
MONTHS: Final = _CLDR.months["format"]["wide"]  # tammikuuta

NAMES: Final = Names(
    relative_days=("eilen", "tänään", "huomenna", "ylihuomenna"),
    languages={"fi": "suomi", "sv": "ruotsi", "en": "englanti"},
    agent_states={
        AgentState.OFF: "poissa",
        AgentState.PAUSED: "tauolla",
        AgentState.READY: "vapaana",
        AgentState.OFFERED: "saamassa soittoa",
        AgentState.TALKING: "puhelussa",
        AgentState.WRAPUP: "jälkityössä",
    },
    holidays={
        "new_years_day": "uudenvuodenpäivä",
        "epiphany": "loppiainen",
        "maundy_thursday": "kiirastorstai",
        "good_friday": "pitkäperjantai",
        "easter_sunday": "pääsiäispäivä",
        "easter_monday": "toinen pääsiäispäivä",
        "may_day": "vappu",
        "ascension_day": "helatorstai",
        "pentecost": "helluntaipäivä",
        "midsummer_eve": "juhannusaatto",
        "midsummer_day": "juhannuspäivä",
        "all_saints_day": "pyhäinpäivä",
        "independence_day": "itsenäisyyspäivä",
        "christmas_eve": "jouluaatto",
        "christmas_day": "joulupäivä",
        "second_day_of_christmas": "tapaninpäivä",
        "new_years_eve": "uudenvuodenaatto",
    },
    things={
        "phone_time": "puhelinaika",
        "visit": "käynti",
        "request": "soittopyyntö",
        "other": "varaus, josta sinulla on tunnus",
    },
    within_half_hour="puolen tunnin kuluessa",
    within_hour="tunnin kuluessa",
    today_or_next="tänään tai seuraavana arkipäivänä",
)


@cache
def cardinal(count: int, case: str = "nominative") -> str:
    """kaksi; in the genitive kahden, in the illative kahteen."""
    return str(num2words(count, lang="fi", case=case))


@cache
def ordinal(count: int, case: str = "nominative") -> str:
    """toinen; in the essive toisena."""
    return str(num2words(count, lang="fi", to="ordinal", case=case))


def on_date(on: date) -> str:
    """maanantaina neljäntenä tammikuuta"""
    return f"{WEEKDAYS[on.weekday()]}na {ordinal(on.day, 'essive')} {MONTHS[on.month]}"


def name_date(on: date) -> str:
    """maanantai neljäs tammikuuta"""
    return f"{WEEKDAYS[on.weekday()]} {ordinal(on.day)} {MONTHS[on.month]}"


def clock(at: time) -> str:
    """kello yhdeksän, kello yhdeksän nolla viisi, kello yhdeksän kolmekymmentä"""
    hour = f"kello {cardinal(at.hour)}"
    match at.minute:
        case 0:
            return hour
        case minute if minute < 10:
            return f"{hour} nolla {cardinal(minute)}"
        case minute:
            return f"{hour} {cardinal(minute)}"


def at_clock(day: str, at: time) -> str:
    """huomenna kello yhdeksän"""
    return f"{day} {clock(at)}"


def by_clock(day: str, at: time) -> str:
    """viimeistään huomenna kello yhdeksän"""
    return f"viimeistään {day} {clock(at)}"


def until(at: time) -> str:
    """kello kolmeentoista asti; a time with minutes stays uninflected"""
    until_hour = f"kello {cardinal(at.hour, 'illative')}"
    return f"{clock(at) if at.minute else until_hour} asti"


def between(day: str, first: int, last: int) -> str:
    """tänään kello yhdeksän ja yhdentoista välillä"""
    return f"{day} kello {cardinal(first, 'genitive')} ja {cardinal(last, 'genitive')} välillä"


def in_morning(day: str) -> str:
    """huomenna aamupäivällä"""
    return f"{day} aamupäivällä"


def in_afternoon(day: str) -> str:
    """huomenna iltapäivällä"""
    return f"{day} iltapäivällä"


def duration(days: int, hours: int, minutes: int) -> str:
    """viisi minuuttia, puoli tuntia, yksi tunti viisi minuuttia; days stand alone"""
    match days, hours, minutes:
        case 0, 0, 0:
            return "alle minuutti"
        case 0, 0, 30:
            return "puoli tuntia"
        case 0, 1, 30:
            return "puolitoista tuntia"
        case 0, 0, _:
            return _counted(minutes, "minuutti", "minuuttia")
        case 0, _, 0:
            return _counted(hours, "tunti", "tuntia")
        case 0, _, _:
            return f"{duration(0, hours, 0)} {_counted(minutes, 'minuutti', 'minuuttia')}"
    return _counted(days, "päivä", "päivää")


def every_week(weekdays: Sequence[int]) -> str:
    """perjantaisin, maanantaisin ja keskiviikkoisin; all five maanantaista perjantaihin"""
    if tuple(weekdays) == WORKING_DAYS:
        return "maanantaista perjantaihin"
    return listed([WEEKDAYS[day].replace("viikko", "viikkoi") + "sin" for day in weekdays])


def closed_for(on: date, holiday: str) -> str:
    """perjantaina ensimmäisenä tammikuuta on uudenvuodenpäivä"""
    return f"{on_date(on)} on {holiday}"


def closed_because(on: date, reason: str) -> str:
    """perjantaina neljäntenä joulukuuta syy on koulutuspäivä"""
    return f"{on_date(on)} syy on {reason}"


def listed(words: Sequence[str]) -> str:
    """yksi, kaksi ja kolme"""
    *first, last = words
    return f"{', '.join(first)} ja {last}" if first else last


def callers(count: int) -> str:
    """ei ketään, yksi soittaja, kaksi soittajaa"""
    return _counted(count, "soittaja", "soittajaa") if count else "ei ketään"


def attempt(count: int) -> str:
    """toinen yritys"""
    return f"{ordinal(count)} yritys"


def _counted(count: int, one: str, many: str) -> str:
    return f"{cardinal(count)} {one if count == 1 else many}"
