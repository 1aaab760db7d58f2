"""A citizen sees, moves and cancels what she has; nobody else learns that she has anything."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from flows.rules.estimate import Promise
from ivr.db import Database
from ivr.models import Callback, Contact, Event
from ivr.services import lines, promises
from ivr.services.promises import Told
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.diaries import FRIDAY
from tests.make import NOW, span
from tests.web.booker import KUHMO, at_an_office, bookings, books, confirm, hold
from tests.web.conftest import Rows
from tests.web.proofs import Citizen

pytestmark = only_sqlite

CLOSED = "Näitä tietoja ei voi nyt näyttää."


@pytest.fixture
def citizen(app: Flask, database: Database) -> Citizen:
    return at_an_office(app, database).proves()


@pytest.fixture
def another(app: Flask, database: Database) -> Citizen:
    return Citizen.at(app, database)


def asks(citizen: Citizen, **values: Any) -> str:
    """She has asked for a call; where that is found."""
    with citizen.database.writing() as session:
        contact = session.scalars(select(Contact).where(Contact.number == make.CITIZEN)).one()
        row = make.a_callback(session, lines.default(session), contact=contact, **values)
        return f"/own/request/{row.public_id}/"


def test_whose_number_is_proven_sees_what_it_has(citizen: Citizen, another: Citizen) -> None:
    books(citizen)
    assert "Käynti pe 27.11. klo 9.00, Kuhmo" in another.proves().get("/own").text


def test_whoever_has_proven_another_number_sees_nothing(citizen: Citizen, another: Citizen) -> None:
    place, _ = books(citizen)
    another.proves("0405550000")

    assert "ei ole varauksia eikä soittopyyntöjä" in another.get("/own").text
    for path in (
        place,
        f"{place}cancel/",
        f"{place}move/",
        f"{place}calendar.ics",
        "/own/booking/x/",
    ):
        assert another.get(path).location == "/own"
        assert CLOSED in another.get("/own").text
    for act in ("cancel/", "move/", "move/look/", "code"):
        assert another.post(f"{place}{act}", slot="1", held="x", code="1234").location == "/own"
    assert bookings(citizen.database)[0].state == "booked"


def test_eight_digits_open_it_without_any_number(citizen: Citizen, another: Citizen) -> None:
    place, digits = books(citizen)

    assert another.post("/own", reference=f"{digits[:4]} {digits[4:]}").location == place
    assert "Peru aika" in another.get(place).text
    assert "Käynti pe 27.11." in another.get("/own").text


def test_wrong_digits_tell_nothing_and_soon_not_even_that_they_are_wrong(
    citizen: Citizen, another: Citizen
) -> None:
    _, digits = books(citizen)
    wrong = f"{(int(digits) + 1) % 10**8:08}"

    pages = [another.post("/own", reference=wrong) for _ in range(6)]
    assert {page.status_code for page in pages} == {400}
    assert "eivät täsmänneet" in pages[0].text
    assert "ei voi nyt enää kokeilla" in pages[5].text
    assert another.post("/own", reference=digits).status_code == 400


def test_what_digits_have_opened_is_closed_after_a_while_and_when_she_is_done(
    citizen: Citizen, another: Citizen, clock: Settable
) -> None:
    place, digits = books(citizen)
    another.post("/own", reference=digits)
    clock.advance(minutes=31)
    assert another.get(place).location == "/own"

    another.post("/own", reference=digits)
    another.post("/book/number/end")
    assert another.get(place).location == "/own"


def test_the_number_alone_may_look_and_the_code_of_the_text_may_change(
    citizen: Citizen, another: Citizen
) -> None:
    place, _ = books(citizen)
    code = bookings(citizen.database)[0].code or ""
    another.proves()
    assert "Peru aika" not in another.get(place).text
    assert another.get(f"{place}cancel/").location == "/own"
    assert another.post(f"{place}cancel/").location == "/own"

    wrong = another.post(f"{place}code", code=f"{(int(code) + 1) % 10**4:04}")
    assert (wrong.status_code, "eivät täsmänneet" in wrong.text) == (400, True)
    assert another.post(f"{place}code", code=code).location == place
    assert "Peru aika" in another.get(place).text


def test_ten_wrong_codes_are_enough_for_a_day_here_and_on_the_telephone(
    citizen: Citizen, another: Citizen
) -> None:
    place, _ = books(citizen)
    code = bookings(citizen.database)[0].code or ""
    wrong = f"{(int(code) + 1) % 10**4:04}"
    another.proves()

    pages = [another.post(f"{place}code", code=wrong).text for _ in range(11)]

    assert "ei voi nyt enää kokeilla" in pages[10]
    assert another.post(f"{place}code", code=code).status_code == 400


def test_it_is_moved_after_a_second_look_and_the_old_time_stays_until_then(
    citizen: Citizen, database: Database
) -> None:
    place, _ = books(citizen)
    assert hold(citizen, f"{place}move/", 3).location == f"{place}move/look/"
    look = citizen.get(f"{place}move/look/").text
    assert "Pe 27.11.2026 klo 9.00" in look
    assert "Pe 27.11.2026 klo 10.00" in look
    assert bookings(database)[0].starts_at == FRIDAY

    held = re.search(r'name="held" value="(\w+)"', look)
    assert held
    answers = [citizen.post(f"{place}move/look/", held=held[1]).location for _ in range(2)]

    assert answers == [place, place]
    moved, released = bookings(database)
    assert (moved.starts_at, moved.version) == (FRIDAY + span("1 h"), 1)
    assert released.state == "released"
    assert "siirretty" in citizen.get(place).text


def test_it_is_cancelled_after_a_second_look_and_free_at_once(
    citizen: Citizen, database: Database
) -> None:
    place, _ = books(citizen)
    assert "Haluatko varmasti perua ajan?" in citizen.get(f"{place}cancel/").text
    assert bookings(database)[0].state == "booked"

    answers = [citizen.post(f"{place}cancel/").location for _ in range(2)]

    assert answers == [f"{place}cancelled/"] * 2
    [cancelled] = bookings(database)
    assert (cancelled.state, cancelled.seat) == ("cancelled", None)
    with database.reading() as session:
        of_it = select(Event).where(Event.subject == "booking").order_by(Event.id.desc())
        told = session.scalars(of_it.limit(1)).one()
        assert (told.to_state, told.cause, told.actor) == ("cancelled", "cancelled_web", "citizen")


def test_whoever_cancelled_by_mistake_gets_the_same_time_back_if_it_is_free(
    citizen: Citizen, database: Database
) -> None:
    place, first = books(citizen)
    citizen.post(f"{place}cancel/")
    page = citizen.get(f"{place}cancelled/").text
    slot = re.search(r'name="slot" value="(\d+)"', page)
    assert slot

    assert citizen.post(KUHMO, slot=slot[1]).location == "/book/time/held/"
    confirm(citizen)

    assert [(one.state, one.starts_at) for one in bookings(database)] == [
        ("cancelled", FRIDAY),
        ("booked", FRIDAY),
    ]
    again = re.search(r"(\d{4}) (\d{4})</b>", citizen.get("/book/time/booked/").text)
    assert again
    assert "".join(again.groups()) != first


def test_it_goes_into_her_own_calendar_without_a_topic(citizen: Citizen) -> None:
    place, _ = books(citizen)

    answer = citizen.get(f"{place}calendar.ics")

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=varattu-aika.ics"
    read = answer.text.replace("\r\n ", "")
    assert "DTSTART:20261127T070000Z\r\n" in read
    assert "SUMMARY:Varattu aika: Virasto\r\n" in read
    assert "LOCATION:Kuhmo\\, Torikatu 1\r\n" in read


def test_a_callback_tells_its_promise_and_honestly_who_is_ahead(citizen: Citizen) -> None:
    place = asks(citizen, waiting="20 min")
    with citizen.database.writing() as session:
        row = session.scalars(select(Callback)).one()
        told = Told(Promise(NOW, NOW + span("2 h"), "window"), "…", today=True)
        promises.tell(session, row, told, "web", NOW)
        make.a_callback(session, row.line, waiting="30 min")
        make.a_callback(session, row.line, waiting="10 min")
        make.a_callback(session, row.line, waiting="40 min", language="sv")

    page = citizen.get(place).text
    assert "Soitamme sinulle tänään kello kymmenen ja kahdentoista välillä." in page
    assert "1." in page


def test_what_was_promised_and_is_over_is_told_as_it_looks_now(citizen: Citizen) -> None:
    page = citizen.get(asks(citizen)).text

    assert "Nyt näyttää siltä, että soitamme" in page


def test_a_callback_is_cancelled_after_a_second_look(citizen: Citizen) -> None:
    place = asks(citizen)
    assert "Menetät paikkasi jonossa" in citizen.get(f"{place}cancel/").text

    assert citizen.post(f"{place}cancel/").location == "/own"
    assert "Soittopyyntösi on peruttu." in citizen.get("/own").text
    assert citizen.get(place).location == "/own"
    with citizen.database.reading() as session:
        assert session.scalars(select(Callback)).one().state == "cancelled"


def test_while_her_telephone_rings_a_callback_is_not_cancelled(citizen: Citizen) -> None:
    place = asks(citizen, state="dialling")

    citizen.post(f"{place}cancel/")

    assert "Soitamme sinulle juuri nyt." in citizen.get("/own").text
    assert "Peru soittopyyntö" not in citizen.get(place).text


def test_the_language_of_the_call_changes_and_the_place_stays(citizen: Citizen) -> None:
    place = asks(citizen, waiting="20 min")

    assert citizen.post(f"{place}language", language="sv").location == place

    with citizen.database.reading() as session:
        row = session.scalars(select(Callback)).one()
        assert (row.language, row.lane, row.arrived_at) == (
            "sv",
            "general/sv/callback",
            NOW - span("20 min"),
        )
    citizen.post(f"{place}language", language="xx")
    assert "Mikään ei muuttunut." in citizen.get(place).text


def test_another_s_callback_is_neither_shown_nor_ended(citizen: Citizen, another: Citizen) -> None:
    place = asks(citizen)
    another.proves("0405550000")

    for path in (place, f"{place}cancel/", "/own/request/x/"):
        assert another.get(path).location == "/own"
    for act in ("cancel/", "language"):
        assert another.post(f"{place}{act}", language="sv").location == "/own"
    with citizen.database.reading() as session:
        row = session.scalars(select(Callback)).one()
        assert (row.ended_at, row.language) == (None, "fi")


def test_looking_changes_nothing(citizen: Citizen, rows: Rows) -> None:
    place, _ = books(citizen)
    asked = asks(citizen)
    hold(citizen, f"{place}move/", 3)
    before = rows()

    for path in (
        *("/own", "/book/time/held/", "/book/time/booked/", KUHMO, "/book/time/visit/"),
        *(f"{place}{page}" for page in ("", "move/", "move/look/", "cancel/", "calendar.ics")),
        *(asked, f"{asked}cancel/"),
    ):
        assert citizen.get(path).status_code == 200, path

    assert rows() == before
