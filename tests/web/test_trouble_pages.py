"""When the database fails: what pages say, and what those hear who watch over the service."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from ivr.app import create_app
from ivr.db import Database, make_engine
from ivr.migrations import upgrade
from ivr.models import Heartbeat
from ivr.settings import Settings
from tests.ailments import SHORT, SWIFT, locked, read_only
from tests.clocks import Settable
from tests.conftest import BOTH
from tests.postgres import Server
from tests.web.ailing import Ailing, ailing
from tests.web.visitors import Visitor, hire

IN_WORDS = {
    "fi": "Tietokanta ei vastaa juuri nyt.",
    "sv": "Databasen svarar inte just nu.",
    "en": "The database does not answer at the moment.",
}
HOMES = {"saara": "/queue", "aino": "/desk"}

ill = pytest.fixture(ailing, params=SWIFT, name="ill")

cannot_be_read = pytest.mark.parametrize(
    "ill",
    [
        pytest.param(("sqlite", "moved away"), id="sqlite"),
        pytest.param(("postgresql", "out of reach"), id="postgresql", marks=pytest.mark.postgres),
    ],
    indirect=True,
)


@cannot_be_read
@pytest.mark.parametrize("who", HOMES)
def test_a_page_says_that_the_database_does_not_answer_and_is_back_with_it(
    ill: Ailing, who: str
) -> None:
    hire(ill.database)
    visitor = Visitor.to(ill.network.app)
    visitor.log_in(who)

    with ill.ails():
        for language, words in IN_WORDS.items():
            page = visitor.get(HOMES[who], Accept_Language=language)
            assert page.status_code == 503
            assert words in page.text

    assert visitor.get(HOMES[who]).status_code == 200


def test_logging_in_says_so_too_and_succeeds_afterwards(ill: Ailing) -> None:
    hire(ill.database)
    visitor = Visitor.to(ill.network.app)
    form = {"csrf_token": visitor.token(), "name": "saara", "password": "a password of tests"}

    with ill.ails():
        refused = visitor.client.post("/login", base_url="https://we.example", data=form)
    assert refused.status_code == 503
    assert IN_WORDS["fi"] in refused.text

    assert visitor.log_in("saara").status_code == 303


# --- those who watch ---


@pytest.fixture
def database_url(empty_url: str) -> str:
    """A database whose tables were made as they are made in service."""
    upgrade(empty_url)
    return empty_url


@pytest.fixture
def own(database_url: str) -> Iterator[Database]:
    database = Database(make_engine(database_url, SHORT))
    yield database
    database.close()


@pytest.fixture
def watched(own: Database, settings: Settings, clock: Settable) -> Visitor:
    return Visitor.to(create_app(settings, database=own, clock=clock))


def ready(visitor: Visitor) -> tuple[int, str]:
    answer: TestResponse = visitor.get("/readyz")
    assert answer.json
    return answer.status_code, answer.json["database"]


def test_what_is_locked_is_not_ready_until_it_is_free(watched: Visitor, database_url: str) -> None:
    with locked(database_url):
        assert ready(watched) == (503, "busy")
        assert watched.get("/healthz").status_code == 200

    assert ready(watched) == (200, "ready")


@cannot_be_read
def test_what_is_out_of_reach_is_lost_and_what_was_counted_is_still_told(ill: Ailing) -> None:
    visitor = Visitor.to(ill.network.app)
    with ill.ails():
        assert ready(visitor) == (503, "lost")
        assert visitor.get("/healthz").status_code == 200
        figures = visitor.get("/metrics", Authorization="Bearer watch").text
    assert "database_answers 0.0" in figures
    assert "webhooks_troubled_total" in figures

    figures = visitor.get("/metrics", Authorization="Bearer watch").text
    assert "database_answers 1.0" in figures


@cannot_be_read
def test_tables_of_another_version_are_outdated(ill: Ailing) -> None:
    """Those of these tests were made by no step."""
    assert ready(Visitor.to(ill.network.app)) == (503, "outdated")


@pytest.mark.parametrize("empty_url", BOTH[1:], indirect=True)
def test_a_standby_is_not_ready_until_it_leads(
    watched: Visitor, own: Database, postgresql: Server
) -> None:
    with read_only(postgresql, own):
        assert ready(watched) == (503, "busy")

    assert ready(watched) == (200, "ready")


def test_who_asks_often_makes_us_write_seldom(
    watched: Visitor, own: Database, clock: Settable
) -> None:
    beats = []
    for _ in range(25):
        assert ready(watched) == (200, "ready")
        with own.reading() as session:
            beats.append(session.scalar(select(Heartbeat.at)))
        clock.advance(seconds=1)

    assert len(set(beats)) == 3
