"""A line's policy as a flat list of settings, so that each can be shown, changed and written down.

A setting's path is its name in `agency.toml`, such as `caps.texts`; times have the unit that they
have there. How many phone times there are is set on its own (`phone_time_settings`).
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from flows.rules.caps import Caps
from flows.rules.order import PLACES
from ivr.models import Line
from ivr.services import events
from ivr.services.policy import Policy

Settings = Mapping[str, Any]
"""Values by path: numbers, lists of minutes, and whether or not."""

_MINUTE: Final = timedelta(minutes=1)
_GAPS: Final = ("busy_gap", "least_gap", "on_the_line")


def of(policy: Policy) -> dict[str, Any]:
    """Every setting of a policy."""
    return {
        **{one.name: getattr(policy, one.name) for one in _plain_fields()},
        "first_delay": round(policy.ladder.first_delay.total_seconds()),
        "ladder.attempts": policy.ladder.attempts,
        "ladder.gaps": [_minutes(gap) for gap in policy.ladder.gaps],
        **{f"ladder.{name}": _minutes(getattr(policy.ladder, name)) for name in _GAPS},
        **{f"caps.{one.name}": getattr(policy.caps, one.name) for one in fields(Caps)},
        **{f"head_starts.{place}": _minutes(policy.head_starts[place]) for place in PLACES},
        "phone_times.again": [_minutes(gap) for gap in policy.phone_times.again],
        "phone_times.tolerance": _minutes(policy.phone_times.tolerance),
    }


def save(session: Session, line: Line, settings: Settings, actor: str, now: datetime) -> bool:
    """Change settings of a line, which is locked; whether anything changed.

    Each change is an event with the old value and the new. Raises ValueError for settings that a
    policy can't have.
    """
    before = of(Policy.read(line.policy))
    changed = {path: value for path, value in settings.items() if before[path] != value}
    if not changed:
        return False
    policy = _changed(line.policy, changed)
    Policy.read(policy)
    line.policy = policy
    for path, value in changed.items():
        states = said(before[path]), said(value)
        events.record(session, ("line", line.id), *states, f"policy.{path}", actor, now)
    return True


def said(value: Any) -> str:
    """A value as it is written: 15, 90; on; 2.5"""
    if isinstance(value, bool):
        return "on" if value else "off"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _changed(stored: Settings, changes: Settings) -> dict[str, Any]:
    policy = deepcopy(dict(stored))
    for path, value in changes.items():
        part, dot, name = path.rpartition(".")
        within = policy.setdefault(part, {}) if dot else policy
        within[name] = value
    return policy


def _plain_fields() -> list[Any]:
    return [one for one in fields(Policy) if one.type in (int, float, bool)]


def _minutes(length: timedelta) -> float | int:
    minutes = length / _MINUTE
    return int(minutes) if minutes.is_integer() else minutes
