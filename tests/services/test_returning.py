"""A citizen who rings back after a call that she missed is called as soon as one may be."""

from typing import Any

import pytest
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Callback, Event, Promise
from ivr.services import legs, returning
from ivr.services.policy import Policy
from tests import make
from tests.make import NOW, span

MISSED: dict[str, Any] = {"state": "ended", "result": "no_answer", "counted": True}


def tried(
    database: Database, *, ago: str = "3 min", attempt: dict[str, Any] = MISSED, **row: Any
) -> int:
    """A callback whose last attempt ended so long ago; it is due again in twelve minutes."""
    with database.writing() as session:
        staff = make.an_agent(session)
        usual: dict[str, Any] = {
            "state": "waiting",
            "counted": 1,
            "not_before": NOW + span("12 min"),
        }
        callback = make.a_callback(session, make.an_open_line(session), **(usual | row))
        make.an_attempt(session, callback, staff, ended_at=NOW - span(ago), **attempt)
        return callback.id


def rings_back(database: Database, callback_id: int) -> str:
    with database.writing() as session:
        callback = session.get_one(Callback, callback_id)
        return returning.call_sooner(session, callback, Policy(), "fi", NOW).words


def due(database: Database, callback_id: int) -> str:
    """How long from now."""
    with database.reading() as session:
        return str(session.get_one(Callback, callback_id).not_before - NOW)


def test_the_next_try_comes_as_soon_as_the_least_gap_allows(database: Database) -> None:
    callback = tried(database, ago="3 min")

    words = rings_back(database, callback)

    assert due(database, callback) == "0:02:00"
    with database.reading() as session:
        assert [promise.words for promise in session.scalars(select(Promise))] == [words]
        assert [event.cause for event in session.scalars(select(Event))] == ["rang_back"]


def test_never_before_the_citizen_has_put_the_phone_down(database: Database) -> None:
    callback = tried(database, ago="14 min")

    rings_back(database, callback)

    assert due(database, callback) == "0:01:00"


def test_a_try_that_is_nearer_still_stays_where_it_is(database: Database) -> None:
    callback = tried(database, ago="14 min", not_before=NOW + span("30 s"))

    rings_back(database, callback)

    assert due(database, callback) == "0:00:30"


def test_the_place_in_line_is_the_old_one(database: Database) -> None:
    callback = tried(database, waiting="5 h")

    rings_back(database, callback)

    with database.reading() as session:
        row = session.get_one(Callback, callback)
        assert (row.arrived_at, row.counted) == (NOW - span("5 h"), 1)


def test_once_todays_calls_are_spent_tomorrow_stays(database: Database) -> None:
    callback = tried(database, not_before=NOW + span("20 h"))
    with database.writing() as session:
        row, policy = session.get_one(Callback, callback), Policy()
        while legs.take(session, row, policy.caps, NOW.date()):
            pass

    rings_back(database, callback)

    assert due(database, callback) == "20:00:00"


@pytest.mark.parametrize(
    ("what", "attempt", "row", "missed"),
    [
        ("we rang and nobody answered", MISSED, {}, True),
        ("she was missed earlier, then a time was agreed", MISSED | {"counted": False}, {}, False),
        ("she has never been called", MISSED, {"counted": 0}, False),
        ("she is due, or being called", MISSED, {"state": "ready"}, False),
    ],
)
def test_who_was_missed(
    database: Database, what: str, attempt: dict[str, Any], row: dict[str, Any], missed: bool
) -> None:
    callback = tried(database, attempt=attempt, **row)

    with database.reading() as session:
        assert returning.was_missed(session, session.get_one(Callback, callback)) is missed, what
