"""Ten thousand tries at what opens the office: passwords, codes and PINs. None opens, and whose it
is comes in all the same, at once from her own browser and else after a short wait.
"""

from datetime import timedelta
from random import Random

import pyotp
import pytest
from flask import Flask

from ivr.db import Database
from ivr.models import Staff
from ivr.services import pins, second_steps, staff
from ivr.services.second_steps import Safe
from tests import make
from tests.abuse.many import many
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.web.visitors import ORIGIN, PASSWORD, Visitor, hire, logged_in

pytestmark = only_sqlite

SEED = "a seed of tests"
SAFE = Safe("the secret of tests")


@pytest.fixture(autouse=True)
def people(app: Flask, database: Database) -> None:
    hire(database)


def guess(visitor: Visitor, path: str, token: str, **fields: str) -> int:
    """One try, by a program that has read the form once."""
    data = {"csrf_token": token, **fields}
    return visitor.client.post(path, base_url=ORIGIN, data=data).status_code


@many(150, 10_000)
def test_passwords(app: Flask, clock: Settable, count: int) -> None:
    saara, guesser, chance = logged_in(app, "saara"), Visitor.to(app), Random(71)
    saara.post("/logout")
    token = guesser.token()

    heard = set()
    for n in range(count):
        name = ("saara", "iida", "aino")[n % 3]
        heard.add(guess(guesser, "/login", token, name=name, password=f"{chance.random()}"))
        clock.advance(seconds=5)

    assert heard == {401, 429}
    assert saara.log_in("saara").status_code == 303
    clock.advance(minutes=16)
    assert Visitor.to(app).log_in("iida").status_code == 303


@many(150, 10_000)
def test_codes_of_who_has_found_out_a_password(
    app: Flask, database: Database, clock: Settable, count: int
) -> None:
    with database.writing() as rows:
        saara, at = staff.by_name(rows, "saara"), clock.now()
        shown = pyotp.TOTP(SAFE.secret(SEED)).at(at)
        assert second_steps.add(rows, SAFE, saara.id, SEED, shown, at)
    guesser, chance, heard = Visitor.to(app), Random(72), set()
    token = ""
    for n in range(count):
        if n % 40 == 0:
            assert guesser.log_in("saara").location == "/login/code"
            token = guesser.token()
        heard.add(guess(guesser, "/login/code", token, code=f"{chance.randrange(10**6):06}"))
        clock.advance(seconds=5)

    assert heard == {401, 429}
    assert guesser.get("/queue").location == "/login"
    clock.advance(minutes=16)
    right = pyotp.TOTP(SAFE.secret(SEED)).at(clock.now())
    herself = Visitor.to(app)
    herself.log_in("saara", PASSWORD)
    assert herself.post("/login/code", code=right).location == "/queue"


@many(9, 10_000)
def test_pins_keyed_in_calls_that_show_the_agents_number(database: Database, count: int) -> None:
    chance, now = Random(73), make.NOW
    with database.writing() as rows:
        pins.set_pin(staff.by_name(rows, "aino"), "246810")

    def keys(pin: str) -> str:
        with database.writing() as rows:
            aino: Staff = staff.by_name(rows, "aino")
            return pins.check_pin(rows, aino, pin, now)

    heard = set()
    for _ in range(count):
        heard.add(keys(f"{chance.randrange(10**6):06}"))
        now += timedelta(seconds=60)

    assert heard == {"wrong", "locked"}  # three of each in a quarter of an hour
    now += pins.LOCKED
    assert keys("246810") == "right"
