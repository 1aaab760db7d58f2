"""Why a rule decided as it did: a code from one closed list and the values its wording needs.

The words themselves, in three languages, belong to the pages and prompts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

Value = str | int | date | time | datetime

REASONS: Final[Mapping[str, tuple[str, ...]]] = {
    # A day and its hours
    "weekend": (),
    "holiday": ("name",),
    "line_exception": ("fi", "sv", "en"),
    "point_exception": ("fi", "sv", "en"),
    "general_exception": ("fi", "sv", "en"),
    "short_day": ("name",),
    "weekly_hours": (),
    "weekly_closed": (),
    # The window at a moment
    "open": ("closes",),
    "no_calendar": ("date",),
    "before_opening": ("opens",),
    "after_closing": ("closes",),
    "near_closing": ("closes",),
    # Moves between states
    "move": ("here", "there"),
    "no_such_move": ("here", "there"),
    "state_is_final": ("here", "there"),
    # Order and offers
    "earliest": ("arrived_at", "head_start"),
    # Retries
    "not_due": ("at",),
    "retry": ("result", "counted", "at"),
    "retry_agreed": ("result", "counted", "at"),
    "retry_other_day": ("result", "counted", "at"),
    "retry_no_calendar": ("result", "counted", "at"),
    "further_attempt": ("result", "counted", "at"),
    "asked_later": ("result", "at"),
    "not_placed": ("at",),
    "cut_off": ("at",),
    "abandoned": ("at",),
    "attempts_spent": ("counted",),
    "dealt_with": ("result",),
    # Caps
    "within_cap": ("used", "cap"),
    "legs_spent": ("used", "cap"),
    "unattended_spent": ("used", "cap"),
    # Numbers
    "unreadable": (),
    "too_short": (),
    "too_long": (),
    "no_leading_zero": (),
    "emergency": (),
    "own": (),
    "service": (),
    "company": (),
    "foreign": (),
    "not_allowed": (),
    "may_be_called": (),
}
"""Every reason there is, with the names of its values; pages must have words for each."""
_NAMES: Final = {code: frozenset(names) for code, names in REASONS.items()}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code and the values that go into its words."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, and why. True in a condition when allowed."""

    allowed: bool
    reason: Reason

    def __bool__(self) -> bool:
        return self.allowed


def because(code: str, **values: Value) -> Reason:
    """The reason with this code; a code or value outside `REASONS` raises ValueError."""
    if values.keys() != _NAMES.get(code):
        raise ValueError(f"no reason {code!r} with values {sorted(values)}")
    return Reason(code, values)


def allow(code: str, **values: Value) -> Decision:
    """A yes with its reason."""
    return Decision(True, because(code, **values))


def refuse(code: str, **values: Value) -> Decision:
    """A no with its reason."""
    return Decision(False, because(code, **values))
