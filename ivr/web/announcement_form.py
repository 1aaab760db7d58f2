"""The form of an announcement: words in each language, and from when until when they are heard."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from flows.prompts import seconds, spoken
from flows.rules.languages import LANGUAGES, Language
from flows.rules.window import at_local
from ivr.models import Line
from ivr.services.announcements import LONGEST, New, takes_too_long, unspeakable
from ivr.web.forms import Form
from ivr.web.words import language, word

ALWAYS: Final[frozenset[Language]] = frozenset({"fi", "sv"})
"""An authority tells everybody in both, whatever a line speaks besides."""

MOST_LETTERS: Final = 200
"""More than can be said in the time that there is, in any language."""

_ENDS: Final = (".", "!", "?")


def languages(line: Line) -> Sequence[Language]:
    """Those in which it has to be told on this line."""
    return [one for one in LANGUAGES if one in ALWAYS or one in line.languages]


def labels(line: Line) -> dict[str, str]:
    """What stands beside the fields."""
    return {
        **{
            f"words.{one}": spoken.language_name(one, language()).capitalize()
            for one in languages(line)
        },
        **{name: word(f"announcement.{name}") for name in ("from_day", "from_clock")},
        **{name: word(f"announcement.{name}") for name in ("to_day", "to_clock")},
    }


def read(form: Form, line: Line, now: datetime) -> New | None:
    """What is to be announced; None if `form.wrong` tells of anything."""
    words = {one: _words(form, one) for one in languages(line)}
    starts = now if _is_empty(form, "from") else _moment(form, "from")
    ends = _moment(form, "to")
    if starts and ends and not max(starts, now) < ends:
        form.refuse("to_clock", "form.not_after")
    if form.wrong or starts is None or ends is None:
        return None
    return New(words, max(starts, now), ends)


def length(words: str, spoken_in: Language) -> int:
    """About how many seconds it takes, rounded up."""
    return -int(-seconds(words, spoken_in) // 1)


def _words(form: Form, spoken_in: Language) -> str:
    name = f"words.{spoken_in}"
    words = form.text(name, MOST_LETTERS)
    words = words if not words or words.endswith(_ENDS) else f"{words}."
    if sign := unspeakable(words):
        form.refuse(name, "announcement.sign", sign=sign)
    if takes_too_long(words, spoken_in):
        form.refuse(name, "announcement.too_long", seconds=length(words, spoken_in), most=LONGEST)
    return words


def _is_empty(form: Form, end: str) -> bool:
    return not (form.typed.get(f"{end}_day") or form.typed.get(f"{end}_clock"))


def _moment(form: Form, end: str) -> datetime | None:
    day: date | None = form.day(f"{end}_day")
    clock: time | None = form.clock(f"{end}_clock")
    return at_local(day, clock) if day and clock else None
