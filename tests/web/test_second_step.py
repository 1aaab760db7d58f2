"""Logging in by two steps, and adding the authenticator that shows the codes."""

import re
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask

from ivr.app import create_app
from ivr.db import Database
from ivr.models import Staff
from ivr.services import second_steps
from ivr.services.second_steps import Safe
from ivr.settings import Settings
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.web.visitors import PASSWORD, Visitor, hire, logged_in

pytestmark = only_sqlite

SAFE = Safe("the secret of tests")
SEED = "a seed of tests"
WRONG = "Koodi ei ole oikein"
ADD = "/account/authenticator"


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def codes(database: Database, clock: Settable) -> tuple[str, ...]:
    """Saara's recovery codes; her authenticator was added a while ago."""
    added = clock.now() - timedelta(hours=1)
    with database.writing() as rows:
        saara = rows.query(Staff).filter_by(name="saara").one()
        given = second_steps.add(rows, SAFE, saara.id, SEED, shown(added), added)
    assert given
    return given


@pytest.fixture
def strict(settings: Settings, database: Database, clock: Settable) -> Flask:
    """The application as it runs in production."""
    production = settings.model_copy(update={"env": "production"})
    return create_app(production, database=database, clock=clock)


def shown(at: datetime, secret: str = SAFE.secret(SEED)) -> str:
    return pyotp.TOTP(secret).at(at)


def after_the_password(app: Flask) -> Visitor:
    saara = Visitor.to(app)
    assert saara.log_in("saara").location == "/login/code"
    return saara


# --- logging in ---


@pytest.mark.usefixtures("codes")
def test_after_the_password_alone_no_page_opens(app: Flask) -> None:
    saara = after_the_password(app)

    assert saara.get("/queue").location == "/login"
    assert saara.get(ADD).location == "/login"
    assert 'autocomplete="one-time-code"' in saara.get("/login/code").text


@pytest.mark.usefixtures("codes")
def test_the_code_leads_on_to_where_she_works(app: Flask, clock: Settable) -> None:
    saara = after_the_password(app)
    half = saara.cookie()

    assert saara.post("/login/code", code=shown(clock.now())).location == "/queue"

    assert saara.get("/queue").status_code == 200
    assert Visitor.to(app).with_cookie(half).get("/login/code").location == "/login"


@pytest.mark.usefixtures("codes")
def test_a_wrong_code_may_be_followed_by_the_right_one(app: Flask, clock: Settable) -> None:
    saara = after_the_password(app)

    refused = saara.post("/login/code", code="000000")

    assert refused.status_code == 401
    assert WRONG in refused.text
    assert saara.post("/login/code", code=shown(clock.now())).location == "/queue"


@pytest.mark.usefixtures("codes")
def test_a_code_that_was_looked_at_over_her_shoulder_is_spent(app: Flask, clock: Settable) -> None:
    code = shown(clock.now())
    after_the_password(app).post("/login/code", code=code)

    assert after_the_password(app).post("/login/code", code=code).status_code == 401


def test_a_recovery_code_opens_once(app: Flask, codes: tuple[str, ...]) -> None:
    assert after_the_password(app).post("/login/code", code=codes[0]).location == "/queue"

    assert after_the_password(app).post("/login/code", code=codes[0]).status_code == 401


@pytest.mark.usefixtures("codes")
def test_the_sixth_wrong_code_has_to_wait_in_whatever_browser(app: Flask, clock: Settable) -> None:
    for _ in range(5):
        assert after_the_password(app).post("/login/code", code="000000").status_code == 401

    refused = after_the_password(app).post("/login/code", code=shown(clock.now()))

    assert refused.status_code == 429
    assert "Odota 3 min" in refused.text
    clock.advance(minutes=3)
    assert after_the_password(app).post("/login/code", code=shown(clock.now())).status_code == 303


@pytest.mark.usefixtures("codes")
def test_after_five_minutes_the_password_is_asked_for_again(app: Flask, clock: Settable) -> None:
    saara = after_the_password(app)
    clock.advance(minutes=5)

    assert saara.get("/login/code").location == "/login"
    assert saara.post("/login/code", code=shown(clock.now())).location == "/login"


def test_without_a_password_before_it_a_code_opens_nothing(app: Flask, clock: Settable) -> None:
    answer = Visitor.to(app).post("/login/code", code=shown(clock.now()))

    assert answer.location == "/login"


# --- adding an authenticator ---


def secret_on(visitor: Visitor) -> str:
    found = re.search(r'id="secret">([A-Z2-7 ]+)<', visitor.get(ADD).text)
    assert found
    return found[1].replace(" ", "")


def add(visitor: Visitor, clock: Settable, password: str = PASSWORD) -> tuple[int, str]:
    code = shown(clock.now(), secret_on(visitor))
    answer = visitor.post(ADD, code=code, password=password)
    return answer.status_code, answer.text


def test_whoever_adds_one_sees_ten_recovery_codes_and_logs_in_by_two_steps(
    app: Flask, clock: Settable
) -> None:
    aino = logged_in(app, "aino")
    secret = secret_on(aino)

    status, text = add(aino, clock)

    assert status == 200
    assert len(re.findall(r"\b[A-Z2-7]{4}-[A-Z2-7]{4}\b", text)) == second_steps.CODES
    clock.advance(minutes=1)
    elsewhere = Visitor.to(app)
    assert elsewhere.log_in("aino").location == "/login/code"
    assert elsewhere.post("/login/code", code=shown(clock.now(), secret)).location == "/desk"


def test_the_secret_stays_the_same_until_it_is_added(app: Flask) -> None:
    aino, bo = logged_in(app, "aino"), logged_in(app, "bo")

    assert secret_on(aino) == secret_on(aino) != secret_on(bo)


def test_a_browser_left_open_is_not_enough_to_add_one(app: Flask, clock: Settable) -> None:
    status, text = add(logged_in(app, "aino"), clock, password="wrong")

    assert status == 400
    assert "Salasana ei ole oikein." in text
    assert Visitor.to(app).log_in("aino").location == "/desk"


def test_a_wrong_code_adds_nothing(app: Flask) -> None:
    aino = logged_in(app, "aino")
    aino.get(ADD)

    answer = aino.post(ADD, code="000000", password=PASSWORD)

    assert answer.status_code == 400
    assert WRONG in answer.text
    assert Visitor.to(app).log_in("aino").location == "/desk"


def test_the_page_shows_the_secret_as_a_picture_too(app: Flask) -> None:
    assert 'src="data:image/svg+xml' in logged_in(app, "aino").get(ADD).text


# --- who must ---


@pytest.mark.parametrize("name", ["saara", "iida"])
def test_in_production_a_supervisor_and_an_administrator_add_one_before_anything_else(
    strict: Flask, clock: Settable, name: str
) -> None:
    visitor = logged_in(strict, name)
    assert visitor.get("/calendar").location == ADD
    assert visitor.get("/service-points").location == ADD
    assert "Roolissasi kirjaudutaan salasanalla ja koodilla." in visitor.get(ADD).text

    assert add(visitor, clock)[0] == 200

    assert visitor.get("/calendar").status_code == 200


@pytest.mark.parametrize("name", ["aino", "arvo"])
def test_in_production_others_may_do_without(strict: Flask, name: str) -> None:
    assert logged_in(strict, name).get("/calendar").status_code == 200


def test_elsewhere_nobody_has_to(app: Flask) -> None:
    assert logged_in(app, "saara").get("/queue").status_code == 200
