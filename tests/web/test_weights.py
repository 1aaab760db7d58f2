"""A page is light at the first visit, too: with all that a browser fetches for it."""

from flask import Flask

from ivr.db import Database
from ivr.models import Line
from ivr.services.queue import PAGE
from tests import make
from tests.conftest import only_sqlite
from tests.web.visitors import Visitor, hire, logged_in
from tests.web.weights import Weight

pytestmark = only_sqlite

BOUND = 100_000  # bytes
AGENTS = 100


def test_a_full_queue_and_everybody_who_works_are_light(app: Flask, database: Database) -> None:
    hire(database)
    with database.writing() as session:
        line = session.query(Line).one()
        for number in range(AGENTS):
            make.an_agent(session, f"agent {number}")
        for _ in range(PAGE):
            make.a_callback(session, line)

    full = Weight.of(logged_in(app, "saara"), "/queue")

    assert full.sent > full.packed > 0
    assert full.files > 0
    assert full.compressed < BOUND


def test_citizens_pages_are_lighter_still(app: Flask) -> None:
    assert all(Weight.of(Visitor.to(app), path).compressed < BOUND / 4 for path in ("/", "/book"))
