"""Times in the words that a caller hears: offers, bookings, and days on which we are closed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, cast

from flows.prompts import spoken
from flows.prompts.grammar import Holiday, Thing
from flows.prompts.spoken import ClosedDay
from flows.rules.languages import Language
from flows.rules.offers import AT_A_TIME
from flows.rules.reason import Reason
from flows.rules.window import HELSINKI, local_date
from ivr.models import Booking
from ivr.services.free_times import Free

NAMED: Final = 2
"""So many closed days are named at most; nobody keeps more in mind."""


def when(booking: Booking, language: Language, now: datetime) -> str:
    """The minute of a booking, as part of a sentence."""
    return spoken.moment(local(booking.starts_at), local(now), language)


def offers(times: Sequence[Free], language: Language, now: datetime) -> list[dict[str, Any]]:
    """Times to choose from: of those that are read out together, a day is named once."""
    return [
        item(_offer(times[: place + 1], place % AT_A_TIME == 0, language, now), time.slot_id)
        for place, time in enumerate(times)
    ]


def things(booked: Iterable[Booking], language: Language, now: datetime) -> list[dict[str, Any]]:
    """Bookings to choose from, each by its kind and day; a second one of that day by its time."""
    named, listed = set[date](), list[dict[str, Any]]()
    for booking in booked:
        at, kind = local(booking.starts_at), cast(Thing, booking.kind)
        is_second = at.date() in named
        words = spoken.thing(kind, None if is_second else at, local(now), language)
        clock = f", {spoken.clock(at.time(), language)}" if is_second else ""
        named.add(at.date())
        listed.append(item(words + clock, booking.id))
    return listed


def closed(days: Sequence[tuple[date, Reason]], language: Language) -> str:
    """The first of some closed days with their reasons."""
    return spoken.closed_days([_closed(*day, language) for day in days[:NAMED]], language)


def item(words: str, value: object) -> dict[str, Any]:
    """One choice of a list."""
    return {"words": words, "value": value}


def local(moment: datetime) -> datetime:
    """The moment as clocks show it to those who hear of it."""
    return moment.astimezone(HELSINKI)


def _offer(until: Sequence[Free], is_first: bool, language: Language, now: datetime) -> str:
    at = local(until[-1].starts_at)
    if not is_first and local_date(until[-2].starts_at) == at.date():
        return spoken.clock(at.time(), language)
    return spoken.time_label(at, local(now), language)


def _closed(day: date, why: Reason, language: Language) -> ClosedDay:
    if why.code == "holiday":
        return ClosedDay(day, holiday=cast(Holiday, why.values["name"]))
    return ClosedDay(day, reason=str(why.values[language]))
