"""The oath on places: none is given twice, nobody is dropped, each booking lies where it may."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from flows.rules.window import HELSINKI
from ivr.models import Booking, CalendarDay, Call, Closure, Diary, Slot
from tests.stories.calls_oath import CLOSES, OPENS, SATURDAY
from tests.stories.evidence import Evidence

SEATED = frozenset({"held", "booked"})
GIVEN = frozenset({"booked", "called", "kept", "missed"})
"""States of bookings whose time has not been taken back, by whomever."""
AFTER_CALL = timedelta(minutes=2)
"""So long a place is held for who was cut off."""
HELD_FOR = timedelta(minutes=10)
"""And so long at the most for who listens."""
SWEPT = timedelta(minutes=3)
"""So late a hold may end that nobody waits for."""


def places_taken_are_bookings(evidence: Evidence) -> Iterator[str]:
    """As many as sit there, of agents as of citizens, and never more than there are."""
    taken = _counted(evidence, _seated(evidence))
    staffed = _counted(evidence, [one for one in _seated(evidence) if one.channel == "staff"])
    for slot in evidence.slots:
        sit = (taken[slot.id], staffed[slot.id])
        if (slot.taken, slot.staffed) != sit:
            yield f"time {slot.id} counts {slot.taken}, {slot.staffed} of agents; there sit {sit}"
        if slot.taken > slot.capacity:
            yield f"time {slot.id} has {slot.capacity} places, and {slot.taken} are taken"


def _seated(evidence: Evidence) -> list[Booking]:
    return [one for one in evidence.bookings if one.state in SEATED]


def _counted(evidence: Evidence, bookings: list[Booking]) -> Counter[int]:
    """How many sit in each time, and in that of the whole line within which it lies."""
    within = {slot.id: slot.within_id for slot in evidence.slots}
    times = (slot for one in bookings for slot in (one.slot_id, within.get(one.slot_id)))
    return Counter(slot for slot in times if slot is not None)


def each_sits_on_a_seat_of_its_own(evidence: Evidence) -> Iterator[str]:
    sits: dict[tuple[int, int], list[int]] = defaultdict(list)
    for booking in evidence.bookings:
        if (booking.seat is not None) != (booking.state in SEATED):
            yield f"booking {booking.id} is {booking.state}, on seat {booking.seat}"
        elif booking.seat is not None:
            sits[booking.slot_id, booking.seat].append(booking.id)
    for (slot, seat), bookings in sits.items():
        if len(bookings) > 1:
            yield f"bookings {bookings} share seat {seat} of time {slot}"


def whom_we_owe_a_time_is_to_be_called(evidence: Evidence) -> Iterator[str]:
    """Since the time was taken back a callback stands for it, or stood already."""
    for booking in evidence.bookings:
        stands = any(
            one.booking_id == booking.id
            or (one.ended_at is None and _whose(one) == _whose(booking))
            for one in evidence.callbacks
        )
        if booking.state == "displaced" and not stands:
            yield f"booking {booking.id} was taken back, and nobody is to call for it"


def _whose(one: object) -> tuple[object, object]:
    return (getattr(one, "contact_id", None), getattr(one, "line_id", None))


def bookings_lie_in_opening_hours(evidence: Evidence) -> Iterator[str]:
    """Of the service point or the line, on a working day, and on no day that was closed before."""
    slots = {slot.id: slot for slot in evidence.slots}
    diaries = {diary.id: diary for diary in evidence.diaries}
    for booking in evidence.bookings:
        slot = slots[booking.slot_id]
        diary = diaries[slot.diary_id]
        hours = _hours(evidence, diary, slot) if booking.state in GIVEN else (time(), time.max)
        start, end = (at.astimezone(HELSINKI).time() for at in (slot.starts_at, slot.ends_at))
        if hours is None or not hours[0] <= start < end <= hours[1]:
            yield f"booking {booking.id} is on {slot.local_date} at {start}-{end}, open {hours}"
        if booking.starts_at != slot.starts_at:
            yield f"booking {booking.id} begins at another minute than its time"


def _hours(evidence: Evidence, diary: Diary, slot: Slot) -> tuple[time, time] | None:
    day = evidence.calendar.get(slot.local_date)
    usual = _usual(evidence, diary).get(f"{slot.local_date:%a}".lower())
    if not usual or not _is_working(day, slot.local_date):
        return None
    for closure in _closures(evidence, diary, slot.local_date):
        return (closure.opens, closure.closes) if closure.opens and closure.closes else None
    opens, closes = (time.fromisoformat(clock) for clock in usual)
    return max(opens, OPENS), min(closes, CLOSES, (day and day.closes) or CLOSES)


def _usual(evidence: Evidence, diary: Diary) -> Mapping[str, list[str]]:
    owners = evidence.points if diary.point_id else evidence.lines
    return next(one.hours for one in owners if one.id == (diary.point_id or diary.line_id))


def _is_working(day: CalendarDay | None, on: date) -> bool:
    return day is not None and not day.holiday and on.weekday() < SATURDAY


def _closures(evidence: Evidence, diary: Diary, on: date) -> list[Closure]:
    """Its own before everybody's."""
    own = (diary.line_id, diary.point_id)
    meant = [
        one
        for one in evidence.closures
        if one.date == on and (one.line_id, one.point_id) in (own, (None, None))
    ]
    return sorted(meant, key=lambda one: (one.line_id, one.point_id) != own)


def nothing_is_booked_in_the_past(evidence: Evidence) -> Iterator[str]:
    """The last time that a booking was made or moved was before its time."""
    made = {
        event.subject_id: event.at
        for event in evidence.events
        if event.subject == "booking" and event.to_state == "booked"
    }
    for booking in evidence.bookings:
        if booking.id in made and made[booking.id] >= booking.starts_at:
            yield f"booking {booking.id} was made after its time had begun"


def a_place_is_held_no_longer_than_its_call(evidence: Evidence) -> Iterator[str]:
    """And two minutes more, for whoever was cut off; or where we had to ask for the end of the
    call, since nobody told us, no longer than the hold itself."""
    calls = {call.id: call for call in evidence.calls}
    for booking in evidence.bookings:
        call = calls.get(booking.call_id or 0)
        ended_at = _ended_at(evidence, call)
        if call is None or ended_at is None or booking.state not in ("held", "released"):
            continue
        longest = HELD_FOR if call.asked_at else AFTER_CALL
        if (booking.held_until or booking.state_since) > ended_at + longest + SWEPT:
            yield f"booking {booking.id} was held long after its call"


def _ended_at(evidence: Evidence, call: Call | None) -> datetime | None:
    leg = evidence.leg(call.sid) if call else None
    return leg.ended_at if leg else None


def bookings_are_neither_lost_nor_made_up(evidence: Evidence) -> Iterator[str]:
    begun = Counter(
        event.subject_id
        for event in evidence.events
        if event.subject == "booking" and event.from_state is None
    )
    if begun != Counter(one.id for one in evidence.bookings):
        yield f"begun were {dict(begun)}, stored are {[one.id for one in evidence.bookings]}"


PLACES = (
    places_taken_are_bookings,
    each_sits_on_a_seat_of_its_own,
    whom_we_owe_a_time_is_to_be_called,
    bookings_lie_in_opening_hours,
    nothing_is_booked_in_the_past,
    a_place_is_held_no_longer_than_its_call,
    bookings_are_neither_lost_nor_made_up,
)
