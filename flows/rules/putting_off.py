"""Putting off: from when on a citizen is called who is to be called on another day or later."""

from datetime import date, datetime, time
from typing import Final, Literal, get_args

from flows.rules.window import NOON, Calendar, at_local

Part = Literal["morning", "afternoon", "clock"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
"""The beginning of a day, its afternoon, or a time of day."""


def begins(days: Calendar, on: date, part: Part, clock: time | None = None) -> datetime | None:
    """The moment that is meant, None where the line is closed then."""
    day = days.day(on)
    if day is None or day.hours is None:
        return None
    opens, closes = day.hours.opens, day.hours.closes
    match part:
        case "morning":
            meant: time | None = opens if opens < NOON else None
        case "afternoon":
            meant = max(NOON, opens)
        case "clock":
            meant = clock
    if meant is None or not opens <= meant < closes:
        return None
    return at_local(on, meant)
