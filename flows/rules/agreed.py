"""The agreed minute of a booked phone time, and the minutes after it at which we call again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flows.rules.window import RELEASE_MARGIN, Calendar, local_date, may_start

RUNG_FOR: Final = timedelta(minutes=2)
"""So much of the time between two agreed minutes a call in vain may take."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A booked phone time: its minute, and how long after it one who was missed is called again.

    The citizen sits by the telephone, so these minutes come before the ladder's gaps, the least
    gap included. They hold on the agreed day, inside the window; then the ladder goes on.
    """

    at: datetime
    again: tuple[timedelta, ...]

    def is_on_day_of(self, moment: datetime) -> bool:
        """Whether a moment is on the agreed day."""
        return local_date(moment) == local_date(self.at)

    def next(self, misses: int, ended_at: datetime, calendar: Calendar) -> datetime | None:
        """The minute after so many misses, the last of which ended then; None if none is left.

        Calls that began late keep their distance from each other.
        """
        if not 0 < misses <= len(self.again):
            return None
        gaps = (timedelta(), *self.again)
        distance = gaps[misses] - gaps[misses - 1] - RUNG_FOR
        minute = max(self.at + gaps[misses], ended_at + distance)
        on_time = self.is_on_day_of(minute) and may_start(calendar, minute, RELEASE_MARGIN)
        return minute if on_time else None
