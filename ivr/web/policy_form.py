"""The form of a line's policy: every setting with its unit, its bounds and its usual value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from ivr.models import Line
from ivr.services import policy_settings
from ivr.services.policy import MOST_ATTEMPTS, Policy
from ivr.web.forms import Form
from ivr.web.words import word

Unit = Literal["s", "min", "percent", "times", "whether"]

_USUAL: Final = policy_settings.of(Policy())
_PERCENT: Final = "expected_share"
_AGREED: Final = "phone_times"
_MOST_GAPS: Final = 5
_TO_ANSWER: Final = 30  # seconds from the claim to her telephone's first ring, and back


@dataclass(frozen=True, slots=True)
class Setting:
    """What may be typed: in this unit, from the least to the greatest."""

    unit: Unit
    least: int = 0
    most: int = 0


_SECONDS: Final = Setting("s", 10, 600)
_A_FEW: Final = Setting("times", 0, 20)
_HEAD_START: Final = Setting("min", 0, 500_000)

GROUPS: Final[Mapping[str, Mapping[str, Setting]]] = {
    "promise": {
        "handling_minutes": Setting("min", 1, 120),
        "expected_share": Setting("percent", 1, 100),
        "first_delay": Setting("s", 0, 3600),
        "unasked": Setting("whether"),
    },
    "ladder": {
        "ladder.attempts": Setting("times", 1, MOST_ATTEMPTS),
        "ladder.gaps": Setting("min", 1, 1440),
        "ladder.busy_gap": Setting("min", 1, 240),
        "ladder.least_gap": Setting("min", 1, 240),
        "ladder.on_the_line": Setting("min", 0, 60),
    },
    "agents": {
        "offer_ring": Setting("s", 5, 60),
        "lease": Setting("s", 30, 600),
        "again_minutes": Setting("min", 0, 240),
        "wrapup": Setting("s", 0, 600),
    },
    "ringing": {
        "ring_mobile": Setting("s", 5, 120),
        "ring_geographic": Setting("s", 5, 120),
        "ring_longer": Setting("s", 5, 180),
        "time_limit": Setting("s", 60, 14_400),
    },
    "agreed": {
        f"{_AGREED}.tolerance": Setting("min", 0, 120),
        f"{_AGREED}.again": Setting("min", 1, 240),
    },
    "caps": {
        "caps.legs_trusted": _A_FEW,
        "caps.legs_typed": _A_FEW,
        "caps.legs_relay": Setting("times", 0, 100),
        "caps.requests": _A_FEW,
        "caps.newcomers": Setting("times", 0, 10_000),
        "caps.newcomers_put_off": Setting("times", 0, 10_000),
        "caps.typed_numbers": _A_FEW,
        "caps.typed_withheld": Setting("times", 0, 10_000),
        "caps.unattended": _A_FEW,
        "caps.texts": _A_FEW,
        "caps.messages": Setting("times", 0, 100),
        "caps.messages_of_line": Setting("times", 0, 1_000_000),
        "caps.phone_times": _A_FEW,
        "caps.visits": _A_FEW,
        "caps.codes_a_call": _A_FEW,
        "caps.codes": Setting("times", 0, 100),
        "caps.codes_withheld": Setting("times", 0, 1000),
        "caps.proofs": _A_FEW,
        "caps.proofs_an_hour": Setting("times", 0, 1000),
        "caps.proofs_by_ring": Setting("times", 0, 100),
        "caps.proofs_of_line": Setting("times", 0, 10_000),
    },
    "head_starts": {
        "head_starts.callback": _HEAD_START,
        "head_starts.phone_time": _HEAD_START,
        "head_starts.urgent": _HEAD_START,
        "head_starts.cut_off": _HEAD_START,
        "head_starts.next": _HEAD_START,
    },
}
"""The settings by path, in groups, in the order of the page."""

SETTINGS: Final[Mapping[str, Setting]] = {
    path: setting for group in GROUPS.values() for path, setting in group.items()
}


def shown(line: Line) -> dict[str, str]:
    """What the fields show of a line's policy."""
    return _fields(policy_settings.of(Policy.read(line.policy)))


def labels() -> dict[str, str]:
    """What stands beside the fields: the meaning."""
    return {path: word(f"policy.{path}") for path in SETTINGS}


def hints() -> dict[str, str]:
    """What stands beneath: the unit, and what is usual."""
    usual = {path: _USUAL[path] * 100 if path == _PERCENT else _USUAL[path] for path in SETTINGS}
    return {path: _hint(setting, usual[path]) for path, setting in SETTINGS.items()}


def read(form: Form) -> dict[str, Any]:
    """The settings by path; of no use if `form.wrong` tells of any."""
    settings = {path: _value(form, path, setting) for path, setting in SETTINGS.items()}
    least = settings["offer_ring"] + _TO_ANSWER  # or every offer would end while it rings
    return {**settings, "lease": form.whole("lease", least, SETTINGS["lease"].most)}


def _fields(settings: Mapping[str, Any]) -> dict[str, str]:
    shown = {path: settings[path] for path in SETTINGS}
    shown[_PERCENT] = round(shown[_PERCENT] * 100)
    ticks = {path: "on" for path, value in shown.items() if value is True}
    typed = {path: value for path, value in shown.items() if not isinstance(value, bool)}
    return {**{path: policy_settings.said(value) for path, value in typed.items()}, **ticks}


def _hint(setting: Setting, usual: Any) -> str:
    if setting.unit == "whether":
        return word("policy.usually_on" if usual else "policy.usually_off")
    said = policy_settings.said(usual if isinstance(usual, list) else round(usual))
    return word("policy.usually", unit=word(f"policy.unit.{setting.unit}"), usual=said)


def _value(form: Form, path: str, setting: Setting) -> Any:
    bounds = setting.least, setting.most
    if setting.unit == "whether":
        return form.is_ticked(path)
    if isinstance(_USUAL[path], list):
        return _gaps(form, path, *bounds)
    if path == _PERCENT:
        return form.whole(path, *bounds) / 100
    return form.whole(path, *bounds)


def _gaps(form: Form, path: str, least: int, most: int) -> list[int]:
    """One or several numbers with commas between them."""
    parts = [part.strip() for part in form.typed.get(path, "").split(",")]
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 6]
    fits = all(least <= number <= most for number in numbers)
    if len(numbers) != len(parts) or not fits or len(parts) > _MOST_GAPS:
        form.refuse(path, "policy.no_gaps", least=least, most=most)
    return numbers
