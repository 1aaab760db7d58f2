"""Key 4 with all behind it: who hears what, and who may move and cancel it."""

import pytest

from ivr.db import Database
from tests.clocks import Settable, helsinki
from tests.conftest import only_sqlite
from tests.make import CITIZEN
from tests.services.booking_office import Office, told_digits

OTHER = "+358407654321"
ONES = ("1", "1", "1", "1")
WRONG = "00000000"


@pytest.fixture
def office(database: Database, clock: Settable) -> Office:
    return Office(database, clock)


def wrong_code(office: Office) -> str:
    """Four digits that are not those of the only booking."""
    return next(code for code in ("1111", "2222") if code != office.booking.code)


def code(office: Office) -> str:
    assert office.booking.code
    return office.booking.code


# --- on the phone whose number it is ---


def test_a_booking_is_heard_without_a_code_and_moved_with_it(office: Office) -> None:
    office.call("3", "1", *ONES)
    phone = office.call("4")
    assert "Sinulla on aika Kuhmon palvelupisteessä perjantaina" in phone.heard

    phone.press("1", code(office), "1", "2", "1")

    assert phone.hears("caller.moved")
    assert (office.booking.starts_at, office.booking.version) == (helsinki("2026-11-27 09:30"), 1)
    assert "moved_visit" in office.texts


def test_the_old_time_stands_until_the_new_one_is_taken(office: Office) -> None:
    office.call("3", "1", *ONES)

    phone = office.call("4", "1", code(office), "1", "2", "*")

    assert phone.hears("caller.old_stands", "caller.main")
    assert office.booking.starts_at == helsinki("2026-11-27 09:00")


def test_a_booking_is_cancelled_after_a_question_and_its_place_offered_at_once(
    office: Office,
) -> None:
    office.changes_point(desks=1)
    office.call("3", "1", *ONES)
    taken = office.call("3", "1", "1", "1", number=OTHER).heard
    assert "kello yhdeksän kolmekymmentä, paina yksi" in taken

    phone = office.call("4", "2", code(office), "1", number=CITIZEN)

    assert phone.hears("caller.own_cancelled")
    assert office.booking.state == "cancelled"
    assert "kello yhdeksän, paina yksi" in office.call("3", "1", "1", "1", number=OTHER).heard


def test_a_wrong_code_changes_nothing_and_the_third_is_the_last(office: Office) -> None:
    office.call("3", "1", *ONES)
    phone = office.call("4", "2")

    for _ in range(2):
        assert phone.press(wrong_code(office)).hears("caller.code_wrong", "caller.own_code")
    assert phone.press(wrong_code(office)).hears("caller.codes_spent")

    assert office.booking.state == "booked"
    assert phone.press("1", "1").hears("caller.told_today")


def test_a_right_code_is_not_heard_once_the_tries_of_a_day_are_spent(office: Office) -> None:
    office.call("3", "1", *ONES)
    office.sets_policy(caps={"codes": 3})
    office.call("4", "2", *[wrong_code(office)] * 3)

    assert office.call("4", "2", code(office)).hears("caller.codes_spent")


def test_several_things_are_listed_with_a_way_to_others(office: Office) -> None:
    for keys in (("3", "1", *ONES), ("2", *ONES)):
        office.call(*keys)
    office.call("1", "1")

    phone = office.call("*", "4")

    assert phone.hears("caller.own_which")
    assert "puhelinaika, tänään, paina yksi" in phone.heard
    assert "käynti, perjantai" in phone.heard
    assert "soittopyyntö, paina kolme" in phone.heard
    assert "varaus, josta sinulla on tunnus" in phone.press("8").heard
    assert phone.press("1").hears("caller.reference")


def test_a_second_time_of_one_day_is_told_by_its_hour(office: Office) -> None:
    for _ in range(2):
        office.call("3", "1", *ONES)

    heard = office.call("4").heard

    assert "käynti, kello yhdeksän, paina kaksi" in heard


def test_a_request_of_the_shown_number_is_told_and_cancelled(office: Office) -> None:
    office.call("1", "1")

    phone = office.call("*", "4")

    assert phone.hears("caller.own_request")
    assert phone.press("2", "1").hears("caller.cancelled")
    assert [one.state for one in office.callbacks] == ["cancelled"]


