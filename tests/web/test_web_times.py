"""A phone time or a visit is booked on our pages: held first, then proven, then hers."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Event, Message, Promise, Proof, Slot, Task
from ivr.services import proofs, sweeps
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.diaries import FRIDAY
from tests.web.booker import KUHMO, REFERENCE, at_an_office, bookings, confirm, hold
from tests.web.proofs import Citizen

pytestmark = only_sqlite


@pytest.fixture
def citizen(app: Flask, database: Database) -> Citizen:
    return at_an_office(app, database)


def test_the_places_say_where_when_and_what_to_bring(citizen: Citizen) -> None:
    page = citizen.get("/book/time/visit/").text

    assert "Torikatu 1" in page
    assert "pe klo 9.00–16.00" in page
    assert "henkilötodistus" in page
    assert 'href="/book/time/visit/kuhmo/sv/"' in page
    assert 'href="/book/time/visit/kuhmo/en/"' not in page


def test_a_time_is_held_before_the_number_is_proven_and_then_booked(
    citizen: Citizen, database: Database
) -> None:
    assert hold(citizen).location == "/book/time/held/"
    assert "Pidämme ajan sinulle kello 10.10 asti (10 min)." in citizen.get("/book/time/held/").text
    assert citizen.get("/book/time/number/").location == "/book/number"
    citizen.post("/book/number", number=make.CITIZEN)
    assert citizen.post("/book/number/digits", digits=citizen.code()).location == "/book/time/held/"

    assert confirm(citizen).location == "/book/time/booked/"

    [booking] = bookings(database)
    assert (booking.state, booking.starts_at, booking.channel) == ("booked", FRIDAY, "web")
    assert booking.number_source == "web"
    assert f"koodi {booking.code}" in " ".join(citizen.texts())
    with database.reading() as session:
        moves = session.scalars(select(Event).where(Event.subject == "booking")).all()
        assert [(one.to_state, one.actor) for one in moves] == [
            ("held", "citizen"),
            ("booked", "citizen"),
        ]


def test_the_confirmation_tells_all_and_the_code_stands_in_the_text_alone(
    citizen: Citizen, database: Database
) -> None:
    hold(citizen.proves())
    confirm(citizen)

    page = citizen.get("/book/time/booked/").text
    [booking] = bookings(database)
    for words in ("Perjantai 27. marraskuuta 2026 klo 9.00", "Torikatu 1", "henkilötodistus"):
        assert words in page
    assert not re.search(rf"\b{booking.code}\b", page)
    assert booking.reference_key
    assert re.search(REFERENCE, page)


def test_a_landline_gets_no_text_and_is_shown_its_code(citizen: Citizen, app: Flask) -> None:
    hold(citizen)
    landline = proves_by_ring(citizen, app)
    confirm(landline)

    [booking] = bookings(citizen.database)
    assert f'<b class="nowrap">{booking.code}</b>' in landline.get("/book/time/booked/").text


def proves_by_ring(citizen: Citizen, app: Flask) -> Citizen:
    """She rings us and keys the digits that the page shows."""
    citizen.post("/book/number", number="08 123 4567")
    with citizen.database.writing() as session:
        proof = session.scalars(select(Proof)).one()
        keyer = app.extensions["takaisinsoitto"].exchange.keyer
        digits = proofs.digits(keyer, proof)
        assert proofs.prove_by_ring(session, keyer, proof.contact_id, digits, make.NOW)
    return citizen


def test_the_same_form_twice_books_once_and_shows_the_same_digits(
    citizen: Citizen, database: Database
) -> None:
    hold(citizen.proves())
    public_id = bookings(database)[0].public_id

    answers = [citizen.post("/book/time/held/", held=public_id).location for _ in range(2)]
    told = [re.findall(REFERENCE, citizen.get("/book/time/booked/").text) for _ in range(2)]

    assert answers == ["/book/time/booked/"] * 2
    assert len(told[0]) == 1
    assert told[0] == told[1]
    assert [one.state for one in bookings(database)] == ["booked"]
    assert citizen.get("/book/time/held/").location == "/book/time/booked/"


def test_a_browser_holds_one_time_and_sees_it_as_its_own(
    citizen: Citizen, database: Database
) -> None:
    with database.writing() as session:
        for slot in session.scalars(select(Slot).where(Slot.starts_at == FRIDAY)):
            slot.capacity = 1
    hold(citizen)
    assert "varattuna sinulle" in citizen.get(KUHMO).text
    assert hold(citizen).location == "/book/time/held/", "its own time shuts it out"

    hold(citizen, which=2)
    assert [one.state for one in bookings(database)] == ["released", "held"]


def test_choosing_the_same_time_again_does_not_hold_it_for_longer(
    citizen: Citizen, database: Database, clock: Settable
) -> None:
    hold(citizen)
    until = bookings(database)[0].held_until
    clock.advance(minutes=9)
    hold(citizen)

    assert [one.held_until for one in bookings(database)] == [until]


def test_what_has_expired_is_hers_if_it_still_is_free(
    citizen: Citizen, database: Database, clock: Settable
) -> None:
    hold(citizen.proves())
    clock.advance(minutes=11)
    sweeps.run(database, sweeps.HOLDS, clock.now())
    assert "Emme enää pidä tätä aikaa" in citizen.get("/book/time/held/").text

    assert confirm(citizen).location == "/book/time/booked/"
    assert [one.state for one in bookings(database)] == ["released", "booked"]


def test_what_somebody_took_meanwhile_leads_to_other_times_and_keeps_what_was_ticked(
    citizen: Citizen, database: Database, clock: Settable
) -> None:
    hold(citizen.proves())
    public_id = bookings(database)[0].public_id
    clock.advance(minutes=11)
    sweeps.run(database, sweeps.HOLDS, clock.now())
    with database.writing() as session:
        for slot in session.scalars(select(Slot).where(Slot.starts_at == FRIDAY)):
            slot.capacity = 0

    answer = citizen.post("/book/time/held/", held=public_id, interpreter="on")

    assert answer.location == KUHMO
    page = citizen.get(KUHMO).text
    assert "Tämä aika ehdittiin varata" in page
    assert "9.30" in page
    hold(citizen)
    assert re.search(r'name="interpreter"[^>]* checked', citizen.get("/book/time/held/").text)


def test_an_interpreter_is_ordered_by_an_adviser(citizen: Citizen, database: Database) -> None:
    hold(citizen.proves())
    confirm(citizen, interpreter="on")

    with database.reading() as session:
        assert [one.kind for one in session.scalars(select(Task))] == ["interpreter"]
    assert "tilaamme tulkin" in citizen.get("/book/time/booked/").text


def test_a_phone_time_is_booked_in_the_language_that_was_chosen(
    citizen: Citizen, database: Database
) -> None:
    hold(citizen.proves(), "/book/time/phone_time/general/sv/")
    confirm(citizen)

    [booking] = bookings(database)
    assert (booking.kind, booking.language, booking.state) == ("phone_time", "sv", "booked")
    with database.reading() as session:
        texts = session.scalars(select(Message).where(Message.booking_id == booking.id)).all()
        assert {text.language for text in texts} == {"sv"}
        assert session.scalars(select(Promise.channel)).all() == ["web"]


def test_who_has_enough_bookings_is_led_to_them(citizen: Citizen, database: Database) -> None:
    citizen.proves()
    for which in (1, 2):
        hold(citizen, which=which)
        confirm(citizen)
    hold(citizen, which=3)

    assert confirm(citizen).location == "/own"
    assert "niin monta varausta" in citizen.get("/own").text


def test_nobody_empties_the_diary_by_holding(
    app: Flask, citizen: Citizen, database: Database
) -> None:
    """Each browser holds one time; from one address so many are held, until a number is proven."""
    browsers = [Citizen.at(app, database) for _ in range(9)]
    answers = [hold(one).location for one in browsers]

    assert answers == ["/book/time/held/"] * 6 + [KUHMO] * 3
    assert "vahvista ensin numerosi" in browsers[-1].get(KUHMO).text
    assert browsers[-1].get(f"{KUHMO}number").location == "/book/number"
    browsers[-1].proves()
    assert hold(browsers[-1]).location == "/book/time/held/"
    assert [one.state for one in bookings(database)] == ["held"] * 7


def test_another_time_gives_the_held_one_back_at_once(citizen: Citizen, database: Database) -> None:
    hold(citizen)

    assert citizen.post("/book/time/held/end").location == KUHMO
    assert [one.state for one in bookings(database)] == ["released"]


def test_a_time_of_another_place_can_not_be_held_here(citizen: Citizen, database: Database) -> None:
    slots = re.findall(r'name="slot" value="(\d+)"', citizen.get(KUHMO).text)
    phone = citizen.post("/book/time/phone_time/general/fi/", slot=slots[0])

    assert phone.status_code == 400
    assert citizen.get("/book/time/visit/nowhere/fi/").status_code == 404
    assert citizen.get("/book/time/visit/kuhmo/en/").status_code == 404
    assert bookings(database) == []


def test_another_browser_can_not_confirm_what_this_one_holds(
    app: Flask, citizen: Citizen, database: Database
) -> None:
    hold(citizen)
    thief = Citizen.at(app, database).proves("0405550000")

    thief.post("/book/time/held/", held=bookings(database)[0].public_id)

    assert [one.state for one in bookings(database)] == ["held"]
