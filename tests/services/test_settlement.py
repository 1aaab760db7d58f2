"""What is heard of the legs decides what becomes of a callback; silence is never guessed at."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ivr.db import Database
from ivr.services import settlement, sweeps
from tests.make import NOW, at, span
from tests.services.scene import CITIZEN_LEG, Scene

SECOND_LEG = "CA" + "d" * 32


@pytest.fixture
def scene(database: Database) -> Scene:
    """The citizen's telephone is about to ring."""
    return Scene.set(database).released()


@pytest.mark.parametrize(
    ("status", "result", "minutes"),
    [
        ("busy", "busy", 5),
        ("failed", "failed", 15),
    ],
)
def test_a_miss_settles_itself_and_is_tried_again(
    scene: Scene, status: str, result: str, minutes: int
) -> None:
    arrived = scene.callback.arrived_at
    scene.citizen(status, 3)

    assert scene.states == ("waiting", "ended", "wrapup")
    callback, attempt = scene.callback, scene.attempt
    assert (attempt.result, attempt.counted, callback.counted) == (result, True, 1)
    assert callback.not_before == NOW + timedelta(minutes=minutes)
    assert callback.arrived_at == arrived
    assert callback.tried_hours == [10]
    assert scene.staff.wrapup_until == NOW + span("45 s")


def test_a_telephone_that_rings_out_is_a_miss(scene: Scene) -> None:
    scene.rings_out()

    assert scene.states == ("waiting", "ended", "wrapup")
    assert (scene.attempt.result, scene.attempt.counted) == ("no_answer", True)
    assert scene.callback.not_before == NOW + span("15 min")


def test_a_miss_is_settled_by_the_dial_itself_when_the_leg_says_nothing(scene: Scene) -> None:
    assert scene.dial_ended("no-answer") == "no_answer"

    assert scene.states == ("waiting", "ended", "wrapup")


@pytest.mark.parametrize(("sip", "then"), [(404, "refused"), (410, "refused"), (503, "waiting")])
def test_a_failure_waits_for_its_reason(scene: Scene, sip: int, then: str) -> None:
    assert scene.dial_ended("failed") == "failed"
    assert scene.states == ("dialling", "dialling", "talking")

    scene.citizen("failed", 2, sip=sip)

    assert scene.callback.state == then


def test_a_failure_whose_reason_never_comes_is_a_plain_one(
    scene: Scene, database: Database
) -> None:
    scene.dial_ended("failed")

    assert sweeps.run(database, sweeps.FAILURES, scene.now + span("89 s")) == 0
    assert sweeps.run(database, sweeps.FAILURES, scene.now + span("90 s")) == 1

    assert scene.states == ("waiting", "ended", "wrapup")
    assert scene.attempt.result == "failed"


def test_a_number_that_does_not_exist_is_closed_and_remembered(scene: Scene) -> None:
    scene.citizen("failed", 2, sip=404)

    callback = scene.callback
    assert (callback.state, callback.end_reason) == ("refused", "invalid_number")
    assert scene.do(lambda session: session.merge(callback).contact.unreachable)
    assert (scene.attempt.counted, scene.texts()) == (False, [])


def test_the_first_and_the_last_miss_are_told_by_text(scene: Scene) -> None:
    scene.rings_out()
    assert scene.texts() == ["missed_first"]

    try_again(scene, minutes=15)
    assert scene.texts() == ["missed_first"]
    assert scene.callback.not_before == scene.now + span("90 min")

    try_again(scene, minutes=90)
    assert scene.texts() == ["missed_first", "missed_last"]
    assert (scene.callback.state, scene.callback.counted) == ("unreached", 3)


def test_a_number_that_takes_no_texts_is_tried_once_more_on_a_later_day(
    database: Database,
) -> None:
    scene = Scene.set(database, number="+35886123456").released()
    scene.rings_out()
    for minutes in (15, 90):
        try_again(scene, minutes=minutes)
    assert (scene.callback.state, scene.callback.counted) == ("waiting", 3)
    assert at("2026-11-25 00:00") < scene.callback.not_before < at("2026-11-26 00:00")

    scene.now = scene.callback.not_before
    try_again(scene, minutes=0)

    assert (scene.callback.state, scene.callback.counted) == ("unreached", 4)
    assert scene.texts() == []


def try_again(scene: Scene, minutes: int, end: str = "") -> None:
    """The callback comes due, is offered, accepted, and nobody answers (or it ends otherwise)."""
    scene.wait(minutes=minutes)
    scene.promote()
    scene.set_ready()
    legs = len(scene.causes()) * 10
    agent, citizen = f"CA{legs:032}", f"CA{legs + 1:032}"
    assert scene.claim()
    assert scene.take_up(agent)
    assert not isinstance(scene.accept(agent), str)
    if end:
        scene.citizen(end, 3, sid=citizen)
    else:
        scene.rings_out(sid=citizen)


def test_an_answered_call_is_a_conversation(scene: Scene) -> None:
    scene.citizen("in-progress", 2)

    assert scene.states == ("talking", "talking", "talking")
    attempt = scene.attempt
    assert (attempt.answered_at, attempt.citizen_sid) == (NOW, CITIZEN_LEG)
    assert attempt.talk_until == NOW + span("3600 s") + span("120 s")


