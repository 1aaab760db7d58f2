"""Only who knows the digits sees or changes what is booked, and nobody finds them by trying."""

import pytest
from sqlalchemy.orm import Session

from flows.rules.caps import Caps
from ivr.db import Database
from ivr.models import Booking, Callback
from ivr.services import codes, rates
from ivr.services.bookings import Booked
from ivr.services.codes import Asker
from tests import diaries, make
from tests.make import KEYER, NOW, span
from tests.services.booking_scene import Kuhmo

CAPS = Caps()
OWNER = Asker(call_id=1, contact_id=1)


@pytest.fixture
def booking(database: Database) -> Booking:
    with database.writing() as session:
        line = make.an_open_line(session)
        slot = diaries.a_time(session, diaries.a_diary(session, point=diaries.a_point(session)))
        return diaries.a_booking(session, slot, line, code="4711")


def try_code(
    database: Database, booking: Booking, digits: str, asker: Asker = OWNER, now=NOW
) -> codes.Tried:
    with database.writing() as session:
        mine = session.get_one(Booking, booking.id)
        return codes.try_code(session, mine, digits, asker, CAPS, now)


def try_reference(database: Database, digits: str, asker: Asker = OWNER, now=NOW) -> object:
    with database.writing() as session:
        found = codes.try_reference(session, KEYER, digits, asker, CAPS, now)
        return (type(found), found.id) if isinstance(found, Booking | Callback) else found


def test_four_digits_are_right_or_wrong(database: Database, booking: Booking) -> None:
    assert try_code(database, booking, "4710") == "wrong"
    assert try_code(database, booking, "") == "wrong"
    assert try_code(database, booking, "4711") == "right"


def test_a_booking_without_four_digits_has_none_that_are_right(
    database: Database, booking: Booking
) -> None:
    with database.writing() as session:
        session.get_one(Booking, booking.id).code = None

    assert try_code(database, booking, "4711") == "wrong"
    assert try_code(database, booking, "") == "wrong"


def test_after_three_wrong_ones_even_the_right_one_helps_no_more_in_that_call(
    database: Database, booking: Booking
) -> None:
    for wrong in ("0000", "0001", "0002"):
        assert try_code(database, booking, wrong) == "wrong"

    assert try_code(database, booking, "4711") == "spent"
    assert try_code(database, booking, "4711", Asker(2, 1)) == "right"


def test_right_ones_are_not_counted(database: Database, booking: Booking) -> None:
    assert {try_code(database, booking, "4711") for _ in range(20)} == {"right"}


def test_a_number_has_ten_tries_a_day_however_often_it_calls(
    database: Database, booking: Booking
) -> None:
    results = [try_code(database, booking, "0000", Asker(call, 1)) for call in range(11)]

    assert results == ["wrong"] * 10 + ["spent"]
    tomorrow = NOW + span("1 d")
    assert try_code(database, booking, "4711", Asker(99, 1), tomorrow) == "right"


def test_a_booking_is_tried_ten_times_a_day_whoever_tries(
    database: Database, booking: Booking
) -> None:
    results = [try_code(database, booking, "0000", Asker(one, one)) for one in range(11)]

    assert results == ["wrong"] * 10 + ["spent"]


def test_strangers_at_our_pages_use_up_no_try_of_those_who_ring(database: Database) -> None:
    results = [try_reference(database, "00000000", Asker()) for _ in range(51)]

    assert results == ["wrong"] * 50 + ["spent"]
    assert try_reference(database, "00000000", Asker(call_id=1)) == "wrong"


def test_all_who_show_no_number_have_fifty_tries_a_day_together(database: Database) -> None:
    results = [try_reference(database, "00000000", Asker(call)) for call in range(51)]

    assert results == ["wrong"] * 50 + ["spent"]
    assert try_reference(database, "00000000", Asker(100, 7)) == "wrong"


def test_a_try_that_is_refused_uses_up_nothing_else(database: Database, booking: Booking) -> None:
    for _ in range(9):
        try_code(database, booking, "0000")

    with database.reading() as session:
        assert rates.count(session, "codes:contact:1", NOW.date()) == 3
        assert rates.count(session, f"codes:booking:{booking.id}", NOW.date()) == 3


# --- eight digits ---


