"""What a supervisor does with one callback: its turn, its time, its number; and the way back."""

import re

import pytest
from flask import Flask

from ivr.db import Database
from ivr.models import Callback, Event, Line, Message, Promise, Staff
from tests import make
from tests.conftest import only_sqlite
from tests.make import NOW, at, span
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

LANDLINE = "+358914785263"
WAY = "?language=fi&state=ready"


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


def ask(database: Database, **values: object) -> str:
    """The path of a callback."""
    with database.writing() as session:
        line = session.query(Line).one()
        values = {"number": "+358401234567", **values}
        return f"/callback/{make.a_callback(session, line, **values).public_id}/"


def one(database: Database) -> Callback:
    with database.reading() as session:
        return session.query(Callback).one()


def told(callback: Callback, ago: str) -> Promise:
    """What was told last: that we call by so long ago."""
    until = NOW - span(ago)
    return Promise(
        callback_id=callback.id,
        from_at=until - span("2 h"),
        to_at=until,
        local_date=until.date(),
        form="window",
        words="…",
        language="fi",
        channel="spoken",
        told_at=NOW,
    )


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("act", "opposite", "mark"),
    [
        ("next", "in_turn", '<span class="mark">Soitetaan seuraavaksi</span>'),
        ("urgent", "not_urgent", '<span class="mark">Kiireellinen</span>'),
        ("pause", "resume", "keskeytetty, 0 min"),
    ],
)
def test_an_act_is_done_at_once_and_undone_in_the_same_place(
    database: Database, saara: Visitor, act: str, opposite: str, mark: str
) -> None:
    path = ask(database)
    page = saara.get(path).text
    assert f"{path}turn/{opposite}/" not in page

    assert saara.post(f"{path}turn/{act}/", seen=seen(page)).location == path
    page = saara.get(path).text
    assert mark in page
    assert f"{path}turn/{act}/" not in page

    saara.post(f"{path}turn/{opposite}/", seen=seen(page))
    page = saara.get(path).text
    assert mark not in page
    assert page.count("– saara") == 2


def test_the_list_says_why_it_is_where_it_is(database: Database, saara: Visitor) -> None:
    path = ask(database)
    saara.post(f"{path}turn/urgent/")
    assert (
        "Kiireellinen, siksi ensimmäisten joukossa: pyydetty klo 9.00" in saara.get("/queue").text
    )

    saara.post(f"{path}turn/next/")
    assert "Esihenkilö määräsi soitettavaksi seuraavaksi klo 10.00" in saara.get("/queue").text


def test_the_second_of_two_supervisors_is_told_that_things_have_changed(
    app: Flask, database: Database, saara: Visitor
) -> None:
    path, other = ask(database), logged_in(app, "saara")
    old = seen(other.get(path).text)
    saara.post(f"{path}turn/next/")

    other.post(f"{path}turn/pause/", seen=old)

    assert "Tilanne ehti muuttua, eikä mitään tehty" in other.get(path).text
    assert (one(database).state, one(database).next_at) == ("ready", NOW)


@pytest.mark.parametrize("state", ["offered", "talking", "unfiled", "done"])
def test_what_is_in_hand_offers_no_acts(database: Database, saara: Visitor, state: str) -> None:
    path = ask(database, state=state)
    page = saara.get(path).text
    for act in ("turn/", "move/", "renumber/", "cancelled/"):
        assert f"{path}{act}" not in page


def test_every_act_leads_back_to_what_was_sought(database: Database, saara: Visitor) -> None:
    path = ask(database)
    assert f'href="{path}{WAY}"'.replace("&", "&amp;") in saara.get(f"/queue{WAY}").text
    assert f'href="/queue{WAY}"'.replace("&", "&amp;") in saara.get(f"{path}{WAY}").text

    assert saara.post(f"{path}turn/next/{WAY}").location == f"{path}{WAY}"
    assert saara.post(f"{path}cancelled/{WAY}", why="asked").location == f"/queue{WAY}"


def test_nothing_else_is_carried_along(database: Database, saara: Visitor) -> None:
    path = ask(database)
    page = saara.get(f"{path}?next=https://evil.example&back=//evil.example&line=//evil").text
    assert "evil.example" not in page
    assert 'href="/queue?line=//evil"' in page


