"""Keys 2 and 3 with all behind them: what is offered, held, booked, and told."""

import pytest

from ivr.db import Database, find
from ivr.services import holds
from tests.clocks import Settable, helsinki
from tests.conftest import only_sqlite
from tests.phone import Phone
from tests.services.booking_office import Office, told_digits

LANDLINE = "+35886123456"
OTHER = "+358407654321"
ONES = ("1", "1", "1", "1")
"""The number is right, as soon as possible, the first time, yes."""


@pytest.fixture
def office(database: Database, clock: Settable) -> Office:
    return Office(database, clock)


# --- phone times ---


def test_pressing_one_all_the_way_books_the_first_phone_time(office: Office) -> None:
    phone = office.call("2", *ONES)

    assert phone.hears("caller.phone_time_told", "caller.texted")
    assert "Soitamme sinulle tänään kello yksitoista kolmekymmentä." in phone.heard
    assert "enintään viisitoista minuuttia myöhemmin" in phone.heard
    assert phone.is_over
    booking = office.booking
    assert (booking.kind, booking.state, booking.number_source) == (
        "phone_time",
        "booked",
        "shown",
    )
    assert booking.starts_at == helsinki("2026-11-24 11:30")
    assert office.texts[0] == "booked_phone"


def test_mornings_and_afternoons_can_be_chosen(office: Office) -> None:
    assert "kello kaksitoista, paina yksi" in office.call("2", "1", "3").heard
    assert "huomenna kello yhdeksän, paina kaksi" in office.call("2", "1", "2").heard


def test_the_day_is_named_once_of_times_that_are_read_out_together(office: Office) -> None:
    heard = office.call("2", "1", "1").heard

    assert "tänään kello yksitoista kolmekymmentä, paina yksi" in heard
    assert "choice: kello kaksitoista, paina kaksi" in heard


def test_eight_leads_on_to_the_days_that_follow(office: Office) -> None:
    phone = office.call("2", "1", "1", "8", "8")

    assert "huomenna kello yhdeksän, paina yksi" in phone.heard


def test_a_time_that_another_caller_holds_is_not_offered(office: Office) -> None:
    office.sets_policy(phone_times={"share": 0.1, "kept_share": 0.0})
    office.call("2", "1", "1", "1").hears("caller.phone_time_right")

    heard = office.call("2", "1", "1", number=OTHER).heard

    assert "kello yksitoista kolmekymmentä" not in heard
    assert "tänään kello kaksitoista, paina yksi" in heard


def test_of_two_who_choose_the_last_place_one_hears_that_it_is_taken(office: Office) -> None:
    office.sets_policy(phone_times={"share": 0.1, "kept_share": 0.0})
    first, second = Phone(office.database, office.clock), Phone(office.database, office.clock)
    second.number = OTHER
    for phone in (first, second):
        phone.call().press("1", "2", "1", "1")

    first.press("1")
    second.press("1")

    assert first.hears("caller.phone_time_right")
    assert second.hears("caller.taken", "caller.part")


def test_a_hold_that_has_ended_is_taken_up_again_if_nobody_was_faster(office: Office) -> None:
    phone = office.call("2", "1", "1", "1")
    office.clock.advance(minutes=11)

    assert phone.press("1").hears("caller.phone_time_told")


def test_a_typed_number_hears_eight_digits_and_its_text_has_no_code(office: Office) -> None:
    phone = office.call("2", "0407654321#", *ONES, number="anonymous")

    assert phone.hears("caller.phone_time_told", "caller.reference_told")
    assert len(told_digits(phone.heard)) == 8
    assert (office.booking.number_source, office.booking.code) == ("typed", None)


def test_a_landline_hears_four_digits(office: Office) -> None:
    phone = office.call("2", *ONES, number=LANDLINE)

    assert phone.hears("caller.code_told")
    assert told_digits(phone.heard) == office.booking.code
    assert office.texts == []


TWO_AT_ONCE = {"share": 1.0, "kept_share": 0.0}


def test_nobody_is_offered_a_minute_at_which_she_is_to_be_called_already(office: Office) -> None:
    office.sets_policy(phone_times=TWO_AT_ONCE)
    office.call("2", *ONES)

    heard = office.call("2", "1", "1").heard

    assert "kello yksitoista kolmekymmentä" not in heard
    assert "tänään kello kaksitoista, paina yksi" in heard


def test_for_one_telephone_no_minute_is_booked_twice_whoever_does_it(office: Office) -> None:
    office.sets_policy(phone_times=TWO_AT_ONCE)
    typed = ("2", "0407654321#", *ONES)
    office.call(*typed, number="anonymous")

    again = office.call(*typed, number="anonymous")

    assert again.hears("caller.taken")
    assert [one.state for one in office.bookings] == ["booked"]


