"""A list as a file: why is asked, and nothing in it can be taken for a formula."""

import csv
import io

import pytest
from flask import Flask

from ivr.db import Database
from ivr.models import Event, Line
from ivr.web.export import cell
from tests import make
from tests.conftest import only_sqlite
from tests.web.visitors import hire, logged_in

pytestmark = only_sqlite

FIELDS = {"kind": "callbacks", "first": "2026-11-24", "last": "2026-11-24"}


@pytest.fixture(autouse=True)
def work(app: Flask, database: Database) -> None:
    hire(database)
    with database.writing() as session:
        make.a_callback(session, session.query(Line).one())


def test_a_supervisor_takes_a_file_that_finnish_excel_opens(app: Flask) -> None:
    answer = logged_in(app, "saara").post("/export", why="report", **FIELDS)

    text = answer.data.decode()
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert text.startswith("\ufeff")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "callbacks-2026-11-24-2026-11-24.csv" in answer.headers["Content-Disposition"]
    assert head[:3] == ["Aika", "Linja", "Kieli"]
    assert row[0] == "2026-11-24 09:00:00"
    assert row[head.index("Numero")].startswith("'+358 ")


def test_without_a_reason_nothing_leaves_and_what_was_typed_stays(
    app: Flask, database: Database
) -> None:
    answer = logged_in(app, "saara").post("/export", **FIELDS)

    assert answer.status_code == 422
    assert 'id="why-wrong"' in answer.text
    assert 'value="2026-11-24"' in answer.text
    with database.reading() as session:
        assert session.query(Event).filter_by(subject="export").count() == 0


def test_what_was_taken_stands_in_the_journal(app: Flask) -> None:
    saara = logged_in(app, "saara")
    saara.post("/export", why="complaint", **FIELDS)

    assert "24.11.2026–24.11.2026, 1" in saara.get("/queue").text
    assert "kantelun selvittäminen" in saara.get("/queue").text


@pytest.mark.parametrize("evil", ["=1+1", "+358", "-2", "@SUM(A1)", "\tx", "\r=1", "  =1"])
def test_no_cell_begins_as_a_formula(evil: str) -> None:
    (read,) = next(csv.reader(io.StringIO(cell(evil), newline="")))
    assert read == f"'{evil}"


@pytest.mark.parametrize("plain", ["", "fi", 'she said "no"', "a;b", "two\nlines", "12"])
def test_other_cells_are_read_as_they_are(plain: str) -> None:
    (read,) = next(csv.reader(io.StringIO(cell(plain) + ";", newline=""), delimiter=";"))[:1]
    assert read == plain