def test_it_is_moved_after_a_second_look_and_the_citizen_is_told(
    database: Database, saara: Visitor
) -> None:
    path = ask(database)
    fields = {"day": "25.11.2026", "part": "clock", "clock": "13.30", "why": "asked"}

    look = saara.post(f"{path}move/", **fields).text
    assert "Siirretäänkö soitto?" in look
    assert one(database).state == "ready"

    assert saara.post(f"{path}move/", **fields, sure="on", seen=seen(look)).location == path
    assert one(database).not_before == at("2026-11-25 13:30")
    with database.reading() as session:
        assert session.query(Message).one().kind == "put_off"
    assert "(siirretty asiakkaan toiveesta) – saara" in saara.get(path).text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"day": "", "part": "morning"}, 'id="day-wrong"'),
        ({"day": "25.11.2026", "part": "clock", "clock": "eilen"}, 'id="clock-wrong"'),
        ({"day": "25.11.2026", "part": "clock", "clock": "20"}, "Linja on suljettu tuona aikana"),
        ({"day": "24.11.2026", "part": "morning"}, "Aika on jo mennyt"),
        ({"day": "25.11.2026", "part": "morning"}, "Tekstiviestiä ei voi lähettää"),
    ],
)
def test_a_time_that_can_t_be_is_said_beside_its_field(
    database: Database, saara: Visitor, fields: dict[str, str], says: str
) -> None:
    path = ask(database, number=LANDLINE)

    answer = saara.post(f"{path}move/", **fields)

    assert answer.status_code == 400
    assert says in answer.text
    assert one(database).state == "ready"


def test_a_number_is_changed_after_a_second_look_at_all_of_it(
    database: Database, saara: Visitor
) -> None:
    path = ask(database)

    look = saara.post(f"{path}renumber/", number="0407654321").text
    assert "040 765 4321" in look
    assert "••67" in look
    assert "123 4567" not in look

    sent = {"number": "0407654321", "sure": "on", "seen": seen(look)}
    assert saara.post(f"{path}renumber/", **sent).location == path
    page = saara.get(path).text
    assert "••21" in page
    assert "(numero vaihdettu) – saara" in page


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("112", "Hätänumeroon ei soiteta."),
        ("0600123456", "Palvelunumeroihin ei soiteta."),
        ("", ""),
    ],
)
def test_a_forbidden_number_is_refused_in_words(
    database: Database, saara: Visitor, number: str, says: str
) -> None:
    path = ask(database)

    answer = saara.post(f"{path}renumber/", number=number)

    assert answer.status_code == 400
    assert says in answer.text
    assert 'id="number-wrong"' in answer.text


def test_how_late_it_is_is_said_in_words(database: Database, saara: Visitor) -> None:
    path = ask(database, waiting="30 h")
    with database.writing() as session:
        callback = session.query(Callback).one()
        session.add(told(callback, "10 min"))
    assert "Myöhässä: " in saara.get("/queue").text

    with database.writing() as session:
        callback = session.query(Callback).one()
        session.add(told(callback, "20 h"))
    assert "Lupaus on rikottu: " in saara.get("/queue").text
    assert path in saara.get("/queue").text


def test_an_agent_is_paused_for_a_reason_and_her_last_miss_is_told(
    database: Database, saara: Visitor
) -> None:
    with database.writing() as session:
        aino = session.query(Staff).filter_by(name="aino").one()
        aino.state, aino.missed_at, aino.misses = "ready", NOW - span("5 min"), 1
        agent = aino.public_id
    assert "Jätti viimeksi vastaamatta klo 9.55, peräkkäin 1" in saara.get("/queue").text

    sent = saara.post(f"/queue/agents/{agent}/{WAY}", wanted="paused:lunch")
    assert sent.location == f"/queue{WAY}"
    with database.reading() as session:
        aino = session.query(Staff).filter_by(name="aino").one()
        assert (aino.state, aino.state_reason) == ("paused", "lunch")
        assert session.query(Event).filter_by(subject="staff", cause="lunch").count() == 1
    assert saara.post(f"/queue/agents/{agent}/", wanted="paused:tired").status_code == 400
