"""The form of a line: its row as it stands in the fields, and what was typed as a row."""

import re
from collections.abc import Mapping
from typing import Any, Final

from flows.prompts import spoken
from flows.rules.languages import LANGUAGES
from ivr.models import Line
from ivr.web import point_form
from ivr.web.forms import Form
from ivr.web.words import language, word

WORDS: Final[Mapping[str, int]] = {
    "names": 60,
    "hours_words": 300,
    "price_words": 300,
    "urgent_words": 300,
}
"""What is said in each language, with its greatest length in signs."""

_E164: Final = re.compile(r"\+[1-9]\d{6,14}")


def shown(line: Line) -> dict[str, str]:
    """What the fields show of a line."""
    return {
        "number": line.number,
        **{
            f"{column}.{at}": words
            for column in WORDS
            for at, words in getattr(line, column).items()
        },
        **{f"language.{one}": "on" for one in line.languages},
        **point_form.clocks(line.hours),
    }


def labels() -> dict[str, str]:
    """What stands beside the fields."""
    spoken_here = {one: spoken.language_name(one, language()) for one in LANGUAGES}
    of_hours = point_form.labels()
    return {
        "number": word("line.number"),
        **{
            f"{column}.{one}": f"{word(f'line.{column}')} ({name})"
            for column in WORDS
            for one, name in spoken_here.items()
        },
        **{f"language.{one}": name.capitalize() for one, name in spoken_here.items()},
        **{name: text for name, text in of_hours.items() if name[:3] in point_form.WEEKDAYS},
    }


def read(form: Form) -> dict[str, Any]:
    """The columns of the row; those that `form.wrong` tells of are of no use."""
    return {
        "number": _number(form),
        **{column: form.in_languages(column, longest) for column, longest in WORDS.items()},
        "languages": point_form.ticked_languages(form),
        "hours": point_form.week(form),
    }


def _number(form: Form) -> str:
    typed = form.text("number", 24).replace(" ", "")
    if not _E164.fullmatch(typed):
        form.refuse("number", "line.no_number")
    return typed
