"""What a browser may keep so that going back shows it: second looks, and nothing that is secret."""

import pytest
from flask import Flask

from ivr.db import Database
from tests.conftest import only_sqlite
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

WORDS = {"words.fi": "Häiriö.", "words.sv": "Störning.", "words.en": "Out of order."}
UNTIL = {"to_day": "2026-11-24", "to_clock": "15.00"}
EEVA = {"name": "eeva", "role": "agent", "phone": "050 765 4321", "language.sv": "on"}


@pytest.fixture
def iida(app: Flask, database: Database) -> Visitor:
    hire(database)
    return logged_in(app, "iida")


def test_a_second_look_is_kept_and_does_not_vary_with_the_cookie(iida: Visitor) -> None:
    look = iida.post("/lines/general/announcement/", **WORDS, **UNTIL)

    assert look.status_code == 200
    assert look.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" not in look.headers.get("Vary", "")


def test_a_password_that_is_shown_once_is_kept_nowhere(iida: Visitor) -> None:
    shown = iida.post("/staff/new/", **EEVA, all_lines="on")

    assert 'id="secrets"' in shown.text
    assert shown.headers["Cache-Control"] == "no-store"


def test_logging_out_clears_what_was_kept(iida: Visitor) -> None:
    assert '"cache"' in iida.post("/logout").headers["Clear-Site-Data"]
