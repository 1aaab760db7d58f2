"""The drawn dialogue: every step with its words, and the calls that are in it now."""

import pytest
from flask import Flask

from ivr.db import Database
from ivr.models import Line
from tests import make
from tests.conftest import only_sqlite
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite


@pytest.fixture
def saara(app: Flask, database: Database) -> Visitor:
    hire(database)
    return logged_in(app, "saara")


def call(database: Database, step: str) -> None:
    with database.writing() as session:
        make.a_call(session, session.query(Line).one(), state={"step": step})


def test_the_calls_stand_in_the_drawing_and_in_the_table(
    saara: Visitor, database: Database
) -> None:
    call(database, "main")
    call(database, "main")

    page = saara.get("/dialogue").text

    assert "Asiakkaan puhelu: 2 puhelua" in page
    assert 'id="now-main"' in page
    assert page.count('<strong class="calls">2 puhelua</strong>') == 1
    assert "Päävalikko." in page


def test_it_is_made_anew_only_when_a_call_has_moved(saara: Visitor, database: Database) -> None:
    tag = saara.get("/dialogue").headers["ETag"]
    assert saara.get("/dialogue", If_None_Match=tag).status_code == 304

    call(database, "main")
    assert saara.get("/dialogue", If_None_Match=tag).status_code == 200


def test_the_other_dialogues_are_drawn_too_and_no_others(saara: Visitor) -> None:
    assert saara.get("/dialogue/agent/").status_code == 200
    assert saara.get("/dialogue/nobody/").status_code == 404
