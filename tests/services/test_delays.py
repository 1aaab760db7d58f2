"""A promise about to break gives way once to a new time, told by text."""

import pytest
from sqlalchemy import select

from flows.rules import estimate
from ivr.db import Database
from ivr.models import Callback, Message, Promise
from ivr.services import delays, promises
from ivr.services.promises import Told
from tests import make
from tests.make import CITIZEN, at, span


def promised(
    database: Database, number: str = CITIZEN, by: str = "2026-11-24 12:00", **callback: object
) -> int:
    """A callback that should begin by noon, on a line with one agent."""
    with database.writing() as session:
        make.an_agent(session)
        row = make.a_callback(session, make.an_open_line(session), number=number, **callback)
        promise = estimate.Promise(at(by) - span("2 h"), at(by), "window")
        promises.tell(session, row, Told(promise, "words", True), "spoken", row.arrived_at)
        return row.id


def tell(database: Database, now: str) -> int:
    with database.writing() as session:
        return delays.tell(session, at(now))


def told(database: Database) -> list[tuple[str, str, str | None]]:
    """Words, channel and score of every promise, in the order in which they were told."""
    with database.reading() as session:
        rows = session.scalars(select(Promise).order_by(Promise.id))
        return [(row.words, row.channel, row.score) for row in rows]


def test_a_promise_about_to_break_gives_way_to_a_later_time(database: Database) -> None:
    promised(database)

    assert tell(database, "2026-11-24 11:54") == 0
    assert tell(database, "2026-11-24 11:55") == 1

    assert told(database) == [
        ("words", "spoken", "broken"),
        ("ti 24.11.2026 klo 12.00-14.00", "text", None),
    ]
    with database.reading() as session:
        message = session.scalars(select(Message)).one()
        assert (message.kind, message.state) == ("delay", "queued")
        assert "klo 12.00-14.00" in message.body


def test_it_is_told_once_however_late_the_call_becomes(database: Database) -> None:
    promised(database)
    tell(database, "2026-11-24 11:56")

    assert tell(database, "2026-11-24 11:57") == 0
    assert tell(database, "2026-11-24 13:57") == 0
    assert len(told(database)) == 2


def test_just_before_closing_the_new_time_is_on_the_next_working_day(database: Database) -> None:
    promised(database, by="2026-11-24 16:00")

    assert tell(database, "2026-11-24 15:56") == 1
    assert told(database)[1][0] == "ke 25.11.2026 klo 9.00-12.00"


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("an agent is being rung for it", {"state": "offered"}),
        ("the citizen is being called", {"state": "dialling"}),
        ("somebody has to look at it", {"state": "needs_human"}),
        ("it has been cancelled", {"state": "cancelled"}),
        ("its number takes no texts", {"number": "+35886123456"}),
    ],
)
def test_nothing_is_told_where_nothing_can_or_need_be(
    database: Database, what: str, values: dict
) -> None:
    promised(database, **values)

    assert tell(database, "2026-11-24 11:56") == 0, what
    assert told(database) == [("words", "spoken", None)]


def test_a_promise_already_judged_is_left_alone(database: Database) -> None:
    callback = promised(database)

    with database.writing() as session:
        promises.score(session, callback, at("2026-11-24 11:00"))
    assert tell(database, "2026-11-24 11:56") == 0


def test_a_promise_that_has_just_passed_is_told_of_late_rather_than_never(
    database: Database,
) -> None:
    promised(database)

    assert tell(database, "2026-11-24 13:01") == 0
    assert tell(database, "2026-11-24 12:59") == 1

    assert told(database)[1][0] == "ti 24.11.2026 klo 12.00-14.00"


def test_a_callback_that_waits_for_another_day_is_told_that_day(database: Database) -> None:
    promised(database, state="waiting", not_before=at("2026-11-25 09:00"))

    assert tell(database, "2026-11-24 11:56") == 1
    assert told(database)[1][0] == "ke 25.11.2026 klo 9.00-12.00"


def test_the_queue_ahead_is_counted(database: Database) -> None:
    callback = promised(database)
    with database.writing() as session:
        line = session.get_one(Callback, callback).line
        for _ in range(15):
            make.a_callback(session, line)

    assert tell(database, "2026-11-24 11:56") == 1
    assert told(database)[1][0] == "ti 24.11.2026 klo 13.00-15.00"
