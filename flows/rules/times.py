"""Times that can be booked: how a day is laid out, which places are kept, what may be taken."""

from dataclasses import dataclass
from datetime import timedelta


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
