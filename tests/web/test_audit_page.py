"""The page of the audit: a look begins with a form, is written down, and shows no whole number."""

import pytest
from flask import Flask

from ivr.db import Database
from ivr.services import events, seals
from tests import make
from tests.conftest import only_sqlite
from tests.make import NOW, span
from tests.web.conftest import Rows
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

WEEK = {"kind": "all", "actor": "", "of": "", "first": "2026-11-18", "last": "24.11.2026"}


@pytest.fixture(autouse=True)
def people(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def arvo(app: Flask) -> Visitor:
    return logged_in(app, "arvo")


def shown(visitor: Visitor, **sought: str) -> str:
    answer = visitor.post("/audit", **{**WEEK, **sought})
    assert answer.status_code == 303
    return visitor.get(answer.location).text


def test_it_opens_with_the_deeds_of_the_last_week_to_be_asked_for(arvo: Visitor) -> None:
    page = arvo.get("/audit").text

    assert 'value="2026-11-18"' in page
    assert 'value="2026-11-24"' in page
    assert '<option value="people" selected' in page
    assert "<table" not in page


def test_it_tells_how_far_the_journal_is_sealed(arvo: Visitor, database: Database) -> None:
    assert "Lokeja ei ole vielä sinetöity." in arvo.get("/audit").text
    with database.writing() as session:
        earlier = NOW - span("11 min")
        events.record(session, ("line", 1), "on", "off", "dials", "supervisor:1", earlier)
        made = seals.prepare(session, seals.Sealer("the secret of tests"), NOW)
        assert made
        assert seals.store(session, made)

    page = arvo.get("/audit").text

    assert "Lokit sinetöitiin viimeksi 24.11.2026 10.00.00." in page
    assert "Sinetti kattaa tapahtumat 24.11.2026 09.49.00 saakka" in page


def test_logins_are_shown_refused_ones_too(app: Flask, arvo: Visitor) -> None:
    Visitor.to(app).log_in("aino", "a wrong password")
    Visitor.to(app).log_in("what may be a password", "anything")

    page = shown(arvo, kind="logins")

    for told in ("torjuttu (väärä salasana)", "torjuttu (tuntematon käyttäjänimi)", "arvo"):
        assert told in page
    assert "what may be a password" not in page
    assert "24.11.2026 10.00.00" in page


def test_a_number_that_was_shown_is_told_of_masked(
    app: Flask, arvo: Visitor, database: Database
) -> None:
    with database.writing() as session:
        line = make.a_line(session, key="other")
        public_id = make.a_callback(session, line, number="+358401234567").public_id
    logged_in(app, "saara").post(f"/callback/{public_id}/number/", why="complaint")

    page = shown(arvo, kind="seen")

    assert "saara" in page
    assert "valitus" in page
    assert "1234567" not in page


def test_a_look_is_written_down_before_it_shows_anything(arvo: Visitor, rows: Rows) -> None:
    before = rows("event")["event"]

    assert "Lokit" in shown(arvo, kind="settings")

    assert len(rows("event")["event"]) == len(before) + 1
    assert "katsottu (näytetyt numerot, tiedostot ja lokien katselu)" in shown(arvo, kind="seen")


def test_nobody_looks_by_another_s_address_or_one_made_up(app: Flask, arvo: Visitor) -> None:
    address = arvo.post("/audit", **WEEK).location
    assert arvo.get(address).status_code == 200

    iida = logged_in(app, "iida")
    for made_up in (address, "/audit/found/t/", address + "before/7/"):
        assert iida.get(made_up).location == "/audit"


@pytest.mark.parametrize(
    ("sought", "told"),
    [
        ({"first": "tomorrow"}, "Kirjoita päivä"),
        ({"last": "2026-11-01"}, "Päättymispäivän pitää olla"),
        ({"of": "nothing"}, "Tällaista soittopyyntöä tai varausta ei ole."),
        ({"actor": "king:1"}, "Täytä tämä."),
        ({"kind": "secrets"}, "Täytä tämä."),
    ],
)
def test_what_can_t_be_sought_is_said(arvo: Visitor, sought: dict[str, str], told: str) -> None:
    answer = arvo.post("/audit", **{**WEEK, **sought})

    assert answer.status_code == 400
    assert told in answer.text
