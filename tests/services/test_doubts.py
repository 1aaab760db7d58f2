"""Silence about a citizen's leg: the network's answers settle it, its own silence never does."""

import pytest

from ivr.db import Database
from tests.make import span
from tests.services.questions import answer, ask, child, due, in_turns, no_answer
from tests.services.scene import AGENT_LEG, CITIZEN_LEG, Scene

SECOND_LEG = "CA" + "d" * 32


@pytest.fixture
def scene(database: Database) -> Scene:
    """The citizen's telephone should have rung, and nothing has been heard of it in time."""
    return Scene.set(database).released().wait(seconds=90)


# --- a citizen's leg of which nothing is heard ---


def test_before_its_limit_nothing_is_in_doubt(database: Database) -> None:
    scene = Scene.set(database).released().wait(seconds=89)

    assert due(scene) == []
    assert ask(scene) is None


def test_a_silent_leg_is_asked_about_once_in_ten_seconds(scene: Scene) -> None:
    assert due(scene) == [scene.attempt_id]
    doubt = ask(scene)
    assert doubt
    assert (doubt.sid, doubt.dialled, doubt.over) == (AGENT_LEG, True, False)

    scene.wait(seconds=9)
    assert (due(scene), ask(scene)) == ([], None)

    scene.wait(seconds=1)
    assert due(scene) == [scene.attempt_id]


def test_a_conversation_beyond_its_limit_is_asked_about(database: Database) -> None:
    scene = Scene.set(database).talking().wait(seconds=3719)
    assert due(scene) == []

    assert due(scene.wait(seconds=1)) == [scene.attempt_id]


@pytest.mark.parametrize(
    ("status", "talked", "result", "state"),
    [
        ("completed", 40, "answered", "unfiled"),
        ("busy", 0, "busy", "waiting"),
        ("no-answer", 0, "no_answer", "waiting"),
        ("failed", 0, "failed", "waiting"),
        ("canceled", 0, "abandoned", "waiting"),
    ],
)
def test_a_leg_that_is_found_is_a_fact(
    scene: Scene, status: str, talked: int, result: str, state: str
) -> None:
    ended = 75 if status == "canceled" else 20
    answer(scene, "completed", child(scene, status, ended=ended, talked=talked), ended=20)

    assert (scene.attempt.result, scene.callback.state) == (result, state)
    assert scene.attempt.citizen_sid == CITIZEN_LEG
    assert scene.staff.state == "wrapup"
    assert due(scene.wait(hours=1)) == []


def test_a_leg_that_is_found_talking_is_a_conversation_with_a_new_limit(scene: Scene) -> None:
    answer(scene, "in-progress", child(scene, "in-progress"))

    assert scene.states == ("talking", "talking", "talking")
    assert due(scene.wait(seconds=3600 + 119)) == []
    assert due(scene.wait(seconds=1)) == [scene.attempt_id]


def test_a_conversation_whose_end_was_lost_is_filed_like_any_other(database: Database) -> None:
    scene = Scene.set(database).talking().wait(hours=2)

    answer(scene, "completed", child(scene, "completed", ended=3600, talked=300), ended=3500)

    assert scene.states == ("unfiled", "ended", "wrapup")
    assert scene.attempt.citizen_ended_at == scene.now - span("1 h")
    assert scene.attempt.agent_ended_at == scene.now - span("3500 s")


def test_two_empty_lists_half_a_minute_apart_prove_that_there_was_no_leg(scene: Scene) -> None:
    arrived = scene.callback.arrived_at
    answer(scene, "completed")
    assert scene.callback.state == "dialling"
    scene.wait(seconds=29)
    answer(scene, "completed")
    assert scene.callback.state == "dialling"

    scene.wait(seconds=10)
    answer(scene, "completed")

    assert scene.states == ("ready", "ended", "wrapup")
    assert (scene.attempt.result, scene.callback.counted) == ("not_placed", 0)
    assert (scene.callback.arrived_at, scene.legs_counted()) == (arrived, 0)


def test_an_empty_list_proves_nothing_while_the_agents_leg_lasts(scene: Scene) -> None:
    in_turns(scene, ["in-progress"] * 100)

    assert scene.states == ("dialling", "dialling", "talking")


