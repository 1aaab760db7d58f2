"""Facts as they stand in text messages: dates with year, 24-hour times, spaced phone numbers.

A text is read later than it is written, so nothing here is relative to now. Every sign is part
of GSM-7, the alphabet of short messages.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final

from flows.prompts.grouping import groups
from flows.rules.languages import Language

_WEEKDAYS: Final[Mapping[Language, tuple[str, ...]]] = {
    "fi": ("ma", "ti", "ke", "to", "pe", "la", "su"),
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)

_CODE: Final[Mapping[Language, str]] = {"fi": "koodi", "sv": "kod", "en": "code"}


def day(on: date, language: Language) -> str:
    """ma 23.11.2026, mån 23.11.2026, Mon 23 Nov 2026"""
    weekday = _WEEKDAYS[language][on.weekday()]
    if language == "en":
        return f"{weekday} {on.day} {_MONTHS[on.month - 1]} {on.year}"
    return f"{weekday} {on.day}.{on.month}.{on.year}"


def clock(at: time, language: Language) -> str:
    """13.30 in Finnish and Swedish, 13:30 in English; the hour without a leading zero"""
    return f"{at.hour}{':' if language == 'en' else '.'}{at.minute:02}"


def moment(at: datetime, language: Language) -> str:
    """ma 23.11.2026 klo 13.30, mån 23.11.2026 kl. 13.30, on Mon 23 Nov 2026 at 13:30"""
    on, clocked = day(at.date(), language), clock(at.time(), language)
    match language:
        case "fi":
            return f"{on} klo {clocked}"
        case "sv":
            return f"{on} kl. {clocked}"
        case "en":
            return f"on {on} at {clocked}"


def promise(start: datetime, end: datetime, language: Language) -> str:
    """A promise: ma 23.11.2026 klo 13.00-15.00, on Mon 23 Nov 2026 between 13:00 and 15:00"""
    first, last = clock(start.time(), language), clock(end.time(), language)
    match language:
        case "fi":
            return f"{day(start.date(), language)} klo {first}-{last}"
        case "sv":
            return f"{day(start.date(), language)} kl. {first}-{last}"
        case "en":
            return f"on {day(start.date(), language)} between {first} and {last}"


def number(e164: str) -> str:
    """040 123 4567, +46 701 234 567"""
    return " ".join(groups(e164))


def reached(e164: str, code: str | None, language: Language) -> str:
    """Where to call, and with which code: 029 500 0000, koodi 4821; without one the number."""
    return f"{number(e164)}, {_CODE[language]} {code}" if code else number(e164)
