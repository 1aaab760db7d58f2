"""When a demonstration takes place: now in office hours, otherwise shortly before a morning's
tenth hour; and never before what has already happened in it."""

import re
from datetime import date, datetime, time, timedelta

from flows.rules.window import Calendar, at_local, is_open, local_date

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EARLIEST, _LATEST = time(9), time(15)
_MORNING = time(9, 55)
_WISH = re.compile(r"(?:(?P<day>[A-Za-z]{3}|\d{4}-\d\d-\d\d) )?(?P<clock>\d?\d:\d\d)")


class UnclearMoment(ValueError):
    """A wished moment that can't be read, or has passed."""


def choose(
    wish: str, newest: datetime | None, now: datetime, calendar: Calendar
) -> datetime | None:
    """The moment at which to start; None for the real time.

    `wish` is empty, or `Fri 15:58`, `2026-12-22 10:00` or `15:58`, Helsinki time. `newest` is
    when something last happened here. Raises UnclearMoment.
    """
    ahead = newest is not None and newest > now
    if wish:
        return _wished(wish, max(now, newest or now))
    if not ahead and _is_office_time(calendar, now):
        return None
    return _next_morning(calendar, max(now, newest or now))


def _is_office_time(calendar: Calendar, now: datetime) -> bool:
    today = local_date(now)
    early, late = at_local(today, _EARLIEST), at_local(today, _LATEST)
    return early <= now < late and is_open(calendar, now)


def _next_morning(calendar: Calendar, after: datetime) -> datetime:
    for days in range(60):
        morning = at_local(local_date(after) + timedelta(days=days), _MORNING)
        if morning > after and is_open(calendar, morning):
            return morning
    raise UnclearMoment("The calendar knows no working day within sixty days.")


def _wished(wish: str, after: datetime) -> datetime:
    found = _WISH.fullmatch(wish)
    if found is None:
        raise UnclearMoment(
            f"--at {wish!r} is not like 'Fri 15:58', '2026-12-22 10:00' or '15:58'."
        )
    try:
        clock = time.fromisoformat(found["clock"].zfill(5))
        days = _days(found["day"], local_date(after))
    except ValueError:
        raise UnclearMoment(f"--at {wish!r}: there is no such day or time.") from None
    for day in days:
        moment = at_local(day, clock)
        if moment > after:
            return moment
    raise UnclearMoment(f"--at {wish!r} has passed in this demonstration; --fresh begins anew.")


def _days(day: str | None, today: date) -> list[date]:
    """The days that are meant, the soonest first."""
    if day is None:
        return [today, today + timedelta(days=1)]
    if day[0].isdigit():
        return [date.fromisoformat(day)]
    ahead = (_WEEKDAYS.index(day.lower()) - today.weekday()) % 7
    return [today + timedelta(days=ahead), today + timedelta(days=ahead + 7)]
