"""What a supervisor seeks in the queue: by line, language, state, lateness and last digits."""

import re

import pytest
from flask import Flask

from ivr.db import Database
from ivr.models import Line, Promise
from ivr.services import events
from tests import make
from tests.conftest import only_sqlite
from tests.make import NOW, span
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

SIEVES = {
    "": {"early", "late", "talking", "lost"},
    "language=sv": {"late"},
    "line=authority": {"talking"},
    "state=ready": {"early", "late"},
    "state=in_hand": {"talking"},
    "state=needs_human": {"lost"},
    "overdue=on": {"late"},
    "ending=4567": {"early"},
    "ending=45+67": {"early"},
    "ending=567&state=needs_human": set(),
    "line=&language=&state=&ending=": {"early", "late", "talking", "lost"},
}
WRONG = ("state=gone", "line=nowhere", "language=xx", "ending=12", "ending=1234567", "ending=12x")


@pytest.fixture(autouse=True)
def four(app: Flask, database: Database) -> dict[str, str]:
    """Four open callbacks; each one's name, by its public id."""
    hire(database)
    with database.writing() as session:
        line, other = session.query(Line).one(), make.a_line(session, "authority")
        late = make.a_callback(session, line, language="sv", number="+358401110002")
        session.add(
            Promise(
                callback_id=late.id,
                from_at=NOW - span("2 h"),
                to_at=NOW - span("1 min"),
                local_date=NOW.date(),
                form="window",
                words="…",
                language="sv",
                channel="spoken",
                told_at=late.arrived_at,
            )
        )
        made = {
            "early": make.a_callback(session, line, waiting="2 h", number="+358401234567"),
            "late": late,
            "talking": make.a_callback(session, other, state="talking", number="+358401110003"),
            "lost": make.a_callback(session, line, state="needs_human", number="+358401110004"),
        }
        return {callback.public_id: name for name, callback in made.items()}


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


def table(page: str) -> str:
    return page.partition('<table class="rows">')[2].partition("</table>")[0]


@pytest.mark.parametrize(("asked", "names"), SIEVES.items())
def test_the_page_shows_what_is_sought(
    saara: Visitor, four: dict[str, str], asked: str, names: set[str]
) -> None:
    page = saara.get(f"/queue?{asked}").text
    listed = saara.get(f"/queue.json?{asked}").json

    assert {four[one] for one in re.findall(r'id="row-(\w+)"', page)} == names
    assert {four[row["id"]] for row in listed} == names  # type: ignore[union-attr]


@pytest.mark.parametrize("asked", WRONG)
def test_what_can_t_be_read_shows_nothing_and_says_so(saara: Visitor, asked: str) -> None:
    page = saara.get(f"/queue?{asked}").text

    assert 'aria-invalid="true"' in page
    assert 'id="row-' not in page
    assert saara.get(f"/queue.json?{asked}").status_code == 400


def test_what_was_typed_stays_in_the_form(saara: Visitor) -> None:
    page = saara.get("/queue?state=ready&ending=12&overdue=on").text

    assert '<option value="ready" selected>' in page
    assert 'value="12"' in page
    assert re.search(r'name="overdue"[^>]* checked', page)
    assert "Anna numeron 3–6 viimeistä numeroa." in page


def test_the_figures_stay_those_of_the_whole_queue(saara: Visitor) -> None:
    summary = "Avoinna 4, myöhässä 1, odottaa päätöstä 1"

    assert summary in saara.get("/queue?language=en").text
    assert "Haulla ei löytynyt avoimia soittopyyntöjä." in saara.get("/queue?language=en").text
    assert summary in saara.get("/queue?state=ready").text


def test_the_next_rows_are_of_what_is_sought(database: Database, saara: Visitor) -> None:
    with database.writing() as session:
        line = session.query(Line).filter_by(key="general").one()
        for n in range(60):
            make.a_callback(session, line, language=("fi", "en")[n % 2], waiting=f"{300 - n} min")
        for n in range(30):
            make.a_callback(session, line, language="en", waiting=f"{90 - n} min")

    first = saara.get("/queue?language=en&state=ready").text
    onward = re.search(r'id="more" class="more" href="([^"]+)"', first)
    assert onward
    second = saara.get(onward[1].replace("&amp;", "&")).text
    link = saara.get("/queue.json?language=en&state=ready").headers["Link"]

    assert first.count('id="row-') == 50
    assert second.count('id="row-') == 10
    assert "yleinen linja, englanti" in table(second)
    assert "yleinen linja, suomi" not in table(second)
    assert "language=en" in link
    assert "state=ready" in link


def test_an_unchanged_sieved_page_is_told_in_three_digits_until_something_happens(
    database: Database, saara: Visitor
) -> None:
    path = "/queue?state=ready&ending=567"
    tag = saara.get(path).headers["ETag"]
    assert saara.get(path, If_None_Match=tag).status_code == 304

    with database.writing() as session:
        events.record(session, ("callback", 1), "ready", "offered", "claimed", "system", NOW)

    assert saara.get(path, If_None_Match=tag).status_code == 200


def test_an_auditor_may_seek_as_well(app: Flask, four: dict[str, str]) -> None:
    page = logged_in(app, "arvo").get("/queue?state=needs_human").text

    assert [four[one] for one in re.findall(r'id="row-(\w+)"', page)] == ["lost"]
