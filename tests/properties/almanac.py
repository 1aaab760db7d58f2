"""A small calendar with one of everything, and what follows from it; nothing of it is borrowed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")
FIRST, DAYS = date(2026, 11, 1), 400
SHORT = {date(2026, 11, 26): time(13)}
HOLIDAYS = {date(2026, 11, 30)}
UNKNOWN = {date(2026, 12, 2)}
"""A date of which the product's calendar knows nothing."""

A_WEBHOOK = timedelta(seconds=15)
Span = tuple[datetime, datetime]


def moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, HELSINKI).astimezone(UTC)


def day_of(now: datetime) -> date:
    return now.astimezone(HELSINKI).date()


def tomorrow(now: datetime) -> datetime:
    return moment(day_of(now) + timedelta(days=1), time())


def texting_day(now: datetime) -> date:
    """The day on which a text may next go out: until eight in the evening, never on Sundays."""
    day = day_of(now if hour_of(now) < 20 else tomorrow(now))
    return day + timedelta(days=day.weekday() == 6)


class Almanac:
    """When the line is open. `closures` are those that supervisors have added, by date."""

    def __init__(self) -> None:
        self.closures: dict[date, time | None] = {}

    def closes(self, day: date) -> time | None:
        """When the line closes on this date, None if it doesn't open."""
        known = FIRST <= day < FIRST + timedelta(days=DAYS) and day not in UNKNOWN
        if not known or day in HOLIDAYS or day.weekday() >= 5:
            return None
        return self.closures[day] if day in self.closures else SHORT.get(day, time(16))

    def span(self, day: date) -> Span | None:
        closes = self.closes(day)
        return (moment(day, time(9)), moment(day, closes)) if closes else None

    def ahead(self, now: datetime) -> Iterator[Span]:
        """What is left of today, and the open days after it."""
        day = day_of(now)
        for n in range(61):
            span = self.span(day + timedelta(days=n))
            if span and now < span[1]:
                yield span

    def is_open(self, now: datetime, margin: timedelta = timedelta()) -> bool:
        span = self.span(day_of(now))
        return span is not None and span[0] <= now and now + margin < span[1]

    def last_closing(self, now: datetime) -> datetime | None:
        """The latest within a week."""
        days = (day_of(now) - timedelta(days=n) for n in range(8))
        ends = (span[1] for day in days if (span := self.span(day)))
        return next((end for end in ends if end <= now), None)

    # --- when to call again ---

    def soonest(self, due: datetime, tried: frozenset[int] = frozenset()) -> datetime:
        """When due, if a call can begin then; else a coming morning, at an hour not yet tried."""
        for opens, closes in self.ahead(due):
            if due < opens:
                hours = range(opens.astimezone(HELSINKI).hour, 24)
                starts = [moment(day_of(opens), time(hour)) for hour in hours]
                fresh = [
                    at for at in starts if at + A_WEBHOOK < closes and hour_of(at) not in tried
                ]
                return fresh[0] if fresh else opens
            if due + A_WEBHOOK < closes:
                return due
        return due

    def morning(self, now: datetime) -> datetime | None:
        return next((opens for opens, _ in self.ahead(now) if opens > now), None)

    def afternoon(self, now: datetime) -> datetime | None:
        noons = ((moment(day_of(opens), time(12)), end) for opens, end in self.ahead(now))
        return next((noon for noon, end in noons if now < noon < end), None)


def hour_of(at: datetime) -> int:
    return at.astimezone(HELSINKI).hour
