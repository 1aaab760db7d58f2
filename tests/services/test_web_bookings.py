"""Holding and booking from a page: once each, and never a whole diary, whoever presses."""

from datetime import datetime, timedelta

from flows.rules.languages import Language
from ivr.db import Database, Session
from ivr.models import Booking
from ivr.services import callbacks, own_things, web_bookings
from ivr.services.own_things import Who
from ivr.services.web_bookings import Browser
from tests import make
from tests.make import KEYER, NOW, span
from tests.services.booking_scene import Kuhmo
from tests.together import together


def hold(
    kuhmo: Kuhmo, browser: Browser, slot_id: int, now: datetime = NOW
) -> str | Booking | timedelta:
    language: Language = "fi"
    return kuhmo.do(
        lambda session: web_bookings.hold(session, browser, slot_id, kuhmo.line_id, language, now)
    )


def confirm(kuhmo: Kuhmo, browser: Browser, held: object, now: datetime = NOW) -> str | Booking:
    assert isinstance(held, Booking), held
    return kuhmo.do(
        lambda session: web_bookings.confirm(session, KEYER, browser, held.public_id, now)
    )


def a_citizen(kuhmo: Kuhmo, named: str = "t") -> Browser:
    contact_id: int = kuhmo.do(lambda session: make.a_contact(session).id)
    return Browser(named, "192.0.2.1", contact_id)


def test_the_database_does_not_know_the_browser_s_secret(database: Database) -> None:
    kuhmo = Kuhmo(database)
    held = hold(kuhmo, Browser("a secret", "192.0.2.1"), kuhmo.nine)

    assert isinstance(held, Booking)
    assert held.holder.startswith("web:")
    assert "secret" not in held.holder


def test_one_form_sent_many_times_at_once_is_one_booking(database: Database) -> None:
    kuhmo = Kuhmo(database)
    browser = a_citizen(kuhmo)
    held = hold(kuhmo, browser, kuhmo.nine)

    answers = together(6, lambda _: confirm(kuhmo, browser, held))

    ids = {one.id for one in answers if isinstance(one, Booking)}
    assert (len(ids), len(answers)) == (1, 6)
    assert [one.state for one in kuhmo.every(Booking)] == ["booked"]
    assert kuhmo.places(kuhmo.nine) == (1, 0)


def test_so_it_is_when_the_hold_had_expired(database: Database) -> None:
    kuhmo = Kuhmo(database)
    browser = a_citizen(kuhmo)
    held = hold(kuhmo, browser, kuhmo.nine)
    kuhmo.do(lambda session: web_bookings.give_up(session, browser, NOW))

    answers = together(4, lambda _: confirm(kuhmo, browser, held, NOW + span("11 min")))

    assert len({one.id for one in answers if isinstance(one, Booking)}) == 1
    assert [one.state for one in kuhmo.every(Booking)] == ["released", "booked"]


def test_the_digits_follow_from_the_browser_s_secret_alone(database: Database) -> None:
    kuhmo = Kuhmo(database)
    browser = a_citizen(kuhmo)
    booked = confirm(kuhmo, browser, hold(kuhmo, browser, kuhmo.nine))
    assert isinstance(booked, Booking)

    digits = web_bookings.reference(KEYER, browser, booked)

    assert digits is not None
    assert len(digits) == 8
    assert booked.code is not None
    found = kuhmo.do(
        lambda session: own_things.open_by_reference(session, KEYER, digits, None, "192.0.2.9", NOW)
    )
    assert isinstance(found, Booking)
    assert found.id == booked.id
    stranger = Browser("another", "192.0.2.1", browser.contact_id)
    assert web_bookings.reference(KEYER, stranger, booked) is None


def test_a_browser_with_another_secret_confirms_nothing(database: Database) -> None:
    kuhmo = Kuhmo(database)
    held = hold(kuhmo, Browser("a", "192.0.2.1"), kuhmo.nine)

    assert confirm(kuhmo, a_citizen(kuhmo, "b"), held) == "gone"
    assert confirm(kuhmo, Browser("a", "192.0.2.1"), held) == "gone", "no number was proven"


def test_from_one_address_six_are_held_and_then_one_in_two_minutes(database: Database) -> None:
    kuhmo = Kuhmo(database, places=20)

    def want(one: int, now: datetime = NOW) -> bool:
        browser = Browser(f"t{one}", "192.0.2.1")
        return isinstance(hold(kuhmo, browser, kuhmo.nine, now), Booking)

    assert together(10, want).count(True) == 6
    later = NOW + span("2 min")
    assert [want(10, later), want(11, later)] == [True, False]
    elsewhere = Browser("t12", "198.51.100.7")
    assert isinstance(hold(kuhmo, elsewhere, kuhmo.nine), Booking)


def test_from_many_addresses_a_diary_is_never_held_as_a_whole(database: Database) -> None:
    kuhmo = Kuhmo(database, places=60)
    answers = [hold(kuhmo, Browser(f"t{one}", f"192.0.2.{one}"), kuhmo.nine) for one in range(45)]

    assert sum(isinstance(one, Booking) for one in answers) == web_bookings.OF_ALL.tries
    assert isinstance(hold(kuhmo, a_citizen(kuhmo, "proven"), kuhmo.nine), Booking)


def test_a_callback_says_how_many_are_ahead_in_her_language(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        hers = make.a_callback(session, line, waiting="20 min")
        for waiting in ("50 min", "30 min", "10 min"):
            make.a_callback(session, line, waiting=waiting)
        make.a_callback(session, line, waiting="40 min", language="sv")
        make.a_callback(session, line, waiting="45 min", state="done", ended_at=NOW)

    with database.reading() as session:
        outlook = own_things.outlook(session, session.merge(hers), "fi", NOW)
    assert (outlook.ahead, outlook.promised) == (2, False)


def test_the_language_is_changed_once_however_often_it_is_pressed(database: Database) -> None:
    with database.writing() as session:
        hers = make.a_callback(session, make.an_open_line(session))
    who = Who(hers.contact_id, frozenset())

    def speak(_: int) -> bool:
        with database.writing() as session:
            mine = own_things.request(session, who, hers.public_id)
            assert mine
            return own_things.speak(session, mine, "sv", NOW)

    assert together(4, speak).count(True) == 1
    with database.reading() as session:
        assert standing_language(session, hers.line_id, hers.contact_id) == "sv"


def standing_language(session: Session, line_id: int, contact_id: int) -> str:
    found = callbacks.standing(session, line_id, contact_id)
    assert found
    return found.language