def test_a_leg_that_has_been_heard_of_is_never_taken_to_be_none(scene: Scene) -> None:
    scene.citizen("ringing", 1)
    in_turns(scene, ["completed"] * 30)
    assert scene.callback.state == "dialling"

    answer(scene, "completed")

    assert (scene.callback.state, scene.callback.raised_reason) == ("needs_human", "silence")


def test_two_legs_are_an_alarm_and_the_conversation_counts(scene: Scene) -> None:
    unanswered = child(scene, "no-answer", sid=SECOND_LEG)
    answer(scene, "completed", unanswered, child(scene, "completed", talked=30))

    assert scene.callback.state == "unfiled"
    assert scene.callback.raised_reason == "two_legs"
    assert scene.attempt.citizen_sid == CITIZEN_LEG


def test_a_leg_that_never_ends_can_not_be_true(scene: Scene) -> None:
    scene.wait(hours=25)
    answer(scene, "in-progress")
    scene.wait(minutes=14)
    answer(scene, "in-progress")
    assert scene.callback.state == "dialling"

    scene.wait(minutes=1)
    answer(scene, "in-progress")

    assert (scene.callback.state, scene.callback.raised_reason) == ("needs_human", "silence")


# --- questions in vain ---


def test_without_an_answer_it_stays_for_a_quarter_of_an_hour_then_needs_a_person(
    scene: Scene,
) -> None:
    in_turns(scene, [""] * 30)
    assert scene.states == ("dialling", "dialling", "talking")

    no_answer(scene)

    assert scene.states == ("needs_human", "ended", "wrapup")
    callback = scene.callback
    assert (callback.raised_reason, callback.counted) == ("out_of_reach", 0)
    assert scene.attempt.result == "unknown"
    assert scene.causes()[-2:] == ["out_of_reach", "raised:out_of_reach"]


def test_a_network_that_knows_nothing_of_the_call_leaves_it_to_a_person(scene: Scene) -> None:
    for _ in range(30):
        answer(scene, None)
        scene.wait(seconds=30)
    assert scene.callback.state == "dialling"

    answer(scene, None)

    assert (scene.callback.state, scene.callback.raised_reason) == ("needs_human", "silence")


def test_an_answer_that_comes_late_still_settles(scene: Scene) -> None:
    in_turns(scene, [""] * 20)

    in_turns(scene, ["completed", "completed"])

    assert scene.callback.state == "ready"


def test_an_answer_between_begins_the_quarter_of_an_hour_anew(scene: Scene) -> None:
    in_turns(scene, [*[""] * 29, "in-progress", *[""] * 29])

    assert scene.callback.state == "dialling"


def test_time_in_which_nobody_asked_is_not_time_in_vain(scene: Scene) -> None:
    no_answer(scene)
    scene.wait(hours=10)  # the scheduler did not run

    no_answer(scene)

    assert scene.callback.state == "dialling"


def test_in_doubt_nobody_is_dialled_again(scene: Scene) -> None:
    in_turns(scene, [""] * 31)
    assert scene.callback.state == "needs_human"

    for _ in range(3):
        scene.wait(hours=1).promote()
        scene.set_ready()
        assert scene.claim() is None


def test_what_is_heard_after_all_is_kept_but_moves_nothing(scene: Scene) -> None:
    in_turns(scene, [""] * 31)

    scene.citizen("completed", 3, talked=20)

    assert scene.callback.state == "needs_human"
    assert scene.attempt.citizen_status == "completed"


def test_a_conversation_whose_outcome_is_filed_leaves_nothing_to_find_out(
    database: Database,
) -> None:
    scene = Scene.set(database).talking()
    scene.file("done")
    scene.wait(hours=2)

    in_turns(scene, [""] * 31)

    assert scene.callback.state == "done"


def test_an_answer_about_another_leg_changes_nothing(scene: Scene) -> None:
    answer(scene, "completed", child(scene, "completed", talked=5), sid=SECOND_LEG)

    assert scene.states == ("dialling", "dialling", "talking")
    assert due(scene.wait(seconds=10)) == [scene.attempt_id]
