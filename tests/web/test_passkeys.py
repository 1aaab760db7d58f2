"""Passkeys: a device that was added lets its owner in, and nothing else does."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ivr.app import create_app
from ivr.db import Database
from ivr.models import Staff
from ivr.settings import Settings
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.web.device import Device, options_in
from tests.web.visitors import PASSWORD, Visitor, hire, logged_in

pytestmark = only_sqlite


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def device() -> Device:
    return Device()


def add(visitor: Visitor, device: Device, password: str = PASSWORD) -> TestResponse:
    answer = device.make(options_in(visitor.get("/account/passkeys").text))
    fields = {"name": "a work phone", "answer": answer, "password": password}
    return visitor.post("/account/passkeys", **fields)


@pytest.fixture
def added(app: Flask, device: Device) -> Device:
    """Saara's device."""
    assert add(logged_in(app, "saara"), device).location == "/account/passkeys"
    return device


def log_in(visitor: Visitor, device: Device) -> TestResponse:
    answer = device.use(options_in(visitor.get("/login/passkey").text))
    return visitor.post("/login/passkey", answer=answer)


def test_a_device_that_was_added_lets_its_owner_in(app: Flask, added: Device) -> None:
    visitor = Visitor.to(app)

    assert log_in(visitor, added).location == "/queue"
    assert "saara" in visitor.get("/queue").text


def test_it_is_worth_two_steps(
    app: Flask, added: Device, settings: Settings, database: Database, clock: Settable
) -> None:
    production = settings.model_copy(update={"env": "production"})
    visitor = Visitor.to(create_app(production, database=database, clock=clock))

    log_in(visitor, added)

    assert visitor.get("/queue").status_code == 200


def test_it_is_listed_and_can_be_taken_away(app: Flask, added: Device) -> None:
    saara = logged_in(app, "saara")
    page = saara.get("/account/passkeys").text
    assert "a work phone" in page
    (path,) = {part.split('"')[0] for part in page.split('action="') if "/remove" in part}

    saara.post(path)

    assert "a work phone" not in saara.get("/account/passkeys").text
    assert log_in(Visitor.to(app), added).location == "/login"


def test_nobody_takes_away_another_s(app: Flask, added: Device) -> None:
    page = logged_in(app, "saara").get("/account/passkeys").text
    (path,) = {part.split('"')[0] for part in page.split('action="') if "/remove" in part}

    logged_in(app, "aino").post(path)

    assert log_in(Visitor.to(app), added).location == "/queue"


def test_adding_one_asks_for_the_password(app: Flask, device: Device) -> None:
    assert add(logged_in(app, "saara"), device, "wrong").status_code == 400

    assert log_in(Visitor.to(app), device).location == "/login"


def test_a_device_that_was_not_added_lets_nobody_in(app: Flask, device: Device) -> None:
    assert log_in(Visitor.to(app), device).location == "/login"


def test_a_device_that_did_not_look_who_holds_it_lets_nobody_in(app: Flask, added: Device) -> None:
    added.seen = False

    assert log_in(Visitor.to(app), added).location == "/login"


def test_what_was_signed_on_another_site_lets_nobody_in(app: Flask, added: Device) -> None:
    added.origin = "https://we.example.evil.example"

    assert log_in(Visitor.to(app), added).location == "/login"


def test_another_device_s_signature_lets_nobody_in(app: Flask, added: Device) -> None:
    thief = Device(uses=added.uses)

    assert log_in(Visitor.to(app), thief).location == "/login"


def test_a_copied_device_is_noticed_by_its_count(app: Flask, added: Device) -> None:
    log_in(Visitor.to(app), added)
    log_in(Visitor.to(app), added)
    copy = Device(key=added.key, uses=added.uses - 1)

    assert log_in(Visitor.to(app), copy).location == "/login"


def test_an_answer_is_good_once_and_only_where_it_was_asked_for(app: Flask, added: Device) -> None:
    visitor, thief = Visitor.to(app), Visitor.to(app)
    answer = added.use(options_in(visitor.get("/login/passkey").text))
    thief.get("/login/passkey")

    assert thief.post("/login/passkey", answer=answer).location == "/login"
    assert visitor.post("/login/passkey", answer=answer).location == "/queue"
    visitor.post("/logout")
    assert visitor.post("/login/passkey", answer=answer).location == "/login"


def test_a_copied_answer_with_the_cookie_it_was_given_for_lets_nobody_in(
    app: Flask, clock: Settable
) -> None:
    """Passkeys that a cloud keeps count nothing."""
    device = Device(counts=False)
    add(logged_in(app, "saara"), device)
    visitor = Visitor.to(app)
    answer = device.use(options_in(visitor.get("/login/passkey").text))
    cookie = visitor.cookie()
    clock.advance(seconds=5)
    assert visitor.post("/login/passkey", answer=answer).location == "/queue"

    thief = Visitor.to(app).with_cookie(cookie)
    assert thief.post("/login/passkey", answer=answer).location == "/login"


def test_an_answer_that_comes_after_a_while_lets_nobody_in(
    app: Flask, added: Device, clock: Settable
) -> None:
    visitor = Visitor.to(app)
    answer = added.use(options_in(visitor.get("/login/passkey").text))
    clock.advance(minutes=11)

    assert visitor.post("/login/passkey", answer=answer).location == "/login"


def test_whoever_has_left_is_not_let_in(app: Flask, added: Device, database: Database) -> None:
    with database.writing() as session:
        session.query(Staff).filter_by(name="saara").update({"active": False})

    assert log_in(Visitor.to(app), added).location == "/login"


@pytest.mark.parametrize("answer", ["", "{}", "null", "[1]", '{"id": "x"}'])
def test_an_answer_that_is_none_is_refused_in_words(app: Flask, added: Device, answer: str) -> None:
    visitor = Visitor.to(app)
    visitor.get("/login/passkey")

    assert visitor.post("/login/passkey", answer=answer).location == "/login"
    assert "Tämä pääsyavain ei kelpaa" in visitor.get("/login").text


def test_one_device_holds_one_passkey_of_a_person(app: Flask, added: Device) -> None:
    asked = options_in(logged_in(app, "saara").get("/account/passkeys").text)

    assert [one["type"] for one in asked["excludeCredentials"]] == ["public-key"]


def test_a_passkey_of_somebody_s_is_not_made_anothers(app: Flask, added: Device) -> None:
    assert add(logged_in(app, "aino"), added).status_code == 303

    assert log_in(Visitor.to(app), added).location == "/queue"