@pytest.mark.parametrize("end", ["the leg", "the dial", "the agent"])
def test_the_end_of_either_leg_ends_the_conversation(scene: Scene, end: str) -> None:
    scene.citizen("in-progress", 2)
    scene.wait(minutes=5)
    match end:
        case "the leg":
            scene.citizen("completed", 3, talked=300)
        case "the dial":
            assert scene.dial_ended("completed", 300) == "answered"
        case "the agent":
            scene.agent("completed")

    assert scene.states[:2] == ("unfiled", "ended")
    assert scene.attempt.result == "answered"
    assert scene.staff.state == ("wrapup" if end == "the agent" else "talking")
    assert scene.attempt.answered_at == NOW


def test_an_agent_who_hangs_up_without_an_outcome_is_never_guessed_to_be_done(
    scene: Scene,
) -> None:
    scene.citizen("in-progress", 2)
    scene.citizen("completed", 3)
    scene.agent("completed")

    assert scene.states == ("unfiled", "ended", "wrapup")
    assert scene.wait(minutes=60).claim() is None


def test_an_answer_that_was_only_heard_of_at_its_end_counts_as_one(scene: Scene) -> None:
    scene.wait(minutes=6)
    scene.citizen("completed", 3, talked=300)

    assert scene.callback.state == "unfiled"
    assert scene.attempt.answered_at == NOW + span("1 min")
    assert scene.causes()[-2:] == ["answered", "hung_up"]


def test_when_the_agent_hangs_up_while_it_rings_the_leg_decides(scene: Scene) -> None:
    scene.citizen("ringing", 1)
    scene.agent("completed")
    assert scene.states == ("dialling", "dialling", "talking")

    scene.citizen("canceled", 2)

    assert scene.states == ("waiting", "ended", "wrapup")


LEFT: dict[str, Callable[[Scene], object]] = {
    "the leg was cancelled": lambda scene: scene.citizen("canceled", 2),
    "it ended unanswered with hers": lambda scene: (
        scene.citizen("no-answer", 2),
        scene.agent("completed", at=scene.now),
    ),
    "hers was told first": lambda scene: (
        scene.agent("completed", at=scene.now),
        scene.citizen("no-answer", 2),
    ),
    "the dial says so, too": lambda scene: (
        scene.dial_ended("no-answer", gone=True),
        scene.citizen("canceled", 2),
    ),
}


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT)
def test_a_call_that_its_agent_left_costs_the_citizen_nothing(
    scene: Scene, left: Callable[[Scene], object]
) -> None:
    arrived = scene.callback.arrived_at
    scene.wait(seconds=8)
    left(scene)

    callback, attempt = scene.callback, scene.attempt
    assert scene.states == ("waiting", "ended", "wrapup")
    assert (attempt.result, attempt.counted, callback.counted) == ("abandoned", False, 0)
    assert (callback.arrived_at, callback.not_before) == (arrived, scene.now + span("5 min"))
    assert (scene.legs_counted(), scene.texts()) == (1, [])
    assert scene.causes()[-1] == "abandoned"


def test_the_dials_result_alone_does_not_tell_who_left_a_call_that_has_ended(
    scene: Scene,
) -> None:
    assert scene.dial_ended("no-answer", gone=True) == "no_answer"

    assert scene.states == ("dialling", "dialling", "talking")


def test_who_declines_a_call_was_reached_for_as_much_as_who_does_not_answer(
    scene: Scene,
) -> None:
    scene.wait(seconds=8).citizen("no-answer", 2)
    assert scene.callback.state == "dialling"

    scene.dial_ended("no-answer")  # the agent is there to hear it

    assert (scene.callback.state, scene.attempt.result) == ("waiting", "no_answer")


def test_an_agent_may_leave_twice_before_it_counts(scene: Scene) -> None:
    scene.citizen("canceled", 2)
    for abandoned, counted in ((2, 0), (3, 1)):
        try_again(scene, minutes=15, end="canceled")
        assert scene.attempt.result == "abandoned"
        assert (scene.callback.counted, scene.legs_counted()) == (counted, abandoned)


def test_a_leg_that_certainly_never_was_costs_nothing(scene: Scene) -> None:
    before = scene.callback.arrived_at
    settled = scene.do(
        lambda session: settlement.never_placed(session, scene.attempt_id, scene.now)
    )

    assert settled
    assert scene.states == ("ready", "ended", "wrapup")
    assert (scene.callback.arrived_at, scene.callback.counted) == (before, 0)
    assert (scene.attempt.result, scene.legs_counted()) == ("not_placed", 0)


def test_a_leg_that_was_heard_of_was_placed(scene: Scene) -> None:
    scene.citizen("initiated", 0)

    assert not scene.do(
        lambda session: settlement.never_placed(session, scene.attempt_id, scene.now)
    )
    assert (scene.callback.state, scene.legs_counted()) == ("dialling", 1)


def test_a_second_leg_for_one_release_is_shown_to_supervisors(scene: Scene) -> None:
    scene.citizen("ringing", 1)

    scene.citizen("ringing", 1, sid=SECOND_LEG)

    assert scene.callback.raised_reason == "two_legs"
    assert scene.attempt.citizen_sid == CITIZEN_LEG
    assert scene.callback.state == "dialling"


def test_a_dial_that_ends_in_no_known_way_is_no_fact(scene: Scene) -> None:
    assert scene.dial_ended("exploded") == "unknown"
    assert scene.states == ("dialling", "dialling", "talking")


def test_late_words_about_an_old_attempt_do_not_touch_the_agents_next_call(
    scene: Scene,
) -> None:
    scene.citizen("busy", 2)
    first = scene.token
    scene.wait(minutes=5).promote()
    scene.set_ready()
    assert scene.claim()

    scene.agent("completed", token=first)

    assert scene.states == ("offered", "offered", "offered")
