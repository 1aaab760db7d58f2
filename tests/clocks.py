"""A clock that stands still until a test moves it, and Helsinki times as people write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def helsinki(text: str) -> datetime:
    """The instant of a local time such as `2026-11-24 10:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(UTC)


class Settable:
    """A Clock. It starts at a working Tuesday's 10:00 unless told otherwise."""

    speed = 1.0

    def __init__(self, start: str = "2026-11-24 10:00") -> None:
        self._now = helsinki(start)

    def now(self) -> datetime:
        return self._now

    def advance(self, **duration: float) -> datetime:
        """Moves on by what `timedelta` takes: `advance(minutes=15)`."""
        self._now += timedelta(**duration)
        return self._now

    def to(self, text: str) -> datetime:
        """Moves to `2026-11-25 09:00`, or on to the next `Wed 09:00`, Helsinki time."""
        day, time = text.split()
        if day in _WEEKDAYS:
            day = self._next(_WEEKDAYS.index(day), time)
        self._now = helsinki(f"{day} {time}")
        return self._now

    def _next(self, weekday: int, time: str) -> str:
        today = self._now.astimezone(HELSINKI).date()
        days = (weekday - today.weekday()) % 7
        if days == 0 and helsinki(f"{today} {time}") <= self._now:
            days = 7
        return str(today + timedelta(days=days))
