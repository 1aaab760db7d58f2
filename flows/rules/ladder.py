"""The ladder of retries: what follows an attempt, when, and which text is due.

It must not know who dials; a time it names is still checked when the leg is released.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal

from flows.rules.agreed import Agreed
from flows.rules.reason import Reason, because
from flows.rules.window import (
    HELSINKI,
    RELEASE_MARGIN,
    Calendar,
    Span,
    at_local,
    local_date,
    next_afternoon,
    next_morning,
    spans,
)

Miss = Literal["no_answer", "busy", "failed", "not_reached"]
"""Counted: nobody answered, busy, the network failed, or the agent met no one or a voicemail."""
Later = Literal["later_hour", "later_morning", "later_afternoon"]
Closing = Literal["done", "visit", "wrong_number", "invalid_number"]
Result = Miss | Later | Closing | Literal["cut_off", "not_placed", "abandoned"]
Text = Literal["first_miss", "last_miss"]

MIDNIGHT: Final = time(0)

End = Literal["done", "refused"]
ENDS: Final[Mapping[Closing, End]] = {
    "done": "done",
    "visit": "done",
    "wrong_number": "refused",
    "invalid_number": "refused",
}
MISSES: Final[frozenset[Result]] = frozenset({"no_answer", "busy", "failed", "not_reached"})

ABANDONED_AT_MOST: Final = 2
"""So many calls that their agents left cost a callback nothing."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """A line's retry settings."""

    first_delay: timedelta = timedelta(seconds=60)
    gaps: tuple[timedelta, ...] = (timedelta(minutes=15), timedelta(minutes=90))
    busy_gap: timedelta = timedelta(minutes=5)
    least_gap: timedelta = timedelta(minutes=5)
    attempts: int = 3
    on_the_line: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Tries:
    """What was tried so far, the attempt that just ended included.

    `counted` counts misses, `hours` holds the local hours in which attempts began; `leg_left` is
    false when the day's cap leaves no further leg for this number today.
    """

    counted: int
    hours: frozenset[int]
    takes_texts: bool
    leg_left: bool = True


@dataclass(frozen=True, slots=True)
class Again:
    """Another attempt, not before this moment (UTC); `agreed`: still for the booked time."""

    not_before: datetime
    reason: Reason
    text: Text | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Unreached:
    """All attempts are spent."""

    reason: Reason
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """Nothing more to do; the callback ends `done` or `refused`."""

    end: End
    reason: Reason


def counts(result: Result) -> bool:
    """Does an attempt with this result count towards the most there may be?"""
    return result in MISSES


def weighed(result: Result, abandoned: int) -> Result:
    """What a result counts as when so many calls of the callback were left, this one included."""
    return "no_answer" if result == "abandoned" and abandoned > ABANDONED_AT_MOST else result


def first_call(asked_at: datetime, ladder: Ladder) -> datetime:
    """The earliest moment of the first call: the citizen needs time to put the phone down."""
    return asked_at + ladder.first_delay


def why_waiting(not_before: datetime) -> Reason:
    """Why a callback is not called yet: its moment is still to come."""
    return because("not_due", at=not_before)


def after(
    result: Result,
    tries: Tries,
    ended_at: datetime,
    calendar: Calendar,
    ladder: Ladder,
    agreed: Agreed | None = None,
) -> Again | Unreached | Closed:
    """What follows an attempt that ended at `ended_at` (the end of the citizen's leg).

    `agreed` is the booked time that it was for, if it was for one.

    A conversation cut off goes on at once, since the citizen was reached; only after a miss, or
    a call that its agent left, does the least gap hold. An attempt never placed changes nothing;
    one that was left costs the citizen nothing, within what `weighed` allows. Without calendar
    data the time is the bare gap, and the release waits for the data. ValueError for a miss that
    was not counted.
    """
    match result:
        case "done" | "visit" | "wrong_number" | "invalid_number":
            return Closed(ENDS[result], because("dealt_with", result=result))
        case "later_hour" | "later_morning" | "later_afternoon":
            return _later(result, ended_at, calendar, ladder)
        case "not_placed":
            return Again(ended_at, because("not_placed", at=ended_at))
        case "cut_off":
            at = _in_window(ended_at, calendar)
            return Again(at, because("cut_off", at=at))
        case "abandoned":
            return _abandoned(tries, ended_at, calendar, ladder, agreed)
        case "no_answer" | "busy" | "failed" | "not_reached":
            return _missed(result, tries, ended_at, calendar, ladder, agreed)


