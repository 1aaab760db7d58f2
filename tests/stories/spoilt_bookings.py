"""Good bookings spoilt: places given twice, citizens dropped, words that are not so."""

from dataclasses import replace
from datetime import date
from typing import Any

from ivr.models import Booking, Callback
from tests.stories import booked_words_oath as words
from tests.stories import booking_oath as places
from tests.stories.evidence import Answer, Evidence
from tests.stories.good_booking import AT_ONE, SAID, VISIT, changed
from tests.stories.good_day import at
from tests.stories.oath import Clause
from tests.stories.spoilt_days import Spoil, with_day, with_row
from tests.stories.spoilt_orders import after, with_closure


def with_booking(**values: Any) -> Spoil:
    """One more booking of the visit's time, which has begun in the journal."""

    def spoil(day: Evidence) -> Evidence:
        first = day.bookings[0]
        known = {one.name: getattr(first, one.name) for one in Booking.__table__.columns}
        another = Booking(**known | {"id": 3} | values)
        return replace(day, bookings=(*day.bookings, another))

    return spoil


def with_change(*states: str | None, **values: Any) -> Spoil:
    return lambda day: replace(day, events=(*day.events, changed(*states, **values)))


def heard(sentence: str, clock: str = "10:30", sid: str = "visits") -> Spoil:
    told = Answer(at(clock), sid, sentence)
    return lambda day: replace(day, answers=(*day.answers, told))


def displaced(callback: Callback | None = None) -> Spoil:
    def spoil(day: Evidence) -> Evidence:
        found = (callback,) if callback else ()
        day = with_row("bookings", state="displaced", seat=None)(day)
        return replace(day, callbacks=(*day.callbacks, *found))

    return spoil


def of_a_text(**values: Any) -> Spoil:
    """The text about the visit is another one."""

    def spoil(day: Evidence) -> Evidence:
        message = next(one for one in day.messages if one.booking_id)
        for name, value in values.items():
            setattr(message, name, value)
        return day

    return spoil


MOVED = with_change("booked", "booked", cause="moved")

SPOILT_BOOKINGS: tuple[tuple[Clause, str, Spoil], ...] = (
    (places.places_taken_are_bookings, "one more counted", with_row("slots", taken=2)),
    (places.places_taken_are_bookings, "an agent's", with_row("slots", staffed=1)),
    (places.places_taken_are_bookings, "one more sits", with_booking(seat=2)),
    (
        places.places_taken_are_bookings,
        "more than places",
        after(with_booking(seat=2), with_row("slots", taken=2, capacity=1)),
    ),
    (
        places.places_taken_are_bookings,
        "the whole line not counted",
        lambda day: with_row("slots", taken=0)(replace(day, slots=day.slots[1:])),
    ),
    (places.each_sits_on_a_seat_of_its_own, "the same seat", with_booking()),
    (places.each_sits_on_a_seat_of_its_own, "no seat", with_row("bookings", seat=None)),
    (
        places.each_sits_on_a_seat_of_its_own,
        "a cancelled one",
        with_row("bookings", state="cancelled"),
    ),
    (places.whom_we_owe_a_time_is_to_be_called, "dropped", displaced()),
    (
        places.whom_we_owe_a_time_is_to_be_called,
        "another is called",
        displaced(Callback(id=2, contact_id=1, line_id=1)),
    ),
    (places.bookings_lie_in_opening_hours, "closed", with_closure(point_id=1)),
    (places.bookings_lie_in_opening_hours, "all closed", with_closure(point_id=None)),
    (places.bookings_lie_in_opening_hours, "holiday", with_day(holiday="christmas_day")),
    (places.bookings_lie_in_opening_hours, "unknown day", with_day(date=date(2026, 11, 23))),
    (
        places.bookings_lie_in_opening_hours,
        "only on Fridays",
        with_row("points", hours={"fri": ["09:00", "16:00"]}),
    ),
    (
        places.bookings_lie_in_opening_hours,
        "until one",
        with_row("points", hours={"tue": ["09:00", "13:00"]}),
    ),
    (
        places.bookings_lie_in_opening_hours,
        "another minute",
        with_row("bookings", starts_at=at("13:30")),
    ),
    (
        places.nothing_is_booked_in_the_past,
        "moved into it",
        with_change("booked", "booked", at_="13:00"),
    ),
    (
        places.a_place_is_held_no_longer_than_its_call,
        "still held",
        with_row("bookings", state="held", held_until=at("10:30")),
    ),
    (
        places.a_place_is_held_no_longer_than_its_call,
        "released late",
        with_row("bookings", state="released", state_since=at("10:30")),
    ),
    (
        places.bookings_are_neither_lost_nor_made_up,
        "lost",
        lambda day: replace(day, bookings=day.bookings[1:]),
    ),
    (places.bookings_are_neither_lost_nor_made_up, "made up", with_booking()),
    (
        words.what_is_called_booked_is_booked,
        "not booked",
        lambda day: replace(day, events=day.events[:-4]),
    ),
    (
        words.what_is_called_booked_is_booked,
        "another time",
        with_row("bookings", starts_at=at("13:30")),
    ),
    (
        words.what_is_called_booked_is_booked,
        "by another call",
        with_row("calls", sid="another"),
    ),
    (
        words.what_is_called_booked_is_booked,
        "only later",
        heard(SAID[VISIT], "10:10:50"),
    ),
    (
        words.what_is_called_moved_is_moved,
        "not moved",
        heard(f"Aikasi on siirretty. Uusi aikasi on {AT_ONE}."),
    ),
    (
        words.what_is_called_moved_is_moved,
        "elsewhere",
        after(MOVED, heard("Aikasi on siirretty. Uusi aikasi on huomenna kello yhdeksän.")),
    ),
    (words.a_booking_called_cancelled_is_so, "it stands", heard("Aikasi on peruttu.")),
    (
        words.a_booking_called_standing_stands,
        "cancelled before",
        after(
            with_change("booked", "cancelled"),
            heard(f"Sinulla on aika Kajaanin palvelupisteessä {AT_ONE}.", "10:31"),
        ),
    ),
    (
        words.a_booking_called_standing_stands,
        "another time",
        heard("Sinulla on aika Kajaanin palvelupisteessä huomenna kello yhdeksän."),
    ),
    (
        words.when_nothing_is_said_to_be_booked_nothing_is,
        "a time was",
        heard("Mitään ei varattu eikä muutettu.", "10:11:05"),
    ),
    (
        words.texts_of_bookings_are_true,
        "cancelled before",
        with_change("booked", "cancelled", at_="10:11:30"),
    ),
    (words.texts_of_bookings_are_true, "it stands", of_a_text(kind="cancelled")),
    (
        words.texts_of_bookings_are_true,
        "moved before",
        with_change("booked", "booked", cause="moved", at_="10:11:30"),
    ),
    (
        words.no_text_has_a_code_that_is_somebody_elses,
        "a code",
        with_row("bookings", number_source="typed"),
    ),
)
