"""One's own account: the password, the other browsers and the recovery codes."""

import re

import pytest
from flask import Flask

from ivr.db import Database
from ivr.services import second_steps
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.web.test_second_step import add
from tests.web.visitors import PASSWORD, Visitor, hire, logged_in

pytestmark = only_sqlite

NEW = "a whole new sentence"


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


def change(visitor: Visitor, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> int:
    answer = visitor.post("/account/password", password=old, new=new, again=again)
    return answer.status_code


def test_a_changed_password_logs_her_in_from_now_on_and_out_elsewhere(app: Flask) -> None:
    here, there = logged_in(app, "aino"), logged_in(app, "aino")

    assert change(here) == 303

    assert "Salasana on vaihdettu." in here.get("/account").text
    assert there.get("/desk").location == "/login"
    assert Visitor.to(app).log_in("aino", NEW).location == "/desk"
    assert Visitor.to(app).log_in("aino").status_code == 401


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"old": "wrong"}, "Salasana ei ole oikein."),
        ({"again": "another sentence"}, "eroavat toisistaan"),
        ({"new": "short", "again": "short"}, "vähintään 8 merkkiä."),
    ],
)
def test_what_does_not_fit_changes_nothing(app: Flask, typed: dict[str, str], told: str) -> None:
    aino = logged_in(app, "aino")
    fields = {"old": PASSWORD, "new": NEW, "again": NEW, **typed}

    answer = aino.post(
        "/account/password", password=fields["old"], new=fields["new"], again=fields["again"]
    )

    assert answer.status_code == 400
    alarm = re.search(r'role="alert"[^>]*>([^<]+)<', answer.text)
    assert alarm
    assert told in alarm[1]
    assert Visitor.to(app).log_in("aino").location == "/desk"


def test_whoever_sits_down_at_a_browser_left_open_has_few_tries(app: Flask) -> None:
    aino = logged_in(app, "aino")

    assert [change(aino, old="wrong") for _ in range(6)] == [400] * 5 + [429]
    assert change(aino) == 429


def test_she_logs_out_the_browsers_she_left_open(app: Flask) -> None:
    here, there, bo = logged_in(app, "aino"), logged_in(app, "aino"), logged_in(app, "bo")
    assert "Muissa selaimissa auki: 1." in here.get("/account").text

    assert here.post("/account/sessions").location == "/account"

    assert there.get("/desk").location == "/login"
    assert "Muissa selaimissa auki: 0." in here.get("/account").text
    assert bo.get("/desk").status_code == 200


def test_new_recovery_codes_are_shown_once_to_whoever_knows_the_password(
    app: Flask, clock: Settable
) -> None:
    aino = logged_in(app, "aino")
    old = _codes(add(aino, clock)[1])

    assert aino.post("/account/codes", password="wrong").status_code == 400
    new = _codes(aino.post("/account/codes", password=PASSWORD).text)

    assert len(new) == second_steps.CODES
    assert not new & old
    assert f"jäljellä {second_steps.CODES}" in aino.get("/account").text
    elsewhere = Visitor.to(app)
    elsewhere.log_in("aino")
    assert elsewhere.post("/login/code", code=min(old)).status_code == 401
    assert elsewhere.post("/login/code", code=min(new)).location == "/desk"
    assert f"jäljellä {second_steps.CODES - 1}" in aino.get("/account").text


def test_without_an_authenticator_there_is_nothing_to_recover(app: Flask) -> None:
    aino = logged_in(app, "aino")

    assert "Kirjaudut pelkällä salasanalla." in aino.get("/account").text
    answer = aino.post("/account/codes", password=PASSWORD)
    assert answer.location == "/account/authenticator"


def _codes(text: str) -> set[str]:
    return set(re.findall(r"\b[A-Z2-7]{4}-[A-Z2-7]{4}\b", text))
