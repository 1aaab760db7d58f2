"""One decision on many callbacks: looked at twice, made one by one, its result told."""

import re
from collections.abc import Sequence
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ivr.db import Database
from ivr.models import Callback, Event, Line
from tests import make
from tests.conftest import only_sqlite
from tests.web.visitors import ORIGIN, Visitor, hire, logged_in

pytestmark = only_sqlite

WHY = {"how": "phone", "why": "duplicate"}


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


def ask(database: Database, *states: str) -> list[str]:
    with database.writing() as session:
        line = session.query(Line).one()
        return [make.a_callback(session, line, state=state).public_id for state in states]


def states(database: Database, ids: Sequence[str]) -> list[str]:
    with database.reading() as session:
        found = {row.public_id: row.state for row in session.query(Callback)}
        return [found[one] for one in ids]


def look(saara: Visitor, to: str, ids: Sequence[str]) -> TestResponse:
    return saara.get(f"/queue/many/?{urlencode({'to': to, 'row': ids}, doseq=True)}")


def decide(saara: Visitor, to: str, ids: Sequence[str]) -> TestResponse:
    data = {"csrf_token": saara.token(), "to": to, "row": ids, **WHY}
    return saara.client.post("/queue/many/", base_url=ORIGIN, data=data)


def test_each_row_can_be_ticked(database: Database, saara: Visitor) -> None:
    ids = ask(database, "ready", "needs_human")

    page = saara.get("/queue").text

    assert re.findall(r'form="many" name="row" value="(\w+)"', page) == ids


def test_the_second_look_tells_on_which_it_can_be_decided(
    database: Database, saara: Visitor
) -> None:
    ids = ask(database, "needs_human", "ready", "needs_human", "talking")

    page = look(saara, "waiting", ids).text

    assert "Palautetaanko nämä jonoon?" in page
    assert "Koskee näitä (2)" in page
    assert "Ei koske näitä (2)" in page
    assert re.findall(r'name="row" value="(\w+)"', page) == [ids[0], ids[2]]
    assert states(database, ids) == ["needs_human", "ready", "needs_human", "talking"]


@pytest.mark.parametrize("to", ["waiting", "done", "refused", "cancelled"])
def test_what_is_decided_is_done_and_told(database: Database, saara: Visitor, to: str) -> None:
    ids = ask(database, "needs_human", "needs_human", "needs_human")

    assert decide(saara, to, ids).location == "/queue"

    assert states(database, ids) == [to] * 3
    page = saara.get("/queue").text
    assert "Tehty: 3." in page
    assert "Tekemättä" not in page
    with database.reading() as session:
        events = session.query(Event).filter_by(subject="callback", to_state=to).all()
        assert len(events) == 3
        assert {event.actor.partition(":")[0] for event in events} == {"supervisor"}


def test_one_that_has_moved_keeps_none_of_the_others(database: Database, saara: Visitor) -> None:
    ids = ask(database, "ready", "talking", "waiting", "done")

    decide(saara, "cancelled", [*ids, "nothing"])

    assert states(database, ids) == ["cancelled", "talking", "cancelled", "done"]
    page = saara.get("/queue").text
    assert "Tehty: 2." in page
    assert "Tekemättä jäi 3, koska tilanne ehti muuttua." in page


def test_what_is_ticked_twice_is_decided_once(database: Database, saara: Visitor) -> None:
    (row,) = ask(database, "ready")

    decide(saara, "cancelled", [row, row])

    page = saara.get("/queue").text
    assert "Tehty: 1." in page
    assert "Tekemättä" not in page


def test_at_most_a_page_is_decided_at_once(database: Database, saara: Visitor) -> None:
    ids = ask(database, *["ready"] * 51)

    decide(saara, "cancelled", ids)

    assert states(database, ids) == ["cancelled"] * 50 + ["ready"]


def test_nothing_ticked_is_told(saara: Visitor) -> None:
    assert look(saara, "cancelled", []).location == "/queue"
    assert "Yhtään soittopyyntöä ei ollut valittuna." in saara.get("/queue").text


@pytest.mark.parametrize("to", ["", "ready", "talking"])
def test_there_are_no_other_decisions(database: Database, saara: Visitor, to: str) -> None:
    ids = ask(database, "waiting")

    assert look(saara, to, ids).status_code == 400
    assert decide(saara, to, ids).status_code == 400
    assert states(database, ids) == ["waiting"]


def test_an_auditor_can_tick_nothing(app: Flask, database: Database) -> None:
    ask(database, "needs_human")

    assert 'form="many"' not in logged_in(app, "arvo").get("/queue").text


def test_what_can_be_undone_is_undone_on_the_next_page(database: Database, saara: Visitor) -> None:
    ids = ask(database, "ready", "waiting", "talking")

    decide(saara, "pause", ids)
    assert states(database, ids) == ["paused", "paused", "talking"]

    page = saara.get("/queue").text
    assert "Kumoa: Jatka (2)" in page
    undone = re.findall(r'type="hidden" name="row" value="(\w+)"', page)
    assert undone == ids[:2]
    assert "Kumoa" not in saara.get("/queue").text

    decide(saara, "resume", undone)
    assert states(database, ids) == ["waiting", "waiting", "talking"]


def test_they_are_called_next_in_the_order_in_which_they_stood(
    database: Database, saara: Visitor
) -> None:
    ids = ask(database, "ready", "ready", "ready")

    decide(saara, "next", [ids[2], ids[0]])

    with database.reading() as session:
        found = session.query(Callback).filter(Callback.next_at.is_not(None))
        assert [row.public_id for row in found.order_by(Callback.next_at)] == [ids[2], ids[0]]


def test_what_another_supervisor_has_changed_meanwhile_is_left_out(
    database: Database, saara: Visitor
) -> None:
    ids = ask(database, "ready", "ready")
    seen = re.findall(r'name="seen" value="([\w.]+)"', look(saara, "urgent", ids).text)
    saara.post(f"/callback/{ids[0]}/turn/next/")

    data = {"csrf_token": saara.token(), "to": "urgent", "row": ids, "seen": seen}
    saara.client.post("/queue/many/", base_url=ORIGIN, data=data)

    page = saara.get("/queue").text
    assert "Tehty: 1." in page
    assert "Tekemättä jäi 1" in page


def test_what_was_sought_is_found_again_after_it(database: Database, saara: Visitor) -> None:
    ids = ask(database, "ready")

    page = saara.get(f"/queue/many/?to=pause&row={ids[0]}&language=fi&state=ready&to=x").text
    action = re.search(r'action="(/queue/many/\?[^"]+)"', page)
    assert action
    data = {"csrf_token": saara.token(), "to": "pause", "row": ids}
    path = action[1].replace("&amp;", "&")
    answer = saara.client.post(path, base_url=ORIGIN, data=data)

    assert answer.location == "/queue?language=fi&state=ready"
