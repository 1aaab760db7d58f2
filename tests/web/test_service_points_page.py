"""The pages of service points and phone times: what is offered where, changed without loss."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Booking, Event, Line, ServicePoint, Slot
from ivr.services import diaries
from tests.conftest import only_sqlite
from tests.diaries import FRIDAY, a_booking, a_point
from tests.make import NOW
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

Do = Callable[[Callable[[Session], Any]], Any]
EDITORS = ["saara", "iida"]
READERS = ["aino", "arvo"]
KUHMO = "/service-points/kuhmo/"
PHONE_TIMES = "/phone-times/general/"


@pytest.fixture(autouse=True)
def agency(app: Flask, database: Database) -> None:
    """Kuhmo first, open on Fridays with three desks; then Kajaani."""
    hire(database)
    with database.writing() as session:
        names = {lang: named("Kajaani") for lang in ("fi", "sv", "en")}
        a_point(session, "kajaani", position=2, names=names)
        a_point(session, names={lang: named("Kuhmo") for lang in ("fi", "sv", "en")})
        diaries.extend(session, NOW)


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


def named(name: str) -> dict[str, str]:
    return dict.fromkeys(("point", "to_point", "at_point"), name)


def kuhmo(session: Session) -> ServicePoint:
    return session.query(ServicePoint).filter_by(key="kuhmo").one()


def book(session: Session, count: int = 1) -> list[str]:
    """So many visits at Kuhmo at the same time."""
    slot = session.query(Slot).filter_by(starts_at=FRIDAY, diary_id=diary(session)).one()
    line = session.query(Line).one()
    return [a_booking(session, slot, line).public_id for _ in range(count)]


def diary(session: Session) -> int:
    return diaries.of_point(session, kuhmo(session).id).id


def states(session: Session) -> list[str]:
    return sorted(one.state for one in session.query(Booking))


def fields(page: str) -> dict[str, str]:
    """What a browser would send of a form that nobody has touched."""
    sent = {}
    for tag in re.findall(r"<input [^>]*>", page, re.S):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        ticked = given.get("type") != "checkbox" or re.search(r"\schecked", tag)
        if "name" in given and given["name"] not in ("csrf_token", "back") and ticked:
            sent[given["name"]] = given.get("value", "")
    return sent


def mark(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0]


# --- what is seen ---


@pytest.mark.parametrize("name", EDITORS + READERS)
def test_everybody_reads_and_those_who_answer_for_it_change(app: Flask, name: str) -> None:
    page = logged_in(app, name).get("/service-points").text

    assert page.index("Kuhmo") < page.index("Kajaani")
    for told in ("pe klo 9.00–16.00", "viimeistään 1 h ennen, 60 pv eteenpäin", "Yleinen linja"):
        assert told in page
    assert (f'href="{KUHMO}"' in page) == (name in EDITORS)


def test_a_point_that_was_given_up_is_marked(do: Do, saara: Visitor) -> None:
    do(lambda session: setattr(kuhmo(session), "active", False))

    assert "ei käytössä" in saara.get("/service-points").text


def test_there_are_no_other_points_and_lines(saara: Visitor) -> None:
    assert saara.get("/service-points/nowhere/").status_code == 404
    assert saara.post("/service-points/nowhere/").status_code == 404
    assert saara.get("/phone-times/nowhere/").status_code == 404
    assert saara.post("/phone-times/nowhere/").status_code == 404


# --- changing a point ---


@pytest.mark.parametrize("name", EDITORS)
def test_what_hits_nobody_is_stored_at_once(app: Flask, do: Do, name: str) -> None:
    editor = logged_in(app, name)
    typed = {**fields(editor.get(KUHMO).text), "desks": "4", "address.fi": "Uusikatu 2"}

    assert editor.post(KUHMO, **typed).location == "/service-points"

    page = editor.get("/service-points").text
    assert "Peruttuja aikoja: 0." in page
    assert "Uusikatu 2" in page
    slot = do(lambda s: s.query(Slot).filter_by(diary_id=diary(s), starts_at=FRIDAY).one())
    assert slot.capacity == 4
    last = do(lambda s: s.query(Event).filter_by(subject="service_point").one())
    assert last.actor.startswith(("supervisor:", "admin:"))


def test_the_form_shows_what_is_stored_and_sent_back_changes_nothing(
    do: Do, saara: Visitor
) -> None:
    typed = fields(saara.get(KUHMO).text)
    assert (typed["desks"], typed["fri.opens"], typed["mon.opens"]) == ("3", "09:00", "")

    assert saara.post(KUHMO, **typed).location == "/service-points"

    assert do(lambda s: s.query(Event).filter_by(subject="service_point").count()) == 0


def test_fewer_desks_are_looked_at_twice_if_they_hit_somebody(do: Do, saara: Visitor) -> None:
    do(lambda session: book(session, 3))
    typed = {**fields(saara.get(KUHMO).text), "desks": "1"}

    look = saara.post(KUHMO, **typed)
    assert "Peruuntuu käyntejä: 2" in look.text
    assert do(states) == ["booked"] * 3
    assert do(kuhmo).desks == 3

    assert saara.post(KUHMO, **fields(look.text), seen=mark(look.text)).location
    assert do(states) == ["booked", "displaced", "displaced"]
    assert do(kuhmo).desks == 1


def test_from_the_second_look_one_goes_back_with_all_that_was_typed(do: Do, saara: Visitor) -> None:
    do(lambda session: book(session, 3))
    typed = {**fields(saara.get(KUHMO).text), "desks": "1", "address.sv": "Nygatan 2"}
    look = saara.post(KUHMO, **typed)

    back = saara.post(KUHMO, **fields(look.text), again="on")

    assert back.status_code == 200
    assert fields(back.text) == typed


def test_a_point_given_up_takes_back_all_its_visits(do: Do, saara: Visitor) -> None:
    do(book)
    typed = fields(saara.get(KUHMO).text)
    del typed["active"]

    look = saara.post(KUHMO, **typed)
    assert "Peruuntuu käyntejä: 1" in look.text
    saara.post(KUHMO, **fields(look.text), seen=mark(look.text))

    assert do(states) == ["displaced"]
    assert "ei käytössä" in saara.get("/service-points").text


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("name.to_point.sv", "", "Täytä tämä."),
        ("address.en", "x" * 61, "Enintään 60 merkkiä."),
        ("desks", "0", "Kirjoita kokonaisluku 1–50."),
        ("desks", "kolme", "Kirjoita kokonaisluku 1–50."),
        ("desks", "٣", "Kirjoita kokonaisluku 1–50."),
        ("slot_minutes", "4", "Kirjoita kokonaisluku 5–240."),
        ("kept_percent", "101", "Kirjoita kokonaisluku 0–100."),
        ("fri.opens", "8.00", "Ajan pitää olla välillä 9.00–16.00."),
        ("fri.closes", "", "Kirjoita kellonaika"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    do: Do, saara: Visitor, name: str, typed: str, told: str
) -> None:
    sent = {**fields(saara.get(KUHMO).text), "address.fi": "Uusikatu 2", name: typed}

    answer = saara.post(KUHMO, **sent)

    assert answer.status_code == 400
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert f"{name.replace('.', '-')}-wrong" in answer.text
    assert fields(answer.text) == sent
    assert do(kuhmo).addresses["fi"] == "Torikatu 1"


def test_a_day_needs_both_its_times(saara: Visitor) -> None:
    answer = saara.post(KUHMO, **{**fields(saara.get(KUHMO).text), "mon.opens": "9.00"})

    assert "mon-closes-wrong" in answer.text
    assert 'value="9.00"' in answer.text


def test_a_point_speaks_at_least_one_language(saara: Visitor) -> None:
    sent = fields(saara.get(KUHMO).text)
    without = {name: value for name, value in sent.items() if not name.startswith("language.")}

    assert "Valitse vähintään yksi kieli." in saara.post(KUHMO, **without).text


def test_a_third_of_the_places_stays_a_third(do: Do, saara: Visitor) -> None:
    do(lambda session: setattr(kuhmo(session), "kept_share", 1 / 3))

    saara.post(KUHMO, **{**fields(saara.get(KUHMO).text), "desks": "6"})

    assert do(kuhmo).kept_share == 1 / 3


# --- two at once ---


def test_the_second_of_two_supervisors_is_told_and_loses_nothing(
    app: Flask, do: Do, saara: Visitor
) -> None:
    other = logged_in(app, "iida")
    mine = {**fields(saara.get(KUHMO).text), "address.fi": "Uusikatu 2"}
    other.post(KUHMO, **{**fields(other.get(KUHMO).text), "desks": "5"})

    late = saara.post(KUHMO, **mine)

    assert late.status_code == 400
    assert "Joku muu on tallentanut muutoksia sillä välin." in late.text
    assert "Nyt tallennettuna: 5" in late.text
    assert "Nyt tallennettuna: Torikatu 1" in late.text
    kept = fields(late.text)
    assert (kept["address.fi"], kept["desks"]) == ("Uusikatu 2", "3")

    assert saara.post(KUHMO, **{**kept, "desks": "5"}).location == "/service-points"
    assert do(lambda s: (kuhmo(s).desks, kuhmo(s).addresses["fi"])) == (5, "Uusikatu 2")


def test_who_looks_twice_while_another_stores_is_told_too(
    app: Flask, do: Do, saara: Visitor
) -> None:
    do(lambda session: book(session, 3))
    look = saara.post(KUHMO, **{**fields(saara.get(KUHMO).text), "desks": "1"})
    other = logged_in(app, "iida")
    other.post(KUHMO, **{**fields(other.get(KUHMO).text), "horizon_days": "30"})

    late = saara.post(KUHMO, **fields(look.text), seen=mark(look.text))

    assert "Nyt tallennettuna: 30" in late.text
    assert do(states) == ["booked"] * 3


# --- a new point ---


def test_a_new_point_comes_last_and_has_times_at_once(do: Do, saara: Visitor) -> None:
    typed = fields(saara.get("/service-points/new/").text)
    assert typed["position"] == "3"
    words = {f"name.{form}.{lang}": "Sotkamo" for form in named("") for lang in ("fi", "sv", "en")}
    streets = {f"address.{lang}": "Akkalantie 1" for lang in ("fi", "sv", "en")}
    hours = {"wed.opens": "10", "wed.closes": "14.30"}

    answer = saara.post("/service-points/new/", **{**typed, **words, **streets, **hours})

    assert answer.location == "/service-points"
    page = saara.get("/service-points").text
    assert page.index(">Kajaani<") < page.index(">Sotkamo<")
    assert "ke klo 10.00–14.30" in page
    point = do(lambda s: s.query(ServicePoint).filter_by(key="sotkamo").one())
    assert point.hours == {"wed": ["10:00", "14:30"]}
    assert do(lambda s: diaries.of_point(s, point.id).laid_until) is not None


def test_a_new_point_that_lacks_something_is_not_made(do: Do, saara: Visitor) -> None:
    answer = saara.post("/service-points/new/", **{"address.fi": "Akkalantie 1"})

    assert answer.status_code == 400
    assert 'value="Akkalantie 1"' in answer.text
    assert do(lambda s: s.query(ServicePoint).count()) == 2


# --- phone times ---


def test_phone_times_are_set_line_by_line(do: Do, saara: Visitor) -> None:
    typed = fields(saara.get(PHONE_TIMES).text)
    assert (typed["share_percent"], typed["length"], typed["horizon_days"]) == ("50", "30", "14")

    sent = {**typed, "share_percent": "100", "horizon_days": "7"}
    assert saara.post(PHONE_TIMES, **sent).location == "/service-points"

    page = saara.get("/service-points").text
    assert "100 %" in page
    assert "7 pv eteenpäin" in page
    assert do(lambda s: s.query(Line).one().policy["phone_times"]["share"]) == 1.0
    last = do(lambda s: s.query(Event).filter_by(subject="line").one())
    assert (last.cause, last.actor.partition(":")[0]) == ("phone_times", "supervisor")


def test_a_smaller_share_is_looked_at_twice_if_it_hits_somebody(do: Do, saara: Visitor) -> None:
    def a_phone_time(session: Session) -> None:
        line = session.query(Line).one()
        times = diaries.of_line(session, line.id, "fi")
        assert times
        slot = session.query(Slot).filter(Slot.diary_id == times.id, Slot.starts_at > FRIDAY)
        one = slot.order_by(Slot.starts_at).first()
        assert one
        a_booking(session, one, line)

    do(a_phone_time)
    typed = {**fields(saara.get(PHONE_TIMES).text), "share_percent": "0"}

    look = saara.post(PHONE_TIMES, **typed)
    assert "Peruuntuu käyntejä: 0, puhelinaikoja: 1." in look.text
    assert do(states) == ["booked"]

    saara.post(PHONE_TIMES, **fields(look.text), seen=mark(look.text))
    assert do(states) == ["displaced"]
    assert "Linjalla ei ole puhelinaikoja." in saara.get("/service-points").text


def test_wrong_settings_of_phone_times_are_told(do: Do, saara: Visitor) -> None:
    sent = {**fields(saara.get(PHONE_TIMES).text), "length": "3"}

    answer = saara.post(PHONE_TIMES, **sent)

    assert answer.status_code == 400
    assert "Kirjoita kokonaisluku 5–120." in answer.text
    assert fields(answer.text) == sent
    assert do(lambda s: s.query(Line).one().policy) == {}


def test_the_second_of_two_who_set_phone_times_is_told(app: Flask, saara: Visitor) -> None:
    mine = {**fields(saara.get(PHONE_TIMES).text), "horizon_days": "7"}
    other = logged_in(app, "iida")
    other.post(PHONE_TIMES, **{**fields(other.get(PHONE_TIMES).text), "length": "20"})

    late = saara.post(PHONE_TIMES, **mine)

    assert "Nyt tallennettuna: 20" in late.text
    assert fields(late.text)["horizon_days"] == "7"
