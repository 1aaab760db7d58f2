"""The form of a line's phone times: its settings as they stand in the fields, and read back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from ivr.models import Line
from ivr.services.policy import Policy
from ivr.web.forms import Form
from ivr.web.point_form import share
from ivr.web.words import word

WHOLE: Final[Mapping[str, tuple[int, int]]] = {
    "share_percent": (0, 100),
    "length": (5, 120),
    "buffer": (0, 60),
    "horizon_days": (1, 60),
    "notice": (0, 7 * 24 * 60),
    "kept_percent": (0, 100),
    "kept_days": (0, 60),
}
"""All fields are whole numbers, with the least and the greatest."""
_MINUTE: Final = timedelta(minutes=1)


def shown(line: Line) -> dict[str, str]:
    """What the fields show of a line's settings."""
    times = Policy.read(line.policy).phone_times
    rhythm = times.rhythm
    values = {
        "share_percent": round(times.share * 100),
        "length": rhythm.length // _MINUTE,
        "buffer": rhythm.buffer // _MINUTE,
        "horizon_days": rhythm.horizon.days,
        "notice": rhythm.notice // _MINUTE,
        "kept_percent": round(rhythm.kept * 100),
        "kept_days": rhythm.kept_days,
    }
    return {name: str(value) for name, value in values.items()}


def labels() -> dict[str, str]:
    """What stands beside the fields."""
    return {name: word(f"phone_times.field.{name}") for name in WHOLE}


def read(form: Form) -> dict[str, Any]:
    """The settings as a line's policy has them; of no use if `form.wrong` tells of any."""
    typed = {name: form.whole(name, *bounds) for name, bounds in WHOLE.items()}
    shares = {name: share(typed.pop(f"{name}_percent")) for name in ("share", "kept")}
    return {**typed, "share": shares["share"], "kept_share": shares["kept"]}
