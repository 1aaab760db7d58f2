"""A supervisor's decision on one callback: looked at twice, made once, written down."""

import pytest
from flask import Flask

from ivr.db import Database
from ivr.models import Callback, Event, Line
from tests import make
from tests.conftest import only_sqlite
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

DECISIONS = {
    "waiting": "Palautetaanko jonoon?",
    "done": "Merkitäänkö hoidetuksi?",
    "refused": "Jätetäänkö soittamatta?",
    "cancelled": "Perutaanko soittopyyntö?",
}

WHY = {"how": "phone", "why": "duplicate"}
"""Of every form what it may need."""


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


def ask(database: Database, state: str) -> str:
    with database.writing() as session:
        line = session.query(Line).one()
        return make.a_callback(session, line, state=state, epoch=1).public_id


def state(database: Database, public_id: str) -> str:
    with database.reading() as session:
        return session.query(Callback).filter_by(public_id=public_id).one().state


@pytest.mark.parametrize(("to", "question"), DECISIONS.items())
def test_what_needs_a_person_is_decided_after_a_second_look(
    database: Database, saara: Visitor, to: str, question: str
) -> None:
    row = ask(database, "needs_human")
    assert f'href="/callback/{row}/{to}/"' in saara.get(f"/callback/{row}/").text

    assert question in saara.get(f"/callback/{row}/{to}/").text
    assert state(database, row) == "needs_human"

    assert saara.post(f"/callback/{row}/{to}/", **WHY).location == "/queue"
    assert state(database, row) == to
    with database.reading() as session:
        last = session.query(Event).order_by(Event.id.desc()).first()
        assert last
        assert last.actor.startswith("supervisor:")


@pytest.mark.parametrize("here", ["waiting", "ready", "paused"])
def test_what_nobody_has_in_hand_can_only_be_ended(
    database: Database, saara: Visitor, here: str
) -> None:
    row = ask(database, here)

    page = saara.get(f"/callback/{row}/").text

    for to in ("done", "cancelled"):
        assert f"/callback/{row}/{to}/" in page
    for to in ("waiting", "refused"):
        assert f"/callback/{row}/{to}/" not in page
        assert saara.get(f"/callback/{row}/{to}/").location == f"/callback/{row}/"
        assert saara.post(f"/callback/{row}/{to}/").location == f"/callback/{row}/"
    assert state(database, row) == here


@pytest.mark.parametrize("to", ["done", "cancelled"])
@pytest.mark.parametrize("fields", [{}, {"why": "", "how": "luck"}])
def test_nothing_ends_without_a_reason(
    database: Database, saara: Visitor, to: str, fields: dict[str, str]
) -> None:
    row = ask(database, "ready")

    assert saara.post(f"/callback/{row}/{to}/", **fields).status_code == 400
    assert state(database, row) == "ready"


@pytest.mark.parametrize("here", ["offered", "dialling", "talking", "unfiled", "done", "cancelled"])
def test_what_is_dialled_or_over_can_t_be_touched(
    database: Database, saara: Visitor, here: str
) -> None:
    row = ask(database, here)

    for to in DECISIONS:
        saara.post(f"/callback/{row}/{to}/", **WHY)

    assert state(database, row) == here
    assert "Tilanne ehti muuttua" in saara.get(f"/callback/{row}/").text


def test_who_decides_second_is_told_that_things_have_changed(
    app: Flask, database: Database, saara: Visitor
) -> None:
    row, other = ask(database, "needs_human"), logged_in(app, "saara")
    other.get(f"/callback/{row}/done/")
    saara.post(f"/callback/{row}/done/", **WHY)

    late = other.post(f"/callback/{row}/refused/")

    assert late.location == f"/callback/{row}/"
    assert "Tilanne ehti muuttua" in other.get(late.location).text
    assert state(database, row) == "done"


def test_there_are_no_other_decisions_and_no_other_callbacks(
    database: Database, saara: Visitor
) -> None:
    row = ask(database, "needs_human")

    assert saara.post(f"/callback/{row}/dialling/").status_code == 400
    assert saara.get("/callback/nothing/").status_code == 404
    assert saara.get("/callback/nothing/done/").status_code == 404


def test_a_callback_shows_its_whole_history(database: Database, saara: Visitor) -> None:
    row = ask(database, "needs_human")
    saara.post(f"/callback/{row}/waiting/")

    page = saara.get(f"/callback/{row}/").text

    assert "vaatii päätöksen → odottaa aikaa (päätetty) – saara" in page
