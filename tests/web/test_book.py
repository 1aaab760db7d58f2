"""A callback is asked for on a page: stored like a caller's, once, and told in the same words."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ivr.db import Database
from ivr.models import Callback, Contact, Event, Promise
from ivr.services import lines
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.web.proofs import Citizen

pytestmark = only_sqlite

FIELDS = {"line": "general", "language": "fi", "reach": "call"}


@pytest.fixture
def citizen(app: Flask, database: Database) -> Citizen:
    return Citizen.at(app, database).proves()


def asks(citizen: Citizen, token: str = "", **fields: str) -> TestResponse:
    found = re.search(r'name="token" value="([^"]+)"', citizen.get("/book/callback").text)
    assert found
    return citizen.post("/book/callback", **{**FIELDS, "token": token or found[1], **fields})


def told(citizen: Citizen, **fields: str) -> str:
    """What the page says of it; its forms carry tokens of the second in which it was written."""
    assert asks(citizen, **fields).location == "/book/callback/done"
    page = citizen.get("/book/callback/done").text
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def rows(database: Database) -> list[Callback]:
    with database.reading() as session:
        return list(session.scalars(select(Callback).order_by(Callback.id)))


def test_without_a_proof_nothing_is_asked_for(app: Flask, database: Database) -> None:
    stranger = Citizen.at(app, database)

    assert stranger.get("/book/callback").location == "/book/number"
    assert stranger.post("/book/callback", **FIELDS, token="t").location == "/book/number"
    assert rows(database) == []


def test_a_request_is_stored_like_a_callers_and_its_time_told_and_kept(
    citizen: Citizen, database: Database
) -> None:
    page = told(citizen, language="sv")

    with database.reading() as session:
        stored = session.scalars(select(Callback)).one()
        promise = session.scalars(select(Promise)).one()
        assert (stored.number_source, stored.language, stored.state) == ("web", "sv", "waiting")
        assert stored.contact.number == make.CITIZEN
        assert (promise.channel, promise.words in page) == ("web", True)
        event = session.scalars(select(Event).where(Event.subject == "callback")).one()
        assert (event.cause, event.actor) == ("asked_on_page", "citizen")
    assert re.search(r"\d{4} \d{4}</b>", page)


def test_the_same_form_sent_twice_asks_once_and_is_answered_alike(
    citizen: Citizen, database: Database
) -> None:
    first = told(citizen, token="the same")
    second = told(citizen, token="the same")

    assert len(rows(database)) == 1
    assert first == second


def test_the_same_form_after_its_call_was_cancelled_asks_anew(
    citizen: Citizen, database: Database
) -> None:
    told(citizen, token="the same")
    with database.reading() as session:
        place = f"/own/request/{session.scalars(select(Callback.public_id)).one()}"
    citizen.post(f"{place}/cancel/")

    told(citizen, token="the same")
    told(citizen, token="the same")

    assert [row.state for row in rows(database)] == ["cancelled", "waiting"]


def test_what_was_told_is_told_to_nobody_who_proves_another_number_there(
    citizen: Citizen, clock: Settable
) -> None:
    told(citizen)
    clock.advance(minutes=31)
    citizen.proves("0405550000")

    assert citizen.get("/book/callback/done").location == "/book"


def test_another_request_is_told_of_the_one_that_stands(
    citizen: Citizen, database: Database
) -> None:
    told(citizen)

    assert "jo soittopyyntö" in told(citizen)
    assert len(rows(database)) == 1


def test_a_line_that_takes_no_requests_says_so(citizen: Citizen, database: Database) -> None:
    with database.writing() as session:
        lines.default(session).takes_requests = False

    assert "Emme voi juuri nyt" in told(citizen)
    assert rows(database) == []


def test_telephone_and_page_share_the_requests_of_a_day(
    citizen: Citizen, database: Database
) -> None:
    for _ in range(3):
        told(citizen)
        with database.writing() as session:
            for one in session.scalars(select(Callback)):
                one.state, one.ended_at = "cancelled", make.NOW

    assert "tänään uusia pyyntöjä" in told(citizen)


def test_a_relays_number_is_dialled_and_the_request_stays_hers(
    citizen: Citizen, database: Database
) -> None:
    told(citizen, reach="relay", relay="09 123 4567", more_time="on")

    with database.reading() as session:
        stored = session.scalars(select(Callback)).one()
        assert stored.contact.number == make.CITIZEN
        assert stored.relay
        assert stored.relay.number == "+35891234567"
        assert (stored.reach, stored.more_time) == ("relay", True)


@pytest.mark.parametrize("relay", ["", "0206 92222", "112"])
def test_a_relays_number_has_to_be_one_that_can_be_called(
    citizen: Citizen, database: Database, relay: str
) -> None:
    page = asks(citizen, reach="relay", relay=relay)

    assert (page.status_code, 'id="relay-wrong"' in page.text) == (400, True)
    assert rows(database) == []


def test_a_text_before_the_call_gives_her_five_minutes(
    citizen: Citizen, database: Database, clock: Settable
) -> None:
    told(citizen, reach="text")

    assert (rows(database)[0].not_before - clock.now()).total_seconds() == 300


def test_a_landline_gets_no_text_before_the_call(citizen: Citizen, database: Database) -> None:
    with database.writing() as session:
        session.scalars(select(Contact)).one().number = "+35881234567"

    assert asks(citizen, reach="text").status_code == 400


@pytest.mark.parametrize("field", ["line", "language", "reach"])
def test_what_is_no_choice_is_refused_and_nothing_is_lost(citizen: Citizen, field: str) -> None:
    page = asks(citizen, relay="09 123 4567", **{field: "nonsense"})

    assert (page.status_code, 'value="09 123 4567"' in page.text) == (400, True)
