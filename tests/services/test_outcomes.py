"""What an agent files of a conversation decides what follows, by key and at the desk alike."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Promise, Staff, Task
from ivr.services import agents, outcomes, sweeps
from ivr.services.outcomes import Filed
from tests.make import NOW, at, span
from tests.services.scene import Scene


@pytest.fixture
def scene(database: Database) -> Scene:
    """A conversation has just ended; its outcome is still to be filed."""
    scene = Scene.set(database).talking()
    scene.citizen("completed", 3, talked=0)
    return scene


@pytest.mark.parametrize(
    ("outcome", "state", "end_reason"),
    [
        ("done", "done", "outcome:done"),
        ("visit", "done", "outcome:visit"),
        ("wrong_number", "refused", "outcome:wrong_number"),
        ("not_reached", "waiting", None),
        ("cut_off", "ready", None),
        ("later_hour", "waiting", None),
        ("later_morning", "waiting", None),
        ("later_afternoon", "waiting", None),
    ],
)
def test_each_outcome_leads_somewhere(
    scene: Scene, outcome: outcomes.Outcome, state: str, end_reason: str | None
) -> None:
    assert scene.file(outcome)

    assert scene.states == (state, "ended", "wrapup")
    assert (scene.attempt.outcome, scene.callback.end_reason) == (outcome, end_reason)
    assert scene.staff.wrapup_until == NOW + span("45 s")


@pytest.mark.parametrize(
    ("outcome", "again"),
    [
        ("later_hour", "2026-11-24 11:00"),
        ("later_morning", "2026-11-25 09:00"),
        ("later_afternoon", "2026-11-24 12:00"),
    ],
)
def test_later_is_when_it_was_asked_for_and_a_promise(
    scene: Scene, outcome: outcomes.Outcome, again: str
) -> None:
    arrived = scene.callback.arrived_at

    assert scene.file(outcome) == Filed(at(again))

    callback = scene.callback
    assert (callback.not_before, callback.counted) == (at(again), 0)
    assert callback.arrived_at == arrived
    with scene.database.reading() as session:
        promise = session.scalars(select(Promise)).one()
    assert (promise.channel, promise.from_at) == ("staff", at(again))


def test_a_visit_that_is_needed_becomes_a_task_once(scene: Scene) -> None:
    scene.file("visit")
    assert scene.file("visit") is None

    with scene.database.reading() as session:
        task = session.scalars(select(Task)).one()
    assert (task.kind, task.attempt_id) == ("book_visit", scene.attempt_id)
    assert (task.contact_id, task.language) == (scene.callback.contact_id, "fi")


def test_a_visit_filed_during_the_talk_becomes_a_task_when_it_ends(database: Database) -> None:
    scene = Scene.set(database).talking()
    scene.file("visit")
    assert not scene.do(lambda session: session.scalar(select(Task.id)))

    scene.citizen("completed", 3, talked=60)

    assert scene.do(lambda session: session.scalar(select(Task.id)))
    assert scene.callback.state == "done"


@pytest.mark.parametrize("outcome", ["later_hour", "later_morning", "later_afternoon"])
def test_another_time_makes_a_phone_time_an_ordinary_callback(
    database: Database, outcome: outcomes.Outcome
) -> None:
    scene = Scene.set(database, kind="phone_time").talking()
    scene.citizen("completed", 3, talked=60)

    scene.file(outcome)

    assert (scene.callback.kind, scene.callback.lane) == ("callback", "general/fi/callback")
    assert scene.callback.arrived_at == NOW - span("1 h")


def test_a_phone_time_that_was_cut_off_goes_on_as_what_was_cut_off(database: Database) -> None:
    scene = Scene.set(database, kind="phone_time").talking()
    scene.citizen("completed", 3, talked=60)

    scene.file("cut_off")

    assert (scene.callback.kind, scene.callback.lane) == ("cut_off", "general/fi/cut_off")


def test_a_voicemail_counts_as_a_miss(scene: Scene) -> None:
    scene.file("not_reached")

    callback = scene.callback
    assert (callback.counted, callback.not_before) == (1, NOW + span("15 min"))
    assert scene.attempt.counted
    assert scene.texts() == ["missed_first"]


def test_a_wrong_number_is_not_called_for_those_who_type_it(scene: Scene) -> None:
    scene.file("wrong_number")

    callback = scene.callback
    with scene.database.reading() as session:
        assert session.merge(callback, load=True).contact.refuses_typed


def test_a_conversation_cut_off_goes_on_first_with_the_same_agent(scene: Scene) -> None:
    scene.file("cut_off")

    callback = scene.callback
    assert (callback.state, callback.kind, callback.lane) == (
        "ready",
        "cut_off",
        "general/fi/cut_off",
    )
    assert (callback.for_staff_id, callback.counted) == (scene.agent_id, 0)
    scene.set_ready()
    assert scene.wait(seconds=45).claim()


def test_an_outcome_is_filed_once(scene: Scene) -> None:
    assert scene.file("done")

    assert scene.file("cut_off") is None
    assert (scene.callback.state, scene.attempt.outcome) == ("done", "done")


def test_there_is_nothing_to_file_of_a_call_that_nobody_answered(database: Database) -> None:
    scene = Scene.set(database).released()
    scene.citizen("busy", 2)

    assert scene.file("done") is None
    assert scene.callback.state == "waiting"


def test_what_is_filed_before_the_end_is_heard_of_waits_for_it(database: Database) -> None:
    scene = Scene.set(database).talking()

    assert scene.file("later_hour") == Filed()
    assert scene.states == ("talking", "talking", "talking")
    scene.wait(seconds=2).citizen("completed", 3, talked=2)

    assert scene.states == ("waiting", "ended", "wrapup")
    assert scene.callback.not_before == scene.now + span("1 h")


def test_an_outcome_may_be_filed_long_after_the_agent_has_hung_up(scene: Scene) -> None:
    scene.agent("completed")
    scene.wait(minutes=20)
    scene.set_ready()

    assert scene.file("done")

    assert (scene.callback.state, scene.staff.state) == ("done", "ready")


def test_the_oldest_missing_outcome_is_asked_for(scene: Scene) -> None:
    with scene.database.reading() as session:
        agent = session.get_one(Staff, scene.agent_id)
        assert outcomes.unfiled_of(session, agent) == scene.attempt_id

    scene.file("done")

    with scene.database.reading() as session:
        assert outcomes.unfiled_of(session, agent) is None


def test_what_the_citizen_has_ended_needs_no_outcome_any_more(scene: Scene) -> None:
    scene.cancel()

    with scene.database.reading() as session:
        agent = session.get_one(Staff, scene.agent_id)
        assert outcomes.unfiled_of(session, agent) is None
    assert scene.file("done") is None


def test_a_missing_outcome_is_raised_after_a_quarter_of_an_hour(scene: Scene) -> None:
    scene.wait(minutes=14, seconds=59)
    assert sweeps.run(scene.database, sweeps.UNFILED, scene.now) == 0

    scene.wait(seconds=1)
    assert sweeps.run(scene.database, sweeps.UNFILED, scene.now) == 1

    callback = scene.callback
    assert (callback.state, callback.raised_reason) == ("unfiled", "unfiled")
    assert sweeps.run(scene.database, sweeps.UNFILED, scene.now) == 0


def test_what_was_raised_for_a_missing_outcome_is_lowered_once_it_is_filed(scene: Scene) -> None:
    scene.wait(minutes=15)
    sweeps.run(scene.database, sweeps.UNFILED, scene.now)

    scene.file("later_hour")

    callback = scene.callback
    assert (callback.state, callback.raised_at, callback.raised_reason) == ("waiting", None, None)


def test_a_pause_asked_for_in_a_call_begins_after_the_wrap_up(scene: Scene) -> None:
    scene.do(
        lambda session: agents.set_state(
            session, session.get_one(Staff, scene.agent_id), "paused", actor="x", now=scene.now
        )
    )
    scene.file("done")
    assert scene.staff.state == "wrapup"

    sweeps.run(scene.database, sweeps.WRAPUPS, scene.now + timedelta(seconds=45))

    assert (scene.staff.state, scene.staff.pause_after) == ("paused", False)


def test_what_was_filed_before_the_end_stands(database: Database) -> None:
    scene = Scene.set(database).talking()
    scene.file("done")

    assert scene.file("cut_off") is None
    scene.citizen("completed", 3)

    assert scene.callback.state == "done"
