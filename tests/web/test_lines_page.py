"""The pages of lines: read by those who oversee, changed by those who answer for them."""

import re
from collections.abc import Callable
from dataclasses import fields as dataclass_fields
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Booking, Event, Line, Slot
from ivr.services import diaries, policy_settings
from ivr.services.policy import Policy
from ivr.web import policy_form
from tests import make
from tests.conftest import only_sqlite
from tests.diaries import a_booking
from tests.make import NOW
from tests.web.test_service_points_page import fields as inputs
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

Do = Callable[[Callable[[Session], Any]], Any]
FACTS = "/lines/general/facts/"
POLICY = "/lines/general/policy/"


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


def general(session: Session) -> Line:
    return session.query(Line).filter_by(key="general").one()


def fields(page: str) -> dict[str, str]:
    """What a browser would send of a form that nobody has touched."""
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    return {**inputs(page), **dict(areas)}


def events(session: Session) -> list[tuple[str | None, str, str]]:
    found = session.query(Event).filter_by(subject="line").order_by(Event.id)
    return [(one.from_state, one.to_state, one.cause) for one in found]


# --- what is seen ---


@pytest.mark.parametrize(("name", "may"), [("saara", True), ("iida", True), ("arvo", False)])
def test_overseers_read_and_those_who_answer_for_it_change(
    app: Flask, name: str, may: bool
) -> None:
    visitor = logged_in(app, name)

    assert "Yleinen linja" in visitor.get("/lines").text
    page = visitor.get("/lines/general/").text
    assert "ma klo 9.00–16.00" in page
    assert (f'href="{FACTS}"' in page) == may
    assert ('name="turn"' in page) == may


def test_there_are_no_other_lines(saara: Visitor) -> None:
    paths = ("", "facts/", "policy/", "announcement/")
    assert {saara.get(f"/lines/nowhere/{path}").status_code for path in paths} == {404}


# --- the switches ---


def test_whoever_closes_intake_reads_what_callers_then_hear(do: Do, saara: Visitor) -> None:
    words = {"fi": "Soita yksi yksi kaksi.", "sv": "Ring ett ett två.", "en": "Call one one two."}
    do(lambda session: setattr(general(session), "urgent_words", words))

    page = saara.get("/lines/general/").text
    assert "Emme voi juuri nyt ottaa vastaan soittopyyntöjä." in page
    assert "Ring ett ett två." in page

    assert saara.post("/lines/general/switch/", turn="takes_requests:off").status_code == 303
    assert "Soittopyynnöt: ei oteta vastaan" in saara.get("/lines/general/").text
    assert do(events) == [("on", "off", "takes_requests")]


def test_a_switch_that_there_is_not_is_refused(saara: Visitor) -> None:
    assert saara.post("/lines/general/switch/", turn="number:off").status_code == 400


# --- facts ---


def test_each_changed_fact_is_written_down(do: Do, saara: Visitor) -> None:
    typed = fields(saara.get(FACTS).text)
    typed |= {"number": "+358 29 500 0999", "price_words.fi": "Puhelu on maksuton."}

    assert saara.post(FACTS, **typed).location == "/lines/general/"

    line = do(general)
    assert (line.number, line.price_words["fi"]) == ("+358295000999", "Puhelu on maksuton.")
    assert do(events) == [
        (None, "changed", "line.number"),
        (None, "changed", "line.price_words"),
    ]


def test_what_is_untouched_is_no_change(do: Do, saara: Visitor) -> None:
    assert saara.post(FACTS, **fields(saara.get(FACTS).text)).status_code == 303
    assert saara.post(POLICY, **fields(saara.get(POLICY).text)).status_code == 303

    assert do(events) == []
    assert do(general).policy == {}


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("number", "029 500 0999", "maatunnuksen kanssa"),
        ("number", "+358295000777", "toisen linjan"),
        ("names.sv", "", "Täytä tämä."),
        ("mon.closes", "17", "9.00–16.00"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    do: Do, saara: Visitor, name: str, typed: str, said: str
) -> None:
    do(lambda session: make.a_line(session, "other", number="+358295000777"))
    sent = {**fields(saara.get(FACTS).text), "hours_words.fi": "Milloin vain.", name: typed}

    answer = saara.post(FACTS, **sent)

    assert answer.status_code == 400
    assert said in answer.text
    assert "Milloin vain." in answer.text
    assert do(events) == []


