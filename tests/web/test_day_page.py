"""The day as a picture: its figures are those of the tables, each beside what it means."""

import pytest
from flask import Flask

from ivr.db import Database
from tests.conftest import only_sqlite
from tests.web.visitors import hire, logged_in

pytestmark = only_sqlite


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


def test_the_page_shows_today_with_its_forecast_and_every_figure_s_meaning(app: Flask) -> None:
    page = logged_in(app, "saara").get("/day")

    assert page.status_code == 200
    assert "Jono on tyhjä." in page.text
    assert 'id="figure-same_day"' in page.text
    assert "soitettiin ensimmäisen kerran samana päivänä" in page.text
    assert page.text.count("<svg role=") == 2


def test_unchanged_it_is_not_made_again(app: Flask) -> None:
    saara = logged_in(app, "saara")
    tag = saara.get("/day").headers["ETag"]

    assert saara.get("/day", If_None_Match=tag).status_code == 304


def test_another_day_can_be_looked_at_and_no_nonsense(app: Flask) -> None:
    saara = logged_in(app, "saara")

    assert "maanantai 23. marraskuuta 2026" in saara.get("/day/2026-11-23/").text
    assert saara.get("/day/2026-13-01/").status_code == 404