def booked_with_reference(database: Database) -> tuple[Kuhmo, Booking, str]:
    kuhmo = Kuhmo(database)
    booked = kuhmo.confirm(kuhmo.hold(kuhmo.nine), source="typed")
    assert isinstance(booked, Booked)
    assert booked.reference
    return kuhmo, booked.booking, booked.reference


def test_eight_digits_find_the_booking_from_anywhere(database: Database) -> None:
    _, booking, reference = booked_with_reference(database)

    assert try_reference(database, reference, Asker(5, 77)) == (Booking, booking.id)
    assert try_reference(database, reference, Asker()) == (Booking, booking.id)


def test_they_still_find_what_we_have_taken_back(database: Database) -> None:
    kuhmo, booking, reference = booked_with_reference(database)
    kuhmo.displace(booking)

    assert try_reference(database, reference) == (Booking, booking.id)


@pytest.mark.parametrize("why", ["unknown", "cancelled", "shorter", "longer", "not digits"])
def test_whatever_is_wrong_the_answer_is_the_same(database: Database, why: str) -> None:
    kuhmo, booking, reference = booked_with_reference(database)
    if why == "cancelled":
        kuhmo.cancel(booking)
    unknown = f"{(int(reference) + 1) % 10**8:08}"
    keyed = {
        "unknown": unknown,
        "cancelled": reference,
        "shorter": reference[:7],
        "longer": reference + "0",
        "not digits": "ååååäääö",
    }

    assert try_reference(database, keyed[why]) == "wrong"


def a_request(session: Session, digits: str, state: str = "waiting") -> Callback:
    line = make.an_open_line(session)
    key = codes.reference_key(KEYER, digits)
    return make.a_callback(session, line, state=state, reference_key=key, number_source="typed")


@pytest.mark.parametrize(("state", "found"), [("waiting", True), ("done", False)])
def test_they_find_an_open_request_as_well(database: Database, state: str, found: bool) -> None:
    with database.writing() as session:
        callback = a_request(session, "12345678", state)

    expected = (Callback, callback.id) if found else "wrong"
    assert try_reference(database, "12345678") == expected


def test_a_phone_time_whose_minute_has_come_is_the_callback_it_became(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        slot = diaries.phone_times(session, line, fi=1)["fi"]
        key = codes.reference_key(KEYER, "12345678")
        booking = diaries.a_booking(session, slot, line, state="called", reference_key=key)
        callback = make.a_callback(
            session, line, contact=booking.contact, kind="phone_time", booking_id=booking.id
        )

    assert try_reference(database, "12345678") == (Callback, callback.id)


def test_the_digits_are_kept_nowhere(database: Database) -> None:
    _, booking, reference = booked_with_reference(database)

    assert booking.reference_key is not None
    assert reference not in booking.reference_key
    assert booking.reference_key != codes.reference_key(KEYER, reference[::-1] + "1")


def test_codes_are_four_digits_and_references_are_each_told_once(database: Database) -> None:
    with database.writing() as session:
        told = {codes.new_reference(session, KEYER) for _ in range(50)}
    assert len(told) == 50
    assert all(len(one) == 8 and one.isdecimal() for one in told)
    assert all(len(code) == 4 and code.isdecimal() for code in (codes.new_code() for _ in told))


# --- guessing ---


def test_ten_thousand_guesses_find_nothing(database: Database, booking: Booking) -> None:
    """Everybody tries all four digits there are, from the owner's own number and by many calls."""
    with database.writing() as session:
        mine = session.get_one(Booking, booking.id)
        mine.code = "9999"
        results = [
            codes.try_code(session, mine, f"{n:04}", Asker(n // 3, n % 2), CAPS, NOW)
            for n in range(10_000)
        ]

    assert results.count("wrong") == 10
    assert results.count("spent") == 9_990


def test_ten_thousand_guesses_at_eight_digits_are_hardly_any(database: Database) -> None:
    """Without a number shown, by as many calls as anybody likes."""
    _, _, reference = booked_with_reference(database)
    first = int(reference) - 5_000
    with database.writing() as session:
        results = [
            codes.try_reference(
                session, KEYER, f"{(first + n) % 10**8:08}", Asker(n // 3), CAPS, NOW
            )
            for n in range(10_000)
        ]

    assert results.count("wrong") == 50
    assert set(results) == {"wrong", "spent"}