def _later(result: Later, ended_at: datetime, calendar: Calendar, ladder: Ladder) -> Again:
    an_hour = ended_at + max(timedelta(hours=1), ladder.least_gap)
    match result:
        case "later_hour":
            at = _in_window(an_hour, calendar)
        case "later_morning":
            at = next_morning(calendar, ended_at) or an_hour
        case "later_afternoon":
            at = next_afternoon(calendar, ended_at + ladder.least_gap) or an_hour
    return Again(at, because("asked_later", result=result, at=at))


def _abandoned(
    tries: Tries, ended_at: datetime, calendar: Calendar, ladder: Ladder, agreed: Agreed | None
) -> Again:
    due = ended_at + ladder.least_gap
    at = _in_window(due if tries.leg_left else max(due, _midnight_after(ended_at)), calendar)
    still = agreed is not None and agreed.is_on_day_of(at)
    return Again(at, because("abandoned", at=at), agreed=still)


def _missed(
    result: Miss,
    tries: Tries,
    ended_at: datetime,
    calendar: Calendar,
    ladder: Ladder,
    agreed: Agreed | None,
) -> Again | Unreached:
    further = tries.counted == ladder.attempts and not tries.takes_texts
    if tries.counted >= ladder.attempts and not further:
        text: Text | None = "last_miss" if tries.takes_texts else None
        return Unreached(because("attempts_spent", counted=tries.counted), text)
    minute = agreed.next(tries.counted, ended_at, calendar) if agreed and tries.leg_left else None
    if minute:
        reason = because("retry_agreed", result=result, counted=tries.counted, at=minute)
        return Again(minute, reason, _first_text(tries), agreed=True)
    due = ended_at + _gap(result, tries.counted, ladder)
    if further or not tries.leg_left:
        due = max(due, _midnight_after(ended_at))
    at = _not_yet_tried(due, tries.hours, calendar)
    code = "further_attempt" if further else _retry_code(ended_at, at)
    reason = because(code, result=result, counted=tries.counted, at=at or due)
    return Again(at or due, reason, _first_text(tries))


def _gap(result: Miss, counted: int, ladder: Ladder) -> timedelta:
    if counted < 1:
        raise ValueError("a miss counts: at least one attempt was counted")
    usual = ladder.gaps[min(counted, len(ladder.gaps)) - 1]
    return max(ladder.busy_gap if result == "busy" else usual, ladder.least_gap)


def _first_text(tries: Tries) -> Text | None:
    return "first_miss" if tries.counted == 1 and tries.takes_texts else None


def _retry_code(ended_at: datetime, at: datetime | None) -> str:
    if at is None:
        return "retry_no_calendar"
    return "retry" if local_date(at) == local_date(ended_at) else "retry_other_day"


def _midnight_after(moment: datetime) -> datetime:
    return at_local(local_date(moment) + timedelta(days=1), MIDNIGHT)


def _in_window(due: datetime, calendar: Calendar) -> datetime:
    """When due if a call may start then, else the next opening; without data when due."""
    return _not_yet_tried(due, frozenset(), calendar) or due


def _not_yet_tried(due: datetime, tried: frozenset[int], calendar: Calendar) -> datetime | None:
    """When due if a call may start then, else on the next open day at an hour not yet tried."""
    for span in spans(calendar, due):
        if due < span.opens:
            return next((at for at in _starts(span) if _hour(at) not in tried), span.opens)
        if due + RELEASE_MARGIN < span.closes:
            return due.astimezone(UTC)
    return None


def _starts(span: Span) -> Iterator[datetime]:
    """The opening and the full hours after it at which a call may still start."""
    start = span.opens
    while start + RELEASE_MARGIN < span.closes:
        yield start
        start = start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _hour(moment: datetime) -> int:
    return moment.astimezone(HELSINKI).hour
