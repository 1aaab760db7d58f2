"""What a supervisor does with one callback: lets an agent have it first, and sees its number."""

import pytest
from flask import Flask

from ivr.db import Database
from ivr.models import Callback, Event, Line, Staff
from tests import make
from tests.conftest import only_sqlite
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite


@pytest.fixture(autouse=True)
def row(app: Flask, database: Database) -> str:
    """The path of a callback that is due."""
    hire(database)
    with database.writing() as session:
        line = session.query(Line).one()
        callback = make.a_callback(session, line, number="+358401234567")
        return f"/callback/{callback.public_id}/"


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


@pytest.fixture
def aino(app: Flask, database: Database, row: str) -> str:
    with database.reading() as session:
        return session.query(Staff).filter_by(name="aino").one().public_id


def first(database: Database) -> int | None:
    with database.reading() as session:
        return session.query(Callback).one().for_staff_id


def set_state(database: Database, state: str) -> None:
    with database.writing() as session:
        session.query(Callback).one().state = state


def test_an_agent_is_chosen_and_the_choice_undone_on_the_same_page(
    database: Database, saara: Visitor, row: str, aino: str
) -> None:
    assert f'<option value="{aino}">' in saara.get(row).text

    assert saara.post(f"{row}agent/", agent=aino).location == row
    page = saara.get(row).text
    assert "Tarjotaan ensin: aino. Voit perua tämän alta." in page
    assert f'action="{row}anyone/"' in page
    assert "(neuvojalle ensin) – saara" in page
    assert first(database) is not None

    assert saara.post(f"{row}anyone/").location == row
    page = saara.get(row).text
    assert "Pyynnön saa seuraava vapaa." in page
    assert "(kenelle vain) – saara" in page
    assert f'action="{row}anyone/"' not in page
    assert first(database) is None


@pytest.mark.parametrize("agent", ["", "nobody"])
def test_nobody_else_can_be_chosen(
    database: Database, saara: Visitor, row: str, agent: str
) -> None:
    assert saara.post(f"{row}agent/", agent=agent).status_code == 400
    assert first(database) is None


def test_what_somebody_has_in_hand_meanwhile_is_left_to_her(
    database: Database, saara: Visitor, row: str, aino: str
) -> None:
    set_state(database, "talking")

    for path, fields in ((f"{row}agent/", {"agent": aino}), (f"{row}anyone/", {})):
        assert saara.post(path, **fields).location == row
        page = saara.get(row).text
        assert "Tilanne ehti muuttua" in page
        assert 'name="agent"' not in page
    assert first(database) is None


def test_a_number_is_shown_once_to_whoever_says_why(
    database: Database, saara: Visitor, row: str
) -> None:
    shown = saara.post(f"{row}number/", why="complaint")

    assert "040 123 4567" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    page = saara.get(row).text
    assert "(numero näytetty: valitus) – saara" in page
    assert "123 4567" not in page


@pytest.mark.parametrize("why", ["", "curiosity"])
def test_without_a_reason_it_is_not_shown(
    database: Database, saara: Visitor, row: str, why: str
) -> None:
    answer = saara.post(f"{row}number/", why=why)

    assert answer.status_code == 400
    assert "4567" not in answer.text
    with database.reading() as session:
        assert session.query(Event).filter_by(subject="callback").count() == 0


def test_an_erased_number_is_neither_offered_nor_shown(
    database: Database, saara: Visitor, row: str
) -> None:
    with database.writing() as session:
        session.query(Callback).one().contact.number = None

    assert 'name="why"' not in saara.get(row).text
    assert saara.post(f"{row}number/", why="asked").status_code == 404


def test_an_auditor_sees_who_has_it_first_but_is_given_nothing_to_press(
    app: Flask, saara: Visitor, row: str, aino: str
) -> None:
    saara.post(f"{row}agent/", agent=aino)

    page = logged_in(app, "arvo").get(row).text

    assert "(neuvojalle ensin) – saara" in page
    for name in ('name="agent"', 'name="why"', "anyone/"):
        assert name not in page