def test_a_number_without_anything_hears_so_and_may_give_eight_digits(office: Office) -> None:
    phone = office.call("4")

    assert phone.hears("caller.own_none")
    assert phone.press("1").hears("caller.reference")


def test_a_time_that_we_took_back_is_replaced_with_its_code(office: Office) -> None:
    office.call("3", "1", *ONES)
    kept = code(office)
    office.closes(helsinki("2026-11-27 09:00"), "koulutuspäivä")
    assert office.booking.state == "displaced"

    phone = office.call("*", "4")
    assert phone.hears("caller.own_displaced")
    phone.press("1", kept)
    assert phone.hears("caller.closed_days")
    phone.press("1", "1", "1")

    assert phone.hears("caller.moved")
    assert office.booking.starts_at == helsinki("2026-12-04 09:00")
    assert [one.state for one in office.callbacks] == ["cancelled"]


def test_who_chooses_no_other_time_hears_that_we_call(office: Office) -> None:
    office.call("3", "1", *ONES)
    kept = code(office)
    office.closes(helsinki("2026-11-27 09:00"), "koulutuspäivä")

    assert office.call("*", "4", "1", kept, "*").hears("caller.still_owed")


# --- from any other phone ---


def test_eight_digits_lead_to_a_booking_from_any_phone_and_are_enough(office: Office) -> None:
    phone = office.call("3", "1", "0407654321#", *ONES, number="anonymous")
    digits = told_digits(phone.heard)

    phone = office.call("4", digits)
    assert phone.hears("caller.own_visit")
    phone.press("2", "1")

    assert phone.hears("caller.own_cancelled")
    assert office.booking.state == "cancelled"


def test_what_was_booked_by_eight_digits_is_told_to_its_number_and_changed_with_them_alone(
    office: Office,
) -> None:
    phone = office.call("3", "1", "0407654321#", *ONES, number="anonymous")
    digits = told_digits(phone.heard)

    phone = office.call("4", "1", number=OTHER)

    assert phone.hears("caller.reference")
    assert phone.press(digits, "1").hears("caller.part")


def test_a_request_with_a_typed_number_is_cancelled_by_its_eight_digits(office: Office) -> None:
    phone = office.call("1", "0407654321#", "1", number="anonymous")
    assert phone.hears("caller.told_today_referred", "caller.reference_told")
    digits = told_digits(phone.heard)

    phone = office.call("4", digits)

    assert phone.hears("caller.own_request")
    assert phone.press("2", "1").hears("caller.cancelled")
    assert [one.state for one in office.callbacks] == ["cancelled"]


def test_the_digits_told_for_a_number_with_an_open_request_lead_to_nothing(office: Office) -> None:
    office.call("1", "1", number=OTHER)
    phone = office.call("1", "0407654321#", "1", number="anonymous")
    digits = told_digits(phone.heard)

    assert office.call("4", digits).hears("caller.reference_wrong")
    assert [one.state for one in office.callbacks] == ["waiting"]


def test_wrong_digits_say_the_same_as_digits_of_what_is_over(office: Office) -> None:
    phone = office.call("3", "1", "0407654321#", *ONES, number="anonymous")
    digits = told_digits(phone.heard)
    office.call("4", digits, "2", "1")

    of_what_is_over = office.call("4", digits).heard

    assert office.call("4", WRONG).heard == of_what_is_over


@only_sqlite
def test_three_wrong_tries_of_eight_digits_end_in_the_offer_of_a_call(office: Office) -> None:
    phone = office.call("4", WRONG, WRONG, number="anonymous")
    assert phone.hears("caller.reference_wrong")

    assert phone.press(WRONG).hears("caller.codes_spent", "caller.codes_spent.callback")


@only_sqlite
def test_digits_that_were_keyed_are_not_kept(office: Office) -> None:
    office.call("3", "1", *ONES)
    office.call("4", "2", wrong_code(office))

    with office.database.reading() as session:
        states = session.connection().exec_driver_sql("SELECT state FROM call").all()

    assert not [state for state in states if wrong_code(office) in str(state)]
