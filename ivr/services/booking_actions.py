"""Keys 2 and 3: free times are found, one is held while it is read back, and booked."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final, cast

from flows.engine.turn import Outcome
from flows.prompts import spoken
from flows.rules.offers import are_many, part_of, read_out
from flows.rules.window import local_date
from ivr.models import Booking, Diary, ServicePoint
from ivr.services import (
    admissions,
    booking_moves,
    booking_texts,
    bookings,
    callers,
    diaries,
    free_times,
    holds,
    points,
    told_times,
)
from ivr.services.bookings import Booked
from ivr.services.context import Context, Performer

READ: Final = 200
"""So many free times are looked at: more than there are on as many days as are read out."""

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def on_offer(context: Context, _: Mapping[str, Any]) -> Outcome:
    """Which kinds of times there are at all: their keys are announced."""
    phone_times = _phone_times(context) is not None and context.policy.phone_times.share > 0
    return Outcome("known", {"phone_times": phone_times, "visits": bool(_points(context))})


def aim(_: Context, arguments: Mapping[str, Any]) -> Outcome:
    return Outcome(arguments["purpose"])


def find_points(context: Context, _: Mapping[str, Any]) -> Outcome:
    found = _points(context)
    if len(found) > 1:
        named = [told_times.item(_name(point, "point", context), point.key) for point in found]
        return Outcome("several", {"points": named})
    return Outcome("one", {"point": found[0].key}) if found else Outcome("none")


def tell_point(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    point = points.by_key(context.session, arguments["point"])
    if point not in _points(context):
        return Outcome("none")
    if point.adviser_first:
        return Outcome("adviser", {"to_point": _name(point, "to_point", context)})
    weekdays = [day for day, name in enumerate(_WEEKDAYS) if point.hours.get(name)]
    open_days = spoken.every_week(weekdays, context.language)
    return Outcome("open", {"point_name": _name(point, "point", context), "open_days": open_days})


def any_times(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    diary = _diary(context, {**arguments, "booking": ""})
    if diary and free_times.free(context.session, diary, context.now, limit=1):
        return Outcome("some")
    return Outcome(_none_of(arguments["purpose"]))


def closed_before(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    """Why the first free time is not sooner, as far as days with a name are the reason."""
    session, now = context.session, context.now
    diary = _diary(context, arguments)
    first = free_times.free(session, diary, now, limit=1) if diary else []
    owner = diary and (diary.point or diary.line)
    if not owner or not first:
        return Outcome("none")
    until = local_date(first[0].starts_at) - timedelta(days=1)
    closed = diaries.closed_days(session, owner, local_date(now), until)
    if not closed:
        return Outcome("none")
    return Outcome("named", {"closed_days": told_times.closed(closed, context.language)})


def find_times(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    diary = _diary(context, arguments)
    found = _offered(context, diary) if diary else []
    if not found:
        return Outcome("none_to_move" if arguments["booking"] else _none_of(arguments["purpose"]))
    if not arguments["part"] and are_many(found):
        return Outcome("many")
    wanted = [time for time in found if part_of(time.starts_at) == arguments["part"]]
    times = told_times.offers(read_out(wanted or found), context.language, context.now)
    return Outcome("few", {"times": times})


def _offered(context: Context, diary: Diary) -> list[free_times.Free]:
    """What is free, without the minutes at which the caller is to be called already."""
    found = free_times.free(context.session, diary, context.now, limit=READ)
    contact_id = callers.shown(context.call) if diary.line_id else None
    taken = admissions.minutes(context.session, contact_id, context.now) if contact_id else ()
    return [time for time in found if time.starts_at not in taken]


def hold_time(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    call = context.call
    held = holds.hold(
        context.session,
        arguments["time"],
        holds.of_call(call.id),
        line_id=context.line.id,
        language=context.language,
        channel="phone",
        now=context.now,
        call_id=call.id,
    )
    if held is None:
        return Outcome("taken")
    return _told(held, context, {"held": held.id})


def turn_back(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    """What stands, if no other time is chosen."""
    if not arguments["booking"]:
        return Outcome("anew")
    mine = context.session.get_one(Booking, arguments["booking"])
    return Outcome("displaced" if mine.state == "displaced" else "moving")


def book_time(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    held = context.session.get_one(Booking, arguments["held"])
    if arguments["booking"]:
        return _move(context, context.session.get_one(Booking, arguments["booking"]), held)
    contact = callers.meant(context, arguments["number"])
    if contact is None:
        return Outcome("refused")
    source = callers.source(context.call, contact)
    booked = bookings.confirm(
        context.session,
        held,
        contact,
        source,
        code=source == "shown",
        keyer=context.keyer,
        now=context.now,
    )
    if isinstance(booked, Booked):
        return _booked(context, booked)
    # How much is booked for the number of somebody else is nobody's business.
    return Outcome("refused" if booked == "limit" and source == "typed" else booked)


def told_by(_: Context, arguments: Mapping[str, Any]) -> Outcome:
    return Outcome(arguments["told_by"])


def _move(context: Context, mine: Booking, held: Booking) -> Outcome:
    now = context.now
    if not booking_moves.is_open(mine, "citizen", now):
        return Outcome("gone")
    if not bookings.move(context.session, mine, held, "citizen", now):
        return Outcome("taken")
    return Outcome("moved", {"when": told_times.when(mine, context.language, context.now)})


def _booked(context: Context, booked: Booked) -> Outcome:
    booking, language = booked.booking, context.language
    digits = booked.reference or cast(str, booking.code)
    values = {"code": spoken.code(digits, language), "told_by": _way_of_telling(context, booked)}
    if booking.kind == "phone_time":
        values["cli"] = spoken.digits(context.line.number, language)
        values["tolerance"] = spoken.duration(context.policy.phone_times.tolerance, language)
    return _told(booking, context, values)


def _way_of_telling(context: Context, booked: Booked) -> str:
    if booked.reference:
        return "reference"
    return "text" if booking_texts.tells_when(context.session, booked.booking) else "code"


def _told(booking: Booking, context: Context, values: Mapping[str, Any]) -> Outcome:
    """A phone time or a visit by its minute and, if it is one, its place."""
    told = {**values, "when": told_times.when(booking, context.language, context.now)}
    if booking.kind == "phone_time":
        return Outcome("phone_time", told)
    point = cast(ServicePoint, booking.slot.diary.point)
    return Outcome("visit", {**told, "to_point": _name(point, "to_point", context)})


def _diary(context: Context, arguments: Mapping[str, Any]) -> Diary | None:
    """In whose times to look: where what is to be moved has its own, or what was chosen."""
    if arguments["booking"]:
        mine = context.session.get_one(Booking, arguments["booking"])
        return mine.slot.diary
    if arguments["purpose"] == "phone_time":
        return _phone_times(context)
    point = points.by_key(context.session, arguments["point"])
    return diaries.of_point(context.session, point.id)


def _phone_times(context: Context) -> Diary | None:
    return diaries.of_line(context.session, context.line.id, context.language)


def _points(context: Context) -> list[ServicePoint]:
    """The service points with hours where the caller's language is served, in their order."""
    every = points.every(context.session)
    return [point for point in every if point.hours and context.language in point.languages]


def _none_of(purpose: str) -> str:
    return "no_phone_times" if purpose == "phone_time" else "no_visits"


def _name(point: ServicePoint, form: str, context: Context) -> str:
    return point.names[context.language][form]


PERFORM: Final[Mapping[str, Performer]] = MappingProxyType(
    {
        "on_offer": on_offer,
        "aim": aim,
        "points": find_points,
        "point": tell_point,
        "any_times": any_times,
        "closed_before": closed_before,
        "find_times": find_times,
        "hold_time": hold_time,
        "turn_back": turn_back,
        "book_time": book_time,
        "told_by": told_by,
    }
)
"""What a citizen may ask for who books a time."""
