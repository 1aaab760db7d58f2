"""When a citizen is reminded of a booked time."""

from datetime import datetime, timedelta
from typing import Final

from flows.rules.window import NOON, Calendar, at_local, local_date

FRESH: Final = timedelta(hours=24)
"""Whoever booked so shortly before the time needs no reminder."""

LOOKED_BACK: Final = timedelta(days=14)
"""No agency is closed for longer: so far back its last open day is looked for."""


def remind_at(days: Calendar, starts_at: datetime, now: datetime) -> datetime | None:
    """When to remind of a time that is booked at `now`: at noon on the last day before it on
    which the agency is open, so that there is still time to call. None if not at all.

    Source: reference on Finnish practice, "SMS".
    """
    if starts_at - now < FRESH:
        return None
    before = [day.date for day in days.days if day.hours and day.date < local_date(starts_at)]
    noon = at_local(before[-1], NOON) if before else None
    return noon if noon and noon > now else None
