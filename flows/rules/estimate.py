"""The promise: the time told to a citizen, from the queue ahead, the agents and the calendar.

Rounded up, never earlier than true; it says by when and holds nobody back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from flows.rules.window import (
    Calendar,
    Span,
    local_date,
    noon,
    spans,
)

Form = Literal["half_hour", "hour", "window", "morning", "afternoon", "booked"]
"""How a time is told. `booked`: it is not foreseen but was chosen, to the minute."""
Score = Literal["kept", "late", "broken"]

SOON: Final[tuple[tuple[timedelta, Form], ...]] = (
    (timedelta(minutes=30), "half_hour"),
    (timedelta(hours=1), "hour"),
)
TWO_HOURS: Final = timedelta(hours=2)
PRIOR: Final = 10


@dataclass(frozen=True, slots=True)
class Promise:
    """A time told: from, by when (UTC), and the form of its words.

    `assumed` marks a promise for a later day on which no agent is known to work.
    """

    from_at: datetime
    to_at: datetime
    form: Form
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is ahead of a new callback, for its line and language.

    `ahead` counts callbacks, and `booked` the phone times booked for each moment to come, in
    order; `agents_today` are those expected today (0: not today), `agents_later`
    on a later day; `handling` is one call with its wrap-up; `latest` is the latest by-when that
    someone ahead still holds; `scale` is the share of the agents counted on.
    """

    ahead: int
    agents_today: int
    agents_later: int
    handling: timedelta = timedelta(minutes=10)
    latest: datetime | None = None
    first_delay: timedelta = timedelta(seconds=60)
    scale: float = 1.0
    booked: tuple[tuple[datetime, int], ...] = ()

    def __post_init__(self) -> None:
        if min(self.ahead, self.agents_today, self.agents_later) < 0 or self.scale <= 0:
            raise ValueError("counts cannot be negative, and the scale must be above 0")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day's share of the work: when all that is ahead has begun and an agent is free again,
    if the day did not end (UTC). Before `span.closes` the work ends on this day."""

    span: Span
    capacity: float
    begun: datetime


def estimate(now: datetime, calendar: Calendar, outlook: Outlook) -> Promise | None:
    """The promise for a callback asked for now; None if the calendar knows no day for it.

    With no agent known for later days one is assumed: an authority owes its service in every
    language it offers. A promise that rests on this is marked, for supervisors to see.
    """
    expected = expect(now, calendar, outlook)
    if expected is None:
        return None
    target = max(expected, outlook.latest or expected)
    span = next((span for span in spans(calendar, now) if target <= span.closes), None)
    if span is None:
        return None
    from_at, to_at, form = _shape(now, max(target, span.opens), span)
    assumed = not outlook.agents_later and local_date(to_at) != local_date(now)
    return Promise(from_at, to_at, form, assumed)


def expect(now: datetime, calendar: Calendar, outlook: Outlook) -> datetime | None:
    """By when the call has begun if all goes as expected (UTC), None if no day is known for it."""
    days = stretches(now, calendar, outlook)
    return next((day.begun for day in days if day.begun < day.span.closes), None)


def stretches(now: datetime, calendar: Calendar, outlook: Outlook) -> Iterator[Stretch]:
    """The work ahead, day by day: the one reckoning behind every promise and every forecast.

    Every agent is taken to have just begun a call, in the morning too, as a cushion; then the
    callbacks ahead are shared evenly. Whoever has a phone time before that is called first. A call
    must begin before closing; what is left over is taken up at the next opening.
    """
    work = outlook.ahead * outlook.handling
    earliest = now.astimezone(UTC) + outlook.first_delay
    for span in spans(calendar, earliest):
        capacity = _capacity(outlook, today=local_date(span.opens) == local_date(now))
        free = max(span.opens, earliest) + outlook.handling
        if not capacity or free >= span.closes:
            continue
        begun = _after_booked(free + work / capacity, span, capacity, outlook)
        yield Stretch(span, capacity, begun)
        work = (begun - span.closes) * capacity


def paced(usual: timedelta, busy: timedelta, served: int) -> timedelta:
    """What one served callback takes an agent, as measured today.

    `busy` is the time that all attempts of today have taken agents, those in vain too, and
    `served` how many of them reached the citizen. A few calls say little: it is as if
    `PRIOR` more of the usual length had been made.
    """
    return (PRIOR * usual + busy) / (PRIOR + served)


def score(promise: Promise, first_attempt_at: datetime | None) -> Score:
    """How a promise went: kept if tried by then, late if still on that day, otherwise broken.

    A call before the promised from-time keeps the promise. None means that nobody tried.
    """
    if first_attempt_at is None or local_date(first_attempt_at) > local_date(promise.to_at):
        return "broken"
    return "kept" if first_attempt_at <= promise.to_at else "late"


def _capacity(outlook: Outlook, *, today: bool) -> float:
    return (outlook.agents_today if today else outlook.agents_later or 1) * outlook.scale


def _after_booked(begun: datetime, span: Span, capacity: float, outlook: Outlook) -> datetime:
    """When a call begins that would begin then, but for the booked ones that go first."""
    for at, many in outlook.booked:
        if span.opens <= at < span.closes and at <= begun:
            begun += many * outlook.handling / capacity
    return begun


def _shape(now: datetime, target: datetime, span: Span) -> tuple[datetime, datetime, Form]:
    """The narrowest form of words whose end is not before the target."""
    if local_date(span.opens) != local_date(now):
        if target <= noon(span):
            return span.opens, min(noon(span), span.closes), "morning"
        return max(noon(span), span.opens), span.closes, "afternoon"
    now = now.astimezone(UTC)
    for length, form in SOON:
        if target <= now + length:
            return max(now, span.opens), min(now + length, span.closes), form
    from_at = max(_full_hour(target) - TWO_HOURS, _full_hour(now), span.opens)
    return from_at, min(_full_hour(from_at + TWO_HOURS), span.closes), "window"


def _full_hour(moment: datetime) -> datetime:
    """The full hour at or after the moment."""
    begun = moment.replace(minute=0, second=0, microsecond=0)
    return begun if begun == moment else begun + timedelta(hours=1)
