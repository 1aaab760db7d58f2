"""Every form that `spoken` gives, as one table a language, to be read by people who speak it.

`python -m tests.prompts.forms` writes the tables anew; what changes in them is to be read.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import get_args

from flows.prompts import spoken
from flows.prompts.grammar import Holiday, Thing
from flows.prompts.spoken import ClosedDay
from flows.rules.estimate import Form
from flows.rules.languages import LANGUAGES, Language
from flows.rules.states import AgentState
from flows.rules.window import HELSINKI

NOW = datetime(2027, 1, 4, 8, 40, tzinfo=HELSINKI)  # a Monday
OPENINGS = (
    datetime(2027, 1, 4, 9, tzinfo=HELSINKI),
    datetime(2027, 1, 5, 9, tzinfo=HELSINKI),
    datetime(2027, 3, 30, 9, 30, tzinfo=HELSINKI),
)
NUMBERS = ("+358401234567", "+358400123456", "+35886150011", "+358290000000", "+46701234567")
CLOSED = (
    ClosedDay(date(2026, 12, 25), "christmas_day"),
    ClosedDay(date(2027, 1, 1), "new_years_day"),
    ClosedDay(date(2027, 1, 29), reason="training"),
)
COUNTS = (*range(32), 45, 59, 100, 101, 121, 999, 1000, 1234)


def table(language: Language) -> str:
    """All forms of one language, a line each."""
    return "".join(f"{what}: {words}\n" for what, words in _rows(language))


def path(language: Language) -> Path:
    """Where the table of a language is kept."""
    return Path(__file__).with_name(f"forms-{language}.txt")


def _rows(language: Language) -> Iterator[tuple[str, str]]:
    yield from _times(language)
    yield from _days(language)
    yield from _promises(language)
    yield from _names(language)
    yield from _booked(language)
    for e164 in NUMBERS:
        yield f"number {e164}", spoken.digits(e164, language)
    for count in COUNTS:
        yield f"waiting {count}", spoken.callers(count, language)
    for minutes in (*range(60), 60, 61, 75, 90, 120, 150, 299, 1440, 3000):
        length = timedelta(minutes=minutes)
        yield f"duration {minutes} min", spoken.duration(length, language)


def _times(language: Language) -> Iterator[tuple[str, str]]:
    for hour in range(24):
        for minute in (0, 5, 30):
            at = time(hour, minute)
            yield f"clock {at:%H:%M}", spoken.clock(at, language)
    for minute in range(60):
        at = time(9, minute)
        yield f"clock {at:%H:%M}", spoken.clock(at, language)
    for hour in range(8, 18):
        yield f"until {hour}:00", spoken.until(time(hour), language)
    yield "until 14:30", spoken.until(time(14, 30), language)


def _days(language: Language) -> Iterator[tuple[str, str]]:
    today = NOW.date()
    for ahead in range(1, 32):
        on = date(2027, 1, ahead)
        yield f"day {on}", spoken.day(on, today, language)
        yield f"label {on}", spoken.day_label(on, language)
    for month in range(1, 13):
        on = date(2028, month, 1)
        yield f"day {on}", spoken.day(on, today, language)
    for opens in OPENINGS:
        yield f"next opening {opens:%d.%m.%Y %H:%M}", spoken.next_opening(opens, NOW, language)


def _promises(language: Language) -> Iterator[tuple[str, str]]:
    for form in get_args(Form):
        for start, end in _spans(form):
            words = spoken.promise(form, start, end, NOW, language)
            yield f"promise {form} {start:%d.%m. %H:%M}-{end:%H:%M}", words
            told = spoken.promised(form, start, end, NOW, language)
            yield f"promised {form} {start:%d.%m. %H:%M}-{end:%H:%M}", told
    gone = NOW - timedelta(hours=1), NOW
    yield "promise gone by", spoken.promise("hour", *gone, NOW, language)


def _spans(form: Form) -> Iterator[tuple[datetime, datetime]]:
    match form:
        case "half_hour":
            yield NOW, NOW + timedelta(minutes=30)
        case "hour":
            yield NOW, NOW + timedelta(hours=1)
        case "window":
            for first, last in pairwise(range(8, 18)):
                yield NOW.replace(hour=first, minute=0), NOW.replace(hour=last, minute=0)
            for first, last in zip(range(8, 16), range(10, 18), strict=True):
                yield NOW.replace(hour=first, minute=0), NOW.replace(hour=last, minute=0)
        case "morning" | "afternoon":
            for ahead in (0, 1, 2, 3, 7):
                day = NOW.replace(hour=0, minute=0) + timedelta(days=ahead)
                start = day.replace(hour=9 if form == "morning" else 12)
                yield start, start + timedelta(hours=3)


def _names(language: Language) -> Iterator[tuple[str, str]]:
    for number in range(1, 5):
        yield f"attempt {number}", spoken.attempt(number, language)
    for state in AgentState:
        yield f"agent {state}", spoken.agent_state(state, language)
    for named in LANGUAGES:
        yield f"language {named}", spoken.language_name(named, language)
    for key in get_args(Holiday):
        yield f"holiday {key}", spoken.holiday(key, language)


def _booked(language: Language) -> Iterator[tuple[str, str]]:
    """What is said of times that can be booked, and of codes."""
    for ahead in (0, 1, 2, 3, 4, 29):
        at = NOW.replace(hour=9, minute=30) + timedelta(days=ahead)
        yield f"time label {at:%d.%m. %H:%M}", spoken.time_label(at, NOW, language)
    for thing in get_args(Thing):
        at = NOW + timedelta(days=4)
        yield f"thing {thing}", spoken.thing(thing, None, NOW, language)
        yield f"thing {thing} {at:%d.%m.}", spoken.thing(thing, at, NOW, language)
    for weekdays in (*((day,) for day in range(7)), (0, 2), (1, 3, 5), (0, 1, 2, 3, 4), range(7)):
        yield f"every week {list(weekdays)}", spoken.every_week(tuple(weekdays), language)
    for count in range(1, len(CLOSED) + 1):
        yield f"closed days {count}", spoken.closed_days(CLOSED[:count], language)
    for code in ("4071", "0000", "12345678", "90200708"):
        yield f"code {code}", spoken.code(code, language)


def main() -> None:
    """Write the tables."""
    for language in LANGUAGES:
        path(language).write_text(table(language), encoding="utf-8")


if __name__ == "__main__":
    main()
