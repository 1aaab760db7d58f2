"""The page of the staff: an administrator adds, changes, lets go; supervisors set to work."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from ivr.db import Database, Session
from ivr.models import Booking, Event, Line, Slot, Staff
from ivr.services import diaries, pins, staff
from tests.conftest import only_sqlite
from tests.diaries import TOMORROW, a_booking
from tests.make import NOW
from tests.web.test_service_points_page import fields, mark
from tests.web.visitors import PASSWORD, Visitor, hire, logged_in

pytestmark = only_sqlite

Do = Callable[[Callable[[Session], Any]], Any]
EEVA = {
    "name": "eeva",
    "role": "agent",
    "phone": "050 765 4321",
    "language.sv": "on",
    "line.general": "on",
}


@pytest.fixture(autouse=True)
def people(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def iida(app: Flask) -> Visitor:
    return logged_in(app, "iida")


def path(do: Do, name: str) -> str:
    return f"/staff/{one(do, name, 'public_id')}/"


def one(do: Do, name: str, column: str) -> Any:
    return do(lambda session: getattr(staff.by_name(session, name), column))


def secret(page: str, sign: str) -> str:
    found = re.search(rf'<dd class="figure">({sign}+)</dd>', page)
    assert found
    return found[1]


def chosen(page: str) -> dict[str, str]:
    """What a browser sends of an untouched form, its list of roles included."""
    role = re.search(r'<option value="(\w+)" selected', page)
    return {**fields(page), **({"role": role[1]} if role else {})}


def test_everybody_is_listed_with_what_she_does(app: Flask, iida: Visitor) -> None:
    page = iida.get("/staff").text

    for told in ("aino", "palveluneuvoja", "Kaikki linjat", "pelkkä salasana", "ei vielä"):
        assert told in page
    assert "klo 10.00" in page  # iida has just logged in
    assert 'href="/staff/new/"' in page
    assert 'href="/staff/new/"' not in logged_in(app, "saara").get("/staff").text


def test_who_is_added_logs_in_by_what_is_shown_once(app: Flask, do: Do, iida: Visitor) -> None:
    answer = iida.post("/staff/new/", **EEVA)

    password, pin = secret(answer.text, "[a-z2-7-]"), secret(answer.text, "[0-9]")
    assert Visitor.to(app).log_in("eeva", password).location == "/desk"
    assert do(lambda rows: pins.check_pin(rows, staff.by_name(rows, "eeva"), pin, NOW)) == "right"
    assert one(do, "eeva", "line_keys") == ["general"]
    event = do(lambda rows: rows.query(Event).filter_by(subject="staff").first())
    assert (event.cause, event.actor.partition(":")[0]) == ("added", "admin")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "aino"}, "on jo käytössä"),
        ({"name": " "}, "Täytä tämä."),
        ({"phone": "112"}, "Kirjoita suomalainen puhelinnumero"),
        ({"phone": "+358402000000"}, "jo toisella henkilöllä"),
        ({"language.sv": ""}, "ainakin yksi kieli"),
        ({"line.general": ""}, "ainakin yksi linja"),
        ({"role": "king"}, "Täytä tämä."),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(
    do: Do, iida: Visitor, typed: dict[str, str], told: str
) -> None:
    answer = iida.post("/staff/new/", **{**EEVA, **typed})

    assert answer.status_code == 400
    assert told in answer.text
    assert do(lambda rows: rows.query(Staff).filter_by(name="eeva").count()) == 0


def test_a_supervisor_sets_lines_and_languages_and_nothing_else(app: Flask, do: Do) -> None:
    saara, aino = logged_in(app, "saara"), path(do, "aino")
    page = saara.get(aino).text
    assert 'name="role"' not in page
    assert 'name="phone"' not in page
    typed = {k: v for k, v in fields(page).items() if k not in ("language.en", "all_lines")}

    more = {"line.general": "on", "role": "admin", "phone": "0501112223"}
    assert saara.post(aino, **typed, **more).location == "/staff"

    assert one(do, "aino", "languages") == ["fi", "sv"]
    assert one(do, "aino", "line_keys") == ["general"]
    assert one(do, "aino", "role") == "agent"
    assert saara.post(f"{aino}password/").status_code == 403


def test_what_hits_a_citizen_is_looked_at_first(app: Flask, do: Do, iida: Visitor) -> None:
    def book(session: Session) -> None:
        line = session.query(Line).one()
        line.policy = {"phone_times": {"share": 1}}
        diaries.extend(session, NOW)
        diary = diaries.of_line(session, line.id, "sv")
        assert diary
        slots = session.query(Slot).filter_by(diary_id=diary.id, starts_at=TOMORROW)
        for _ in range(2):
            a_booking(session, slots.one(), line, language="sv")

    do(book)
    bo = path(do, "bo")

    look = iida.post(f"{bo}disable/")
    assert "Peruuntuu käyntejä: 0, puhelinaikoja: 1." in look.text
    assert one(do, "bo", "active")

    assert iida.post(f"{bo}disable/", again="on").location == bo
    assert iida.post(f"{bo}disable/", seen=mark(look.text)).location == "/staff"
    assert not one(do, "bo", "active")
    assert sorted(do(lambda rows: [b.state for b in rows.query(Booking)])) == [
        "booked",
        "displaced",
    ]


def test_whoever_is_let_go_is_logged_out_at_once(app: Flask, do: Do, iida: Visitor) -> None:
    aino = logged_in(app, "aino")

    iida.post(f"{path(do, 'aino')}disable/")

    assert aino.get("/desk").location == "/login"
    assert Visitor.to(app).log_in("aino").status_code == 401
    iida.post(f"{path(do, 'aino')}account/enable/")
    assert Visitor.to(app).log_in("aino").status_code == 303


def test_a_new_password_and_pin_take_the_place_of_the_old_ones(
    app: Flask, do: Do, iida: Visitor
) -> None:
    aino = path(do, "aino")

    password = secret(iida.post(f"{aino}password/").text, "[a-z2-7-]")
    pin = secret(iida.post(f"{aino}pin/").text, "[0-9]")

    assert Visitor.to(app).log_in("aino", PASSWORD).status_code == 401
    assert Visitor.to(app).log_in("aino", password).status_code == 303
    assert do(lambda rows: pins.check_pin(rows, staff.by_name(rows, "aino"), pin, NOW)) == "right"


def test_a_lost_authenticator_is_removed(do: Do, iida: Visitor) -> None:
    do(lambda rows: setattr(staff.by_name(rows, "bo"), "totp_seed", "seed"))
    assert "kaksivaiheinen" in iida.get("/staff").text

    iida.post(f"{path(do, 'bo')}account/second-step/")

    assert one(do, "bo", "totp_seed") is None


def test_nobody_changes_her_own_way_in_here(do: Do, iida: Visitor) -> None:
    own = path(do, "iida")
    page = iida.get(own).text
    assert "ways-in" not in page

    for deed in ("password/", "pin/", "disable/", "account/second-step/"):
        assert iida.post(own + deed).status_code == 400
    refused = iida.post(own, **{**chosen(page), "role": "agent", "phone": "0501112223"})
    assert "Pyydä toista pääkäyttäjää." in refused.text
    assert one(do, "iida", "role") == "admin"


def test_two_who_change_the_same_person_hear_of_each_other(do: Do, iida: Visitor) -> None:
    bo = path(do, "bo")
    typed = chosen(iida.get(bo).text)
    do(lambda rows: setattr(staff.by_name(rows, "bo"), "languages", ["sv"]))

    answer = iida.post(bo, **{**typed, "language.en": ""})

    assert answer.status_code == 400
    assert "Joku muu on tallentanut muutoksia" in answer.text
