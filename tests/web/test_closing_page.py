"""Closing days: whom it hits is seen before it is stored, and nothing typed is lost."""

import pytest
from flask import Flask

from ivr.db import Database
from ivr.models import Event
from tests.conftest import only_sqlite
from tests.diaries import FRIDAY
from tests.make import span
from tests.web.visitors import Visitor, hire, logged_in
from tests.web.weeks import REASONS, Do, book, close, kuhmo_opens, seen, state

pytestmark = only_sqlite


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)
    kuhmo_opens(database)


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


def test_before_a_closure_is_stored_it_is_seen_whom_it_hits(do: Do, saara: Visitor) -> None:
    visit = do(lambda session: book(session, number="+358401234567"))

    look = close(saara, sure=False)

    assert look.status_code == 200
    assert "Peruuntuu käyntejä: 1, puhelinaikoja: 0." in look.text
    assert "pe 27.11. klo 9.00" in look.text
    assert "+358 40 ••• ••67" in look.text
    assert do(lambda session: state(session, visit)) == "booked"
    assert "Poikkeuksia ei ole tiedossa." in saara.get("/calendar").text


def test_after_the_second_look_it_is_stored_with_who_did_it(do: Do, saara: Visitor) -> None:
    visit = do(book)

    answer = close(saara)

    assert answer.location == "/calendar"
    assert do(lambda session: state(session, visit)) == "displaced"
    assert "Uusi aika sovittava: 1" in saara.get("/calendar").text
    events = do(lambda session: session.query(Event).filter_by(subject="closure").all())
    assert [(one.to_state, one.actor.partition(":")[0]) for one in events] == [
        ("closed", "supervisor")
    ]


def test_who_books_between_the_two_looks_is_seen_in_a_third(do: Do, saara: Visitor) -> None:
    look = close(saara, sure=False)
    assert "Kenenkään varattu aika ei peruunnu." in look.text
    mark = seen(look.text)
    visit = do(book)

    typed = {"whose": "all", "first": "2026-11-27", **REASONS, "seen": mark}
    again = saara.post("/calendar/closing/", **typed)

    assert "Varaukset ehtivät muuttua." in again.text
    assert "Peruuntuu käyntejä: 1" in again.text
    assert do(lambda session: state(session, visit)) == "booked"


def test_a_shortened_day_hits_only_those_outside_its_hours(do: Do, saara: Visitor) -> None:
    early, late = do(lambda session: [book(session), book(session, FRIDAY + span("5 h"))])

    close(saara, whose="point:kuhmo", opens="9.00", closes="12.00")

    assert do(lambda session: state(session, early)) == "booked"
    assert do(lambda session: state(session, late)) == "displaced"
    assert "9.00–12.00, remontti" in saara.get("/calendar").text


def test_a_range_closes_its_working_days(saara: Visitor) -> None:
    look = close(saara, sure=False, first="2026-12-03", last="8.12.2026")
    for day in ("to 3.12.", "pe 4.12.", "ma 7.12.", "ti 8.12."):
        assert day in look.text
    assert "la 5.12." not in look.text

    close(saara, first="2026-12-03", last="8.12.2026")

    assert "tallennettu päiville: 4" in saara.get("/calendar").text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"reason.sv": ""}, "Täytä tämä."),
        ({"reason.fi": "x" * 81}, "Enintään 80 merkkiä."),
        ({"first": "huomenna"}, "Kirjoita päivä"),
        ({"first": "2026-11-23"}, "Päivä on jo mennyt."),
        ({"first": "2026-11-28"}, "Viikonloppuna on aina suljettu."),
        ({"last": "2026-11-26"}, "Viimeinen päivä voi olla"),
        ({"last": "2027-11-26"}, "Viimeinen päivä voi olla"),
        ({"opens": "9.00"}, "Kirjoita kellonaika"),
        ({"opens": "12", "closes": "9"}, "Loppuajan pitää olla alkuajan jälkeen."),
        ({"opens": "8", "closes": "12"}, "Ajan pitää olla välillä 9.00–16.00."),
        ({"whose": "point:nowhere"}, "Täytä tämä."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    saara: Visitor, fields: dict[str, str], told: str
) -> None:
    answer = close(saara, sure=False, **fields)

    assert answer.status_code == 400
    assert told in answer.text
    assert 'role="alert"' in answer.text
    for typed in {**REASONS, **fields}.values():
        assert f'value="{typed[:80]}' in answer.text or typed == "point:nowhere"


def test_a_date_that_has_a_closure_is_not_closed_twice(saara: Visitor) -> None:
    close(saara)

    again = close(saara, sure=False, first="2026-11-26", last="2026-11-30")

    assert again.status_code == 400
    assert "Päivällä pe 27.11. on jo poikkeus." in again.text
    assert close(saara, whose="point:kuhmo").location == "/calendar"


def test_from_the_second_look_a_way_leads_back_to_the_form(saara: Visitor) -> None:
    typed = {"whose": "point:kuhmo", "first": "2026-11-27", **REASONS, "again": "on"}

    back = saara.post("/calendar/closing/", **typed)

    assert back.status_code == 200
    assert 'value="renovering"' in back.text
    assert '<option value="point:kuhmo" selected>' in back.text


def test_the_form_begins_with_the_date_it_was_asked_for_on(saara: Visitor) -> None:
    assert "/calendar/2026-11-27/closing/" in saara.get("/calendar/2026-11-27/").text
    assert 'value="2026-11-27"' in saara.get("/calendar/2026-11-27/closing/").text
    assert saara.get("/calendar/yesterday/closing/").status_code == 404


def test_a_closure_is_removed_after_a_second_look(do: Do, saara: Visitor) -> None:
    visit = do(book)
    close(saara)
    path = saara.get("/calendar").text.partition('href="/calendar/closures/')[2].partition('"')[0]

    look = saara.get(f"/calendar/closures/{path}")
    assert "Poistetaanko poikkeus?" in look.text
    mark = seen(look.text)
    assert saara.post(f"/calendar/closures/{path}", seen=mark).location == "/calendar"

    page = saara.get("/calendar").text
    assert "Poikkeuksia ei ole tiedossa." in page
    assert "aikoja vapaana 42, varattu 0" in page
    assert do(lambda session: state(session, visit)) == "displaced"
    assert saara.get(f"/calendar/closures/{path}").status_code == 404
