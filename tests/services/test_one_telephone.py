"""Whosesoever callbacks they are, one telephone rings for one of them at a time."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Attempt, Line
from ivr.services import claims
from tests import make
from tests.make import NOW, span


def claims_at(database: Database, now: datetime) -> claims.Offer | None:
    with database.writing() as session:
        return claims.claim(session, now)


@pytest.mark.parametrize("ways", [("relay", "relay"), ("relay", "own"), ("own", "relay")])
def test_a_telephone_rings_for_one_callback_at_a_time_whosesoever(
    database: Database, ways: tuple[str, str]
) -> None:
    """It may be a relay's for one citizen, and somebody's own for another line."""

    def build(session: Session, line: Line) -> None:
        relay = make.a_contact(session, "+358407654321")
        for minutes, way in zip((20, 10), ways, strict=True):
            whose = {"contact": relay}
            if way == "relay":
                whose = {"reach": "relay", "relay_contact_id": relay.id}
            make.a_callback(session, line, waiting=f"{minutes} min", **whose)
        make.a_callback(session, line, waiting="5 min")
        for name in ("Aino", "Bo", "Cecilia"):
            make.an_agent(session, name)

    with database.writing() as session:
        build(session, make.an_open_line(session))

    offers = [claims_at(database, NOW + span(f"{n * 5} s")) for n in range(3)]

    with database.reading() as session:
        rung = [session.get_one(Attempt, one.attempt_id).callback_id for one in offers if one]
    assert rung == [1, 3]
