"""A claim brings the next callback and a ready agent together, and nobody else gets either."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ivr.db import Database
from ivr.models import Attempt, Callback, Staff
from ivr.services import claims
from tests import make
from tests.make import NOW


def claim(database: Database, now=NOW) -> claims.Offer | None:
    with database.writing() as session:
        return claims.claim(session, now)


def test_the_oldest_ready_callback_is_offered_to_a_ready_agent(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.a_callback(session, line, waiting="1 h")
        oldest = make.a_callback(session, line, waiting="2 h").id
        agent = make.an_agent(session, number="+358401112222").id

    offer = claim(database)

    assert offer is not None
    assert (offer.to, offer.from_, offer.ring) == ("+358401112222", "+358295000100", 20)
    with database.reading() as session:
        attempt = session.get_one(Attempt, offer.attempt_id)
        assert (attempt.callback_id, attempt.staff_id, attempt.epoch) == (oldest, agent, 1)
        assert attempt.lease_until == NOW + timedelta(seconds=120)
        assert session.get_one(Callback, oldest).state == "offered"
        assert session.get_one(Callback, oldest).epoch == 1
        assert session.get_one(Staff, agent).state == "offered"
