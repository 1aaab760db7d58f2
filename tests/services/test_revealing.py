"""Whoever sees a number whole outside a call has said why, and it is written down."""

import pytest

from ivr.db import Database
from ivr.models import Callback, Event
from ivr.services import revealing
from ivr.services.revealing import WHYS, NotRevealed, Why
from tests import make
from tests.make import NOW


@pytest.fixture
def one(database: Database) -> str:
    with database.writing() as session:
        line = make.an_open_line(session)
        return make.a_callback(session, line, number="+358401234567").public_id


@pytest.mark.parametrize("why", WHYS)
def test_a_number_is_told_and_who_saw_it_and_why_is_kept(
    database: Database, one: str, why: Why
) -> None:
    with database.writing() as session:
        number = revealing.reveal(session, one, why, "supervisor:9", NOW)

    assert number == "+358401234567"
    with database.reading() as session:
        event = session.query(Event).one()
        assert (event.cause, event.actor, event.at) == (f"revealed:{why}", "supervisor:9", NOW)
        assert (event.from_state, event.to_state) == ("ready", "ready")


def test_what_has_been_erased_is_not_told(database: Database, one: str) -> None:
    with database.writing() as session:
        session.query(Callback).one().contact.number = None

    for public_id in (one, "nothing"):
        with database.writing() as session, pytest.raises(NotRevealed):
            revealing.reveal(session, public_id, "asked", "supervisor:9", NOW)
    with database.reading() as session:
        assert session.query(Event).count() == 0
