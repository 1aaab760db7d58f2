"""What is heard of the legs decides what becomes of a callback; silence is never guessed at."""

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


def silence(scene: Scene) -> int:
    return sweeps.run(scene.database, sweeps.SILENCES, scene.now)


@pytest.mark.parametrize(
    ("status", "result", "minutes"),
    [
        ("no-answer", "no_answer", 15),
        ("canceled", "no_answer", 15),
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


def test_a_miss_is_settled_by_the_dial_itself_when_the_leg_says_nothing(scene: Scene) -> None:
    assert scene.dial_ended("no-answer") == "no_answer"

    assert scene.states == ("waiting", "ended", "wrapup")


@pytest.mark.parametrize(("sip", "then"), [(404, "refused"), (410, "refused"), (503, "waiting")])
def test_a_failure_waits_for_its_reason(scene: Scene, sip: int, then: str) -> None:
    assert scene.dial_ended("failed") == "failed"
    assert scene.states == ("dialling", "dialling", "talking")

    scene.citizen("failed", 2, sip=sip)

    assert scene.callback.state == then


def test_a_failure_whose_reason_never_comes_is_a_plain_one(scene: Scene) -> None:
    scene.dial_ended("failed")

    assert silence(scene.wait(seconds=90)) == 1

    assert scene.states == ("waiting", "ended", "wrapup")
    assert scene.attempt.result == "failed"


def test_a_number_that_does_not_exist_is_closed_and_remembered(scene: Scene) -> None:
    scene.citizen("failed", 2, sip=404)

    callback = scene.callback
    assert (callback.state, callback.end_reason) == ("refused", "invalid_number")
    assert scene.do(lambda session: session.merge(callback).contact.unreachable)
    assert (scene.attempt.counted, scene.texts()) == (False, [])


def test_the_first_and_the_last_miss_are_told_by_text(scene: Scene) -> None:
    scene.citizen("no-answer", 3)
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
    scene.citizen("no-answer", 3)
    for minutes in (15, 90):
        try_again(scene, minutes=minutes)
    assert (scene.callback.state, scene.callback.counted) == ("waiting", 3)
    assert at("2026-11-25 00:00") < scene.callback.not_before < at("2026-11-26 00:00")

    scene.now = scene.callback.not_before
    try_again(scene, minutes=0)

    assert (scene.callback.state, scene.callback.counted) == ("unreached", 4)
    assert scene.texts() == []


def try_again(scene: Scene, minutes: int) -> None:
    """The callback comes due, is offered, accepted, and nobody answers."""
    scene.wait(minutes=minutes)
    scene.promote()
    scene.set_ready()
    legs = len(scene.causes()) * 10
    agent, citizen = f"CA{legs:032}", f"CA{legs + 1:032}"
    assert scene.claim()
    assert scene.take_up(agent)
    assert not isinstance(scene.accept(agent), str)
    scene.citizen("no-answer", 3, sid=citizen)


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


@pytest.mark.parametrize(("seconds", "state"), [(89, "dialling"), (90, "needs_human")])
def test_silence_while_ringing_needs_a_person(scene: Scene, seconds: int, state: str) -> None:
    scene.wait(seconds=seconds)
    silence(scene)

    assert scene.callback.state == state


def test_silence_is_never_answered_by_another_call(scene: Scene) -> None:
    scene.citizen("ringing", 1)
    silence(scene.wait(seconds=90))

    assert scene.states == ("needs_human", "ended", "wrapup")
    callback = scene.callback
    assert (callback.raised_reason, callback.counted) == ("silence", 0)
    assert scene.attempt.result == "unknown"
    for _ in range(3):
        scene.wait(hours=1)
        silence(scene)
        scene.promote()
        scene.set_ready()
        assert scene.claim() is None


@pytest.mark.parametrize(("seconds", "state"), [(3719, "talking"), (3720, "needs_human")])
def test_a_conversation_that_never_ends_needs_a_person(
    scene: Scene, seconds: int, state: str
) -> None:
    scene.citizen("in-progress", 2)
    silence(scene.wait(seconds=seconds))

    assert scene.callback.state == state


def test_what_is_heard_after_the_silence_is_kept_but_moves_nothing(scene: Scene) -> None:
    silence(scene.wait(seconds=90))

    scene.citizen("completed", 3, talked=20)

    assert scene.states == ("needs_human", "ended", "wrapup")
    assert scene.attempt.citizen_status == "completed"


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
