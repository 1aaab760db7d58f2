"""A session that ends in the middle of a form: nothing typed is lost, and nobody else sees it."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ivr.db import Database
from ivr.models import Draft, Staff
from ivr.services import drafts
from ivr.services.logins import IDLE
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.web.conftest import Rows
from tests.web.visitors import ORIGIN, Visitor, hire, logged_in

pytestmark = only_sqlite

WANTED = {"wanted": "paused:lunch"}


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def late(app: Flask, clock: Settable) -> Visitor:
    """Aino, whose session ended before she sent a form."""
    aino = logged_in(app, "aino")
    form = {**WANTED, "csrf_token": aino.token(), "password": "of the form"}
    clock.advance(seconds=IDLE.total_seconds() + 1)
    answer = aino.client.post("/desk/state", base_url=ORIGIN, data=form)
    assert answer.location == "/login"
    return aino


def state(database: Database, name: str = "aino") -> tuple[str, str | None]:
    with database.reading() as session:
        found = session.query(Staff).filter_by(name=name).one()
        return found.state, found.state_reason


def send(visitor: Visitor) -> TestResponse:
    """Presses the form's button, and does what a browser does with a 307: the same once more."""
    assert 'name="wanted" value="paused:lunch"' in visitor.get("/login/unsent").text
    answer = visitor.post("/login/unsent", **WANTED)
    assert answer.status_code == 307
    return visitor.post(answer.location, **WANTED)


def test_the_login_says_that_what_was_typed_is_kept(late: Visitor) -> None:
    assert "Kirjoittamasi on tallessa" in late.get("/login").text


def test_after_logging_in_it_is_sent_by_one_press(late: Visitor, database: Database) -> None:
    assert state(database) == ("off", None)

    assert late.log_in("aino").location == "/login/unsent"
    sent = send(late)

    assert sent.location == "/desk"
    assert state(database) == ("paused", "lunch")


def test_it_is_sent_only_once(late: Visitor, database: Database) -> None:
    late.log_in("aino")
    send(late)

    assert late.get("/login/unsent").location == "/desk"
    with database.reading() as session:
        assert session.query(Draft).count() == 0


def test_it_can_be_thrown_away(late: Visitor, database: Database) -> None:
    late.log_in("aino")

    assert late.post("/login/unsent/away").location == "/desk"

    assert late.get("/login/unsent").location == "/desk"
    assert state(database) == ("off", None)


def test_whoever_else_logs_in_at_the_same_browser_does_not_see_it(late: Visitor) -> None:
    assert late.log_in("bo").location == "/desk"

    assert late.get("/login/unsent").location == "/desk"


def test_passwords_are_not_kept(late: Visitor, rows: Rows) -> None:
    (draft,) = rows("draft")["draft"]

    assert "paused:lunch" in str(draft)
    assert "of the form" not in str(draft)


def test_it_is_kept_for_an_hour(late: Visitor, database: Database, clock: Settable) -> None:
    clock.advance(seconds=drafts.KEPT.total_seconds())
    with database.writing() as session:
        drafts.forget(session, clock.now())

    assert late.log_in("aino").location == "/desk"


def test_a_form_of_whoever_logged_out_is_not_kept(app: Flask, rows: Rows) -> None:
    aino = logged_in(app, "aino")
    other_window = Visitor.to(app).with_cookie(aino.cookie())
    form = {**WANTED, "csrf_token": other_window.token()}
    aino.post("/logout")

    other_window.client.post("/desk/state", base_url=ORIGIN, data=form)

    assert rows("draft")["draft"] == []


def test_another_site_s_form_is_not_kept(app: Flask, clock: Settable, rows: Rows) -> None:
    aino = logged_in(app, "aino")
    clock.advance(seconds=IDLE.total_seconds() + 1)

    aino.client.post("/desk/state", base_url=ORIGIN, data={**WANTED, "csrf_token": "made up"})

    assert rows("draft")["draft"] == []


def test_whoever_wanted_a_page_gets_there_by_logging_in(app: Flask) -> None:
    saara = Visitor.to(app)
    assert saara.get("/queue?line=general&overdue=on").location == "/login"

    assert saara.log_in("saara").location == "/queue?line=general&overdue=on"


def test_who_may_not_open_the_page_that_was_asked_for_begins_where_she_works(app: Flask) -> None:
    """A colleague had it open, at the same browser."""
    aino = Visitor.to(app)
    aino.get("/audit")

    assert aino.log_in("aino").location == "/desk"
