"""Times that can be booked: how a day is laid out, which places are kept, what may be taken."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from flows.rules.window import local_date

By = Literal["citizen", "staff"]
"""Who takes a place."""

STAFF_NOTICE: Final = timedelta(minutes=3)
"""How soon staff may still book: later, a phone time is already being handed over to the queue."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a diary is laid out and opened to citizens.

    A day is cut into times of `length` with `buffer` between them. Citizens may book from
    `notice` before a time until `horizon` ahead. The share `kept` of a day's places is kept for
    agents until `kept_days` before.
    """

    length: timedelta = timedelta(minutes=30)
    buffer: timedelta = timedelta()
    notice: timedelta = timedelta(hours=1)
    horizon: timedelta = timedelta(days=14)
    kept: float = 1 / 3
    kept_days: int = 1


@dataclass(frozen=True, slots=True)
class PhoneTimes:
    """How a line calls at agreed times.

    `share` of its agents are counted on for them (0: the line has no phone times). A citizen who
    does not answer is called again so long after the booked minute (`again`), and is told that
    the call may come up to `tolerance` late.
    """

    rhythm: Rhythm = Rhythm()
    share: float = 0.5
    again: tuple[timedelta, ...] = (timedelta(minutes=5), timedelta(minutes=15))
    tolerance: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Terms:
    """Which times may be taken: from `earliest` on, up to the date `last`.

    Kept places are open to all on dates up to `kept_until`.
    """

    earliest: datetime
    last: date
    kept_until: date


def terms(rhythm: Rhythm, by: By, now: datetime) -> Terms:
    """On which terms places are given: to citizens by the diary's rhythm, to staff any of them.

    Even staff leave some minutes: a phone time is handed over to the queue shortly before.
    """
    if by == "staff":
        return Terms(now + STAFF_NOTICE, date.max, date.max)
    today = local_date(now)
    return Terms(
        now + rhythm.notice, today + rhythm.horizon, today + timedelta(days=rhythm.kept_days)
    )