def test_whoever_was_slower_sees_what_was_stored_meanwhile(app: Flask, saara: Visitor) -> None:
    late, early = fields(saara.get(POLICY).text), fields(saara.get(POLICY).text)
    assert saara.post(POLICY, **{**early, "wrapup": "60"}).status_code == 303

    answer = saara.post(POLICY, **{**late, "wrapup": "30"})

    assert answer.status_code == 400
    assert "Nyt tallennettuna: 60" in answer.text


def test_narrower_hours_are_looked_at_before_they_take_a_phone_time_back(
    do: Do, saara: Visitor
) -> None:
    def book(session: Session) -> None:
        diaries.extend(session, NOW)
        line = general(session)
        whole = diaries.of_line(session, line.id, None)
        assert whole is not None
        of_line = session.query(Slot).filter_by(diary_id=whole.id)
        latest = of_line.order_by(Slot.starts_at.desc()).limit(1).one()
        a_booking(session, latest, line)

    do(lambda session: make.an_agent(session, "Onni"))
    do(book)
    days = ("mon", "tue", "wed", "thu", "fri")
    typed = {**fields(saara.get(FACTS).text), **{f"{day}.closes": "10.00" for day in days}}

    look = saara.post(FACTS, **typed)
    assert "puhelinaika" in look.text
    assert do(lambda session: session.query(Booking).one().state) == "booked"

    seen = re.search(r'name="seen" value="(\w+)"', look.text)
    assert seen
    assert saara.post(FACTS, **{**typed, "seen": seen[1]}).status_code == 303
    assert do(lambda session: session.query(Booking).one().state) == "displaced"


def test_a_line_is_added_with_its_own_key(do: Do, saara: Visitor) -> None:
    languages = ("fi", "sv", "en")
    columns = ("names", "hours_words", "price_words", "urgent_words")
    words = {f"{column}.{one}": f"perhelinja {one}" for column in columns for one in languages}
    typed = {**inputs(saara.get("/lines/new/").text), **words, "number": "+358295000555"}

    assert saara.post("/lines/new/", **typed).location == "/lines/perhelinja_fi/"
    assert saara.post("/lines/new/", **typed).status_code == 400

    line = do(lambda session: session.query(Line).filter_by(key="perhelinja_fi").one())
    assert (line.number, line.languages) == ("+358295000555", ["fi", "sv"])


# --- rules ---


def test_every_rule_that_a_policy_knows_has_a_field_with_its_unit_and_default(
    saara: Visitor,
) -> None:
    known = policy_settings.of(Policy())
    assert {path.partition(".")[0] for path in known} >= {
        one.name for one in dataclass_fields(Policy)
    }
    assert set(policy_form.SETTINGS) == set(known)

    page = saara.get(POLICY).text
    assert "Yksikkö: minuuttia. Oletus: 15, 90." in page
    assert "Yksikkö: prosenttia. Oletus: 100." in page


def test_a_rule_is_changed_by_itself_and_written_down_with_both_values(
    do: Do, saara: Visitor
) -> None:
    changes = {"caps.texts": "3", "ladder.gaps": "10, 60", "expected_share": "80"}
    typed = {**fields(saara.get(POLICY).text), **changes}
    del typed["unasked"]

    assert saara.post(POLICY, **typed).status_code == 303

    policy = do(lambda session: Policy.read(general(session).policy))
    assert (policy.caps.texts, policy.expected_share, policy.unasked) == (3, 0.8, False)
    assert [gap.total_seconds() / 60 for gap in policy.ladder.gaps] == [10, 60]
    assert policy.caps.visits == Policy().caps.visits
    assert set(do(events)) == {
        ("2", "3", "policy.caps.texts"),
        ("15, 90", "10, 60", "policy.ladder.gaps"),
        ("1.0", "0.8", "policy.expected_share"),
        ("on", "off", "policy.unasked"),
    }
    assert "2 → 3 (Tekstiviestejä päivässä" in saara.get("/queue").text


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("ladder.attempts", "4"),
        ("ladder.gaps", "15; 90"),
        ("lease", ""),
        ("lease", "49"),  # no longer than the agent's telephone rings, and the way there and back
        ("expected_share", "0"),
    ],
)
def test_a_rule_that_can_t_be_is_refused_beside_its_field(
    do: Do, saara: Visitor, path: str, typed: str
) -> None:
    answer = saara.post(POLICY, **{**fields(saara.get(POLICY).text), path: typed})

    assert answer.status_code == 400
    assert f'id="{path.replace(".", "-")}-wrong"' in answer.text
    assert do(events) == []