def test_a_third_booking_is_refused_with_the_way_to_those_that_stand(office: Office) -> None:
    for _ in range(2):
        office.call("2", *ONES)

    phone = office.call("2", *ONES)

    assert phone.hears("caller.times_limit")
    assert phone.press("1").hears("caller.own_which")


def test_nobody_learns_by_typing_how_much_is_booked_for_a_number(office: Office) -> None:
    for _ in range(2):
        office.call("2", *ONES, number=OTHER)

    phone = office.call("2", "0407654321#", *ONES, number="anonymous")

    assert phone.hears("caller.times_refused")
    assert not phone.hears("caller.times_limit")


def test_a_line_without_phone_times_does_not_announce_their_key(
    database: Database, clock: Settable
) -> None:
    office = Office(database, clock, agents=0)

    assert not office.call().hears("caller.main.phone_time")
    assert office.phone.hears("caller.main.visit")


def test_when_no_phone_time_is_free_that_is_said_at_once(office: Office) -> None:
    office.sets_policy(phone_times={"notice": 60 * 24 * 30})

    assert office.call("2").hears("caller.no_phone_times", "caller.no_phone_times.callback")


def test_another_language_has_its_own_phone_times(office: Office) -> None:
    office.phone.call().press("3")
    assert not office.phone.hears("caller.main.phone_time"), "nobody speaks English"

    assert office.phone.call().press("2", "2", *ONES).hears("caller.texted")
    assert office.booking.language == "sv"


# --- visits ---


def test_pressing_one_all_the_way_books_the_first_visit(office: Office) -> None:
    phone = office.call("3")
    assert "Kuhmon palvelupiste on auki perjantaisin" in phone.heard

    phone.press("1", *ONES)

    assert phone.hears("caller.visit_told", "caller.texted")
    assert "Varasit ajan Kuhmon palvelupisteeseen perjantaina" in phone.heard
    assert office.booking.starts_at == helsinki("2026-11-27 09:00")


def test_a_caller_before_christmas_is_offered_kuhmo_in_the_new_year_and_hears_why(
    database: Database,
) -> None:
    office = Office(database, Settable("2026-12-22 10:00"))

    phone = office.call("3", "1", "1")

    assert "perjantaina kahdentenakymmenentenäviidentenä joulukuuta on joulupäivä" in phone.heard
    assert "perjantaina ensimmäisenä tammikuuta on uudenvuodenpäivä" in phone.heard
    phone.press("1", "1")
    assert "perjantaina kahdeksantena tammikuuta kello yhdeksän" in phone.heard
    phone.press("2")
    assert "joulupäivä" not in phone.heard, "it is said once"


def test_a_closed_friday_is_told_with_its_reason(office: Office) -> None:
    office.closes(helsinki("2026-11-27 09:00"), "koulutuspäivä")

    phone = office.call("3", "1", "1")

    assert "seitsemäntenä marraskuuta syy on koulutuspäivä" in phone.heard


@only_sqlite
def test_several_points_are_offered_in_their_order(office: Office) -> None:
    office.another_point(hours={"mon": ["09:00", "16:00"]}, languages=["fi"])

    assert office.call("3").hears("caller.which_point")
    assert "maanantaisin" in office.phone.press("2").heard
    office.phone.call().press("2", "3")
    assert office.phone.hears("caller.point_intro"), "one of them serves nobody in Swedish"


@only_sqlite
def test_where_an_adviser_books_a_call_is_asked_for(office: Office) -> None:
    office.changes_point(adviser_first=True)

    phone = office.call("3")

    assert phone.hears("caller.adviser_first")
    assert phone.press("1", "1").hears("caller.told_today")
    assert office.bookings == []


@only_sqlite
def test_a_point_without_a_free_time_offers_a_call_and_a_phone_time(office: Office) -> None:
    office.changes_point(notice_minutes=60 * 24 * 100)

    phone = office.call("3", "1")

    assert phone.hears("caller.no_visits", "caller.no_visits.phone_time")
    assert phone.press("2", *ONES).hears("caller.phone_time_told")


@only_sqlite
def test_without_points_the_key_is_not_announced(office: Office) -> None:
    office.changes_point(active=False)

    assert not office.call().hears("caller.main.visit")


@only_sqlite
def test_a_point_that_is_open_on_no_day_of_the_week_is_not_announced(office: Office) -> None:
    office.changes_point(hours={})

    assert not office.call().hears("caller.main.visit")


def test_a_call_that_ends_gives_back_what_it_held(office: Office) -> None:
    office.changes_point(desks=1)
    office.call("3", "1", "1", "1", "1").hang_up()
    office.clock.advance(minutes=3)
    with office.database.writing() as session:
        for held in find(session, holds.EXPIRED, office.clock.now()):
            holds.expire(session, held, office.clock.now())

    assert "kello yhdeksän, paina yksi" in office.call("3", "1", "1", "1", number=OTHER).heard
