"""The forecast of a line is made of the very facts of which its promises are made."""

from datetime import timedelta

from flows.rules.clearing import Clearing
from ivr.db import Database
from ivr.services import clearing, outlook, promises
from ivr.services.policy import Policy
from tests import make
from tests.clocks import helsinki as at
from tests.make import NOW, span


def test_a_line_is_cleared_when_its_agents_have_called_all_who_wait(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session)
        for language in ("fi", "fi", "sv"):
            make.a_callback(session, line, language=language)

        found = clearing.of_line(session, line, NOW)

    assert found.ahead == 3
    assert found.clearing == Clearing(at("2026-11-24 10:45"))


def test_a_queue_that_nobody_speaks_the_language_of_is_left(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session, languages=["fi"])
        for language in ("fi", "sv", "sv"):
            make.a_callback(session, line, language=language)

        assert clearing.of_line(session, line, NOW).clearing == Clearing(None, 2)


def test_long_calls_today_put_off_both_the_forecast_and_the_promise(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        agent = make.an_agent(session)
        for _ in range(5):
            make.a_callback(session, line)
        policy = Policy()
        before = clearing.of_line(session, line, NOW).clearing.by
        told_before = promises.foresee(session, line, "fi", policy, NOW).promise
        for _ in range(10):
            served = make.a_callback(session, line, state="done")
            make.an_attempt(
                session,
                served,
                agent,
                state="ended",
                created_at=NOW - span("50 min"),
                released_at=NOW - span("49 min"),
                answered_at=NOW - span("48 min"),
                ended_at=NOW,
                result="answered",
            )

        after = clearing.of_line(session, line, NOW).clearing.by
        told_after = promises.foresee(session, line, "fi", policy, NOW).promise
        assert outlook.handling(session, line, policy, NOW) == timedelta(minutes=30, seconds=22.5)

    assert before is not None
    assert after is not None
    assert after > before
    assert told_before is not None
    assert told_after is not None
    assert told_after.to_at > told_before.to_at
