"""What happens at the same moment happens in one order or the other, never half of each."""

from ivr.db import Busy, Database
from ivr.services import offers, sweeps
from ivr.services.moves import Moved
from ivr.services.releases import Ring
from tests.services.scene import Scene
from tests.services.test_agents import set_state
from tests.together import together


def on_offer(database: Database) -> Scene:
    scene = Scene.set(database)
    assert scene.claim()
    assert scene.take_up()
    return scene


def test_accepting_eight_times_at_once_rings_once(database: Database) -> None:
    scene = on_offer(database)

    answers = together(8, lambda _: scene.accept())

    assert sum(isinstance(answer, Ring) for answer in answers) == 1
    assert [answer for answer in answers if isinstance(answer, str)] == ["taken"] * 7
    assert scene.legs_counted() == 1
    assert scene.states == ("dialling", "dialling", "talking")


def test_the_citizen_cancels_while_the_agent_accepts(database: Database) -> None:
    scene = on_offer(database)
    acts = (scene.cancel, scene.accept)

    cancelled, accepted = together(2, lambda one: acts[one]())

    if cancelled == "cancelled":
        assert accepted == "cancelled"
        assert scene.states[:2] == ("cancelled", "ended")
    else:
        assert cancelled == "calling"
        assert isinstance(accepted, Ring)
        assert scene.states == ("dialling", "dialling", "talking")


def test_the_lease_ends_while_the_agent_accepts(database: Database) -> None:
    scene = on_offer(database)
    scene.wait(seconds=120)
    acts = (
        lambda: sweeps.run(database, sweeps.LEASES, scene.now),
        scene.accept,
    )

    lapsed, accepted = together(2, lambda one: acts[one]())

    if lapsed:
        assert accepted == "taken"
        assert scene.states == ("ready", "ended", "offered")
    else:
        assert isinstance(accepted, Ring)
        assert scene.states == ("dialling", "dialling", "talking")


def test_all_that_is_told_of_a_call_at_once_is_settled_once(database: Database) -> None:
    scene = Scene.set(database, number="+358401234567").released()
    acts = (
        lambda: scene.citizen("ringing", 1),
        lambda: scene.rings_out(2),
        lambda: scene.rings_out(2),
        lambda: scene.dial_ended("no-answer"),
        lambda: scene.agent("completed"),
        lambda: scene.agent("completed"),
    )

    together(len(acts), lambda one: acts[one]())

    assert scene.states == ("waiting", "ended", "wrapup")
    assert (scene.callback.counted, scene.texts()) == (1, ["missed_first"])


def test_an_outcome_filed_by_key_and_at_the_desk_at_once_is_filed_once(
    database: Database,
) -> None:
    scene = Scene.set(database).talking()
    scene.citizen("completed", 3, talked=0)

    filed = together(2, lambda one: scene.file("done" if one else "later_hour"))

    assert sum(one is not None for one in filed) == 1
    expected = {"done": "done", "later_hour": "waiting"}
    assert scene.callback.state == expected[scene.attempt.outcome or ""]


def test_an_agent_is_paused_while_she_is_claimed(database: Database) -> None:
    scene = Scene.set(database)

    def claim() -> bool:
        try:
            return scene.claim() is not None
        except (Moved, Busy):
            return False

    acts = (lambda: set_state(database, scene.agent_id, "paused"), claim)
    _, claimed = together(2, lambda one: acts[one]())

    if claimed:
        assert scene.staff.state == "offered"
        assert scene.staff.pause_after
        assert scene.do(
            lambda session: offers.take_up(session, scene.attempt_id, "CA" + "a" * 32, scene.now)
        )
    else:
        assert scene.staff.state == "paused"
        assert scene.callback.state == "ready"
