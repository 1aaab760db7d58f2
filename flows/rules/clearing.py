"""Cleared by …: when today's queue will be empty, or how much of it is left for another day.

The same reckoning that makes every promise (`flows.rules.estimate`): a queue is empty at the
moment at which a caller who asks now would be called.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from math import floor
from typing import Final

from flows.rules.estimate import Outlook, stretches
from flows.rules.window import Calendar, local_date

STEP: Final = timedelta(minutes=5)
"""A forecast is no more exact than this: it is rounded up."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """By when (UTC) the queue is empty today; or None, and about how many are `left` then."""

    by: datetime | None
    left: int = 0


def clear(now: datetime, calendar: Calendar, outlook: Outlook) -> Clearing:
    """The forecast for one queue and the agents who work on it.

    As with promises, it is never earlier than a promise that someone in the queue still holds.
    """
    if not outlook.ahead:
        return Clearing(now.astimezone(UTC))
    today = next(stretches(now, calendar, outlook), None)
    if today is None or local_date(today.span.opens) != local_date(now):
        return Clearing(None, outlook.ahead)
    by = max(today.begun, outlook.latest or today.begun)
    if by < today.span.closes:
        return Clearing(min(_rounded_up(by), today.span.closes))
    over = (today.begun - today.span.closes) * today.capacity / outlook.handling
    return Clearing(None, min(max(floor(over), 1), outlook.ahead))


def together(outlooks: Sequence[Outlook], agents_today: int, agents_later: int) -> Outlook:
    """Several queues taken as one, with all the agents who work on any of them."""
    return replace(
        outlooks[0],
        ahead=sum(one.ahead for one in outlooks),
        agents_today=agents_today,
        agents_later=agents_later,
        latest=max((one.latest for one in outlooks if one.latest), default=None),
        booked=tuple(sorted(chain.from_iterable(one.booked for one in outlooks))),
    )


def whole(single: Sequence[Clearing], joint: Iterable[Clearing]) -> Clearing:
    """The forecast for queues that share some of their agents: the latest that any group needs.

    Work that agents can share evenly takes as long as the worst group of queues takes all who
    work on it; `single` are the queues one by one, `joint` groups of several.
    """
    groups = [*single, *joint]
    left = max(sum(one.left for one in single), max(one.left for one in groups))
    moments = [one.by for one in groups if one.by]
    return Clearing(None, left) if left else Clearing(max(moments))


def _rounded_up(moment: datetime) -> datetime:
    whole_steps = moment.replace(second=0, microsecond=0, minute=moment.minute // 5 * 5)
    return whole_steps if whole_steps == moment else whole_steps + STEP
