"""Announcing on a line: nothing is heard that wasn't looked at before, or that can't be said."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Announcement, Event, Line
from ivr.services import announcements
from tests.clocks import helsinki
from tests.conftest import only_sqlite
from tests.make import NOW
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

Do = Callable[[Callable[[Session], Any]], Any]
PATH = "/lines/general/announcement/"
TYPED: Mapping[str, str] = {
    "words.fi": "Jono on tänään pitkä",
    "words.sv": "Kön är lång i dag.",
    "words.en": "The queue is long today.",
    "to_day": "2026-11-24",
    "to_clock": "15.00",
}


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


def stored(session: Session) -> list[Announcement]:
    return session.query(Announcement).all()


def heard(session: Session) -> Any:
    return announcements.current(session, session.query(Line).one(), NOW)


def typed(**changes: str) -> dict[str, str]:
    return {**TYPED, **{name.replace("__", "."): words for name, words in changes.items()}}


def test_it_is_looked_at_first_with_its_length_and_only_then_heard(do: Do, saara: Visitor) -> None:
    look = saara.post(PATH, **TYPED)

    assert "Jono on tänään pitkä." in look.text
    assert "2 s" in look.text
    assert do(stored) == []
    assert do(lambda session: session.query(Event).filter_by(subject="line").count()) == 0

    assert saara.post(PATH, **typed(seen="on")).location == "/lines/general/"
    assert do(heard)["fi"] == "Jono on tänään pitkä."
    [row] = do(stored)
    assert (row.starts_at, row.ends_at) == (NOW, helsinki("2026-11-24 15:00"))
    assert "Kön är lång i dag." in saara.get("/lines/general/").text


def test_signs_that_no_keyboard_types_are_left_out(do: Do, saara: Visitor) -> None:
    pasted = typed(words__fi="Jono on\x02 pitkä\ufffe.", seen="on")

    assert saara.post(PATH, **pasted).location == "/lines/general/"

    assert do(heard)["fi"] == "Jono on pitkä."


def test_it_is_ended_at_once(do: Do, saara: Visitor) -> None:
    saara.post(PATH, **typed(seen="on"))
    [row] = do(stored)

    assert saara.post(f"{PATH}end/", announcement=str(row.id)).status_code == 303

    assert do(heard) is None
    assert "Tiedotetta ei ole." in saara.get("/lines/general/").text


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"words__sv": ""}, "words-sv", "Täytä tämä."),
        ({"words__fi": "Avaamme klo 9."}, "words-fi", "Merkkiä 9"),
        ({"words__en": "<Dial>here</Dial>"}, "words-en", "Merkkiä &lt;"),
        ({"words__fi": "Jono on pitkä. " * 12}, "words-fi", "Lyhennä"),
        ({"to_clock": "9.59"}, "to_clock", "alkuajan jälkeen"),
        ({"to_day": ""}, "to_day", "Kirjoita päivä"),
        ({"from_day": "2026-11-24"}, "from_clock", "Kirjoita kellonaika"),
    ],
)
def test_what_can_t_be_said_or_never_would_be_is_refused_beside_its_field(
    do: Do, saara: Visitor, changes: dict[str, str], field: str, said: str
) -> None:
    answer = saara.post(PATH, **typed(seen="on", **changes))

    assert answer.status_code == 400
    assert said in answer.text
    assert f'id="{field}-wrong"' in answer.text
    assert do(stored) == []


def test_a_second_one_at_the_same_time_is_refused_and_nothing_typed_is_lost(
    do: Do, saara: Visitor
) -> None:
    saara.post(PATH, **typed(seen="on"))

    answer = saara.post(PATH, **typed(words__fi="Toinen asia."))

    assert "jo tiedote" in answer.text
    assert "Toinen asia." in answer.text


def test_english_is_asked_for_where_the_line_speaks_it_and_swedish_always(
    do: Do, saara: Visitor
) -> None:
    do(lambda session: setattr(session.query(Line).one(), "languages", ["fi"]))

    page = saara.get(PATH).text
    assert 'name="words.sv"' in page
    assert 'name="words.en"' not in page
    saara.post(PATH, **typed(seen="on", words__en="Not asked for."))
    assert sorted(do(heard)) == ["fi", "sv"]
