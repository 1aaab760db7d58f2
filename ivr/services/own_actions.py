"""Key 4: what a caller has booked or asked for is told, and cancelled."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal

from flows.engine.turn import Outcome
from flows.prompts import spoken
from flows.prompts.grammar import Thing
from ivr.models import Booking, Callback
from ivr.services import (
    booking_moves,
    bookings,
    callbacks,
    callers,
    codes,
    promises,
    told_times,
)
from ivr.services.context import Context, Performer

REQUEST: Final = "request"
REFERENCE: Final = "reference"
"""In the list of what one has: what is known by eight digits alone."""


def own(context: Context, _: Mapping[str, Any]) -> Outcome:
    """What the shown number has: the soonest first, and then what was asked for."""
    contact_id = callers.shown(context.call)
    if contact_id is None:
        return Outcome("withheld")
    booked = bookings.open_of(context.session, contact_id, context.now)
    request = _request(context, contact_id, booked)
    if len(booked) + (request is not None) > 1:
        return Outcome("several", {"things": _listed(context, booked, request)})
    if request is not None:
        return _tell_request(context, request, "")
    return _tell(context, booked[0], "") if booked else Outcome("none")


def own_one(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    """One out of the list."""
    thing, contact_id = arguments["thing"], callers.shown(context.call)
    if thing == REFERENCE:
        return Outcome("reference")
    if thing == REQUEST:
        request = _request(context, contact_id, ()) if contact_id else None
        return _tell_request(context, request, "") if request else Outcome("gone")
    booking = context.session.get_one(Booking, thing)
    return _tell(context, booking, "") if _is_open(context, booking) else Outcome("gone")


def may_change(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    if arguments["proof"] == arguments["booking"]:
        return Outcome("proved")
    booking = context.session.get_one(Booking, arguments["booking"])
    return Outcome("code" if booking.code else "reference")


def check_code(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    session, caps, now = context.session, context.policy.caps, context.now
    booking, asker = session.get_one(Booking, arguments["booking"]), callers.asker(context.call)
    tried = codes.try_code(session, booking, arguments["keyed"], asker, caps, now)
    if tried == "right":
        return Outcome("right", {"proof": booking.id})
    return Outcome(tried if codes.may_try(session, asker, caps, now, booking) else "spent")


def check_reference(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    session, caps, now = context.session, context.policy.caps, context.now
    asker = callers.asker(context.call)
    found = codes.try_reference(session, context.keyer, arguments["keyed"], asker, caps, now)
    if isinstance(found, Booking):
        known = _is_open(context, found)
        return _tell(context, found, found.id) if known else Outcome("gone")
    if isinstance(found, Callback):
        return _tell_request(context, found, found.id)
    return Outcome(found if codes.may_try(session, asker, caps, now) else "spent")


def change(_: Context, arguments: Mapping[str, Any]) -> Outcome:
    return Outcome(arguments["change"])


def cancel_booking(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    booking = context.session.get_one(Booking, arguments["booking"])
    cancelled = bookings.cancel(context.session, booking, "cancelled", "citizen", context.now)
    return Outcome("cancelled" if cancelled else "gone")


def _request(context: Context, contact_id: int, booked: Sequence[Booking]) -> Callback | None:
    """The open request of a contact on this line. One that we owe for a time that we took back is
    told of with that time."""
    found = callbacks.standing(context.session, context.line.id, contact_id)
    if found is None or found.state == "unfiled":
        return None
    return None if found.booking_id in {booking.id for booking in booked} else found


def _tell(context: Context, booking: Booking, proof: int | Literal[""]) -> Outcome:
    told = {
        "booking": booking.id,
        "purpose": booking.kind,
        "proof": proof,
        "when": told_times.when(booking, context.language, context.now),
    }
    if booking.state == "displaced":
        return Outcome("displaced", told)
    if (point := booking.slot.diary.point) is not None:
        told["at_point"] = point.names[context.language]["at_point"]
    return Outcome(booking.kind, told)


def _tell_request(context: Context, request: Callback, found: int | Literal[""]) -> Outcome:
    """`found`: its id, if eight digits have led to it."""
    if request.state in callbacks.IN_CALL:
        return Outcome("calling")
    if request.state == "unfiled":  # talked to
        return Outcome("gone")
    eta = promises.current(context.session, request, context.language, context.policy, context.now)
    return Outcome("request", {"request": found, "eta": eta})


def _listed(
    context: Context, booked: Sequence[Booking], request: Callback | None
) -> list[dict[str, Any]]:
    language, now = context.language, context.now
    listed = told_times.things(booked, language, now)
    others: Mapping[Thing, str] = {"other": REFERENCE}
    if request is not None:
        others = {"request": REQUEST, **others}
    named = [(spoken.thing(thing, None, now, language), value) for thing, value in others.items()]
    return [*listed, *(told_times.item(words, value) for words, value in named)]


def _is_open(context: Context, booking: Booking) -> bool:
    return booking_moves.is_open(booking, "citizen", context.now)


PERFORM: Final[Mapping[str, Performer]] = MappingProxyType(
    {
        "own": own,
        "own_one": own_one,
        "may_change": may_change,
        "check_code": check_code,
        "check_reference": check_reference,
        "change": change,
        "cancel_booking": cancel_booking,
    }
)
"""What a citizen may ask for who has booked a time, or asked for a call."""
