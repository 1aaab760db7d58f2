"""The form of a service point: its row as it stands in the fields, and what was typed as a row."""

from collections.abc import Mapping
from typing import Any, Final

from flows.prompts import spoken
from flows.rules.hours import OUTER
from flows.rules.languages import LANGUAGES, Language
from ivr.models import ServicePoint
from ivr.services.agency import POINT_FORMS
from ivr.web.forms import Form
from ivr.web.words import language, word

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri")
WHOLE: Final[Mapping[str, tuple[int, int]]] = {
    "desks": (1, 50),
    "slot_minutes": (5, 240),
    "buffer_minutes": (0, 120),
    "horizon_days": (1, 365),
    "notice_minutes": (0, 30 * 24 * 60),
    "kept_days": (0, 60),
    "position": (1, 999),
}
"""The fields that are whole numbers, with the least and the greatest."""
_ENDS: Final = ("opens", "closes")
_THIRDS: Final = {33: 1 / 3, 67: 2 / 3}  # who writes 33 % means a third
TICKS: Final = ("adviser_first", "active")


def shown(point: ServicePoint) -> dict[str, str]:
    """What the fields show of a point."""
    return {
        **{f"name.{form}.{at}": name[form] for at, name in point.names.items() for form in name},
        **{f"address.{at}": address for at, address in point.addresses.items()},
        **{f"language.{one}": "on" for one in point.languages},
        **clocks(point.hours),
        **{name: str(getattr(point, name)) for name in WHOLE},
        **{name: "on" for name in TICKS if getattr(point, name)},
        "kept_percent": str(round(point.kept_share * 100)),
    }


def labels() -> dict[str, str]:
    """What stands beside the fields."""
    spoken_here = {one: spoken.language_name(one, language()) for one in LANGUAGES}
    return {
        **{
            f"name.{form}.{one}": f"{word(f'point.form.{form}')} ({name})"
            for form in POINT_FORMS
            for one, name in spoken_here.items()
        },
        **{f"address.{one}": f"{word('point.address')} ({spoken_here[one]})" for one in LANGUAGES},
        **{f"language.{one}": name.capitalize() for one, name in spoken_here.items()},
        **{
            f"{day}.{end}": f"{word(f'weekday.{day}').capitalize()} {word(f'point.{end}')}"
            for day in WEEKDAYS
            for end in _ENDS
        },
        **{name: word(f"point.{name}") for name in (*WHOLE, *TICKS, "kept_percent")},
    }


def read(form: Form) -> dict[str, Any]:
    """The columns of the row; those that `form.wrong` tells of are of no use."""
    return {
        "names": {one: _name(form, one) for one in LANGUAGES},
        "addresses": form.in_languages("address", 60),
        "languages": ticked_languages(form),
        "hours": week(form),
        **{name: form.whole(name, *bounds) for name, bounds in WHOLE.items()},
        **{name: form.is_ticked(name) for name in TICKS},
        "kept_share": share(form.whole("kept_percent", 0, 100)),
    }


def share(percent: int) -> float:
    """A share of places: a third of three is one."""
    return _THIRDS.get(percent, percent / 100)


def _name(form: Form, spoken_in: Language) -> dict[str, str]:
    return {one: form.text(f"name.{one}.{spoken_in}", 60) for one in POINT_FORMS}


def ticked_languages(form: Form) -> list[Language]:
    ticked = [one for one in LANGUAGES if form.is_ticked(f"language.{one}")]
    if not ticked:
        form.refuse("language.fi", "point.no_language")
    return ticked


def clocks(hours: Mapping[str, list[str]]) -> dict[str, str]:
    return {
        f"{day}.{end}": clock
        for day, both in hours.items()
        for end, clock in zip(_ENDS, both, strict=True)
    }


def week(form: Form) -> dict[str, list[str]]:
    """A day for which nothing is typed is closed."""
    days = {}
    for day in WEEKDAYS:
        opens, closes = f"{day}.opens", f"{day}.closes"
        typed = form.typed.get(opens) or form.typed.get(closes)
        if typed and (hours := form.hours(opens, closes, OUTER)):
            days[day] = [f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}"]
    return days
