"""A call whose end was never told does not go on for ever: the network is asked."""

from datetime import timedelta

import pytest

from ivr.db import Database, find
from ivr.models import Call
from ivr.services import open_calls
from tests import make
from tests.make import NOW, span
from tests.services.scene import AGENT_LEG, Scene


@pytest.fixture
def call_id(database: Database) -> int:
    """A citizen's call that began at NOW."""
    with database.writing() as session:
        return make.a_call(session, make.an_open_line(session)).id


def due(database: Database, after: timedelta) -> list[int]:
    with database.reading() as session:
        return list(find(session, open_calls.DUE, NOW + after))


def take(database: Database, call_id: int, after: timedelta) -> str | None:
    with database.writing() as session:
        return open_calls.take(session, call_id, NOW + after)


def settle(
    database: Database, call_id: int, status: str | None, after: timedelta, ended: str = "0 s"
) -> Call:
    with database.writing() as session:
        ended_at = NOW + span(ended) if status == "completed" else None
        open_calls.settle(session, call_id, status, ended_at, NOW + after)
    with database.reading() as session:
        return session.get_one(Call, call_id)


def test_a_call_is_asked_about_every_ten_minutes(database: Database, call_id: int) -> None:
    assert due(database, span("9 min")) == []
    assert due(database, span("10 min")) == [call_id]
    assert take(database, call_id, span("10 min"))
    assert due(database, span("19 min")) == []
    assert take(database, call_id, span("19 min")) is None
    assert due(database, span("20 min")) == [call_id]


def test_a_call_that_has_ended_is_not_asked_about(database: Database, call_id: int) -> None:
    settle(database, call_id, "completed", span("10 min"))

    assert due(database, span("1 h")) == []
    assert take(database, call_id, span("1 h")) is None


def test_its_end_is_the_networks(database: Database, call_id: int) -> None:
    call = settle(database, call_id, "completed", span("10 min"), ended="3 min")

    assert (call.ended_at, call.end_status) == (NOW + span("3 min"), "completed")


def test_a_call_that_goes_on_is_left_to_it(database: Database, call_id: int) -> None:
    assert settle(database, call_id, "in-progress", span("10 min")).ended_at is None


@pytest.mark.parametrize(
    ("status", "after"), [(None, "10 min"), ("in-progress", "24 h"), ("ringing", "24 h")]
)
def test_a_call_that_can_not_go_on_is_over_in_an_unknown_way(
    database: Database, call_id: int, status: str | None, after: str
) -> None:
    call = settle(database, call_id, status, span(after))

    assert (call.ended_at, call.end_status) == (NOW + span(after), "unknown")


def test_the_end_of_an_agents_leg_is_told_to_its_attempt(database: Database) -> None:
    scene = Scene.set(database).talking()
    call_id = scene.open_call()

    call = settle(database, call_id, "completed", span("20 min"), ended="15 min")

    assert call.sid == AGENT_LEG
    assert scene.states == ("unfiled", "ended", "wrapup")
    assert scene.attempt.agent_ended_at == NOW + span("15 min")
