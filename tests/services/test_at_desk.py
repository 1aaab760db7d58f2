"""An offer answered at the desk is worth a key on the telephone: no more, and no less."""

import pytest
from sqlalchemy.orm import Session

from ivr.db import Database, find
from ivr.services import at_desk
from ivr.services.at_desk import Choice
from ivr.services.cards import NotHers
from ivr.services.releases import Ring
from tests.services.scene import AGENT_LEG, CITIZEN_LEG, Scene
from tests.together import together


@pytest.fixture
def scene(database: Database) -> Scene:
    """Aino is being offered a callback; her telephone may not even ring yet."""
    scene = Scene.set(database)
    assert scene.claim()
    return scene


def choose(scene: Scene, choice: Choice) -> bool:
    def act(session: Session) -> bool:
        return at_desk.choose(session, scene.agent_id, scene.token, choice, scene.now)

    return scene.do(act)


def look(scene: Scene, sid: str = AGENT_LEG) -> str:
    return scene.do(lambda session: at_desk.look(session, scene.attempt_id, sid, scene.now))


def ended(scene: Scene) -> str | None:
    """The leg that the scheduler is to end now."""

    def act(session: Session) -> str | None:
        left = find(session, at_desk.LEFT, scene.now)
        return at_desk.call_off(session, left[0]) if left else None

    return scene.do(act)


def test_taken_at_the_desk_it_waits_for_her_telephone_and_nobody_is_rung(scene: Scene) -> None:
    assert choose(scene, "accept")
    assert scene.states == ("offered", "offered", "offered")
    assert scene.legs_counted() == 0

    assert scene.take_up()

    assert look(scene) == "accepted"
    assert isinstance(scene.accept(), Ring)


def test_an_offer_that_nobody_has_answered_yet_goes_on_waiting(scene: Scene) -> None:
    scene.take_up()

    assert look(scene) == "waiting"
    assert look(scene, sid=CITIZEN_LEG) == "taken"


def test_left_at_the_desk_it_goes_back_at_once_without_a_miss_or_a_try(scene: Scene) -> None:
    scene.do(lambda session: session.get_one(type(scene.staff), scene.agent_id)).misses = 1
    assert choose(scene, "pass")

    assert scene.states == ("ready", "ended", "offered")
    assert (scene.attempt.result, scene.callback.counted, scene.staff.misses) == ("passed", 0, 0)


def test_she_is_held_until_the_leg_that_still_rings_has_been_ended(scene: Scene) -> None:
    scene.agent("ringing")
    choose(scene, "pass")
    assert scene.staff.state == "offered"

    assert ended(scene) == AGENT_LEG
    assert ended(scene) is None
    scene.agent("canceled")

    assert (scene.staff.state, scene.staff.misses) == ("ready", 0)


def test_a_leg_that_has_no_name_yet_is_left_to_whoever_places_it(scene: Scene) -> None:
    choose(scene, "pass")

    assert ended(scene) is None


def test_whoever_lifts_the_telephone_after_leaving_it_hears_so(scene: Scene) -> None:
    scene.take_up()
    choose(scene, "pass")

    assert look(scene) == "passed"
    assert scene.accept() == "taken"


def test_what_she_has_taken_she_may_still_leave_until_it_is_put_through(scene: Scene) -> None:
    choose(scene, "accept")

    assert choose(scene, "pass")
    assert not choose(scene, "accept")
    assert scene.callback.state == "ready"


@pytest.mark.parametrize("choice", ["accept", "pass"])
def test_what_the_citizen_has_cancelled_is_no_longer_open(scene: Scene, choice: Choice) -> None:
    scene.cancel()

    assert not choose(scene, choice)
    scene.agent("ringing")
    assert look(scene) == "cancelled"
    assert scene.states[:2] == ("cancelled", "ended")


@pytest.mark.parametrize("choice", ["accept", "pass"])
def test_nothing_can_be_chosen_once_it_is_put_through(scene: Scene, choice: Choice) -> None:
    scene.take_up()
    scene.accept()

    assert not choose(scene, choice)
    assert scene.states == ("dialling", "dialling", "talking")


def test_an_offer_of_somebody_else_is_none(scene: Scene) -> None:
    scene.agent_id += 1

    with pytest.raises(NotHers):
        choose(scene, "accept")


@pytest.mark.parametrize("choice", ["accept", "pass"])
def test_the_key_and_the_desk_at_once_are_one_answer(scene: Scene, choice: Choice) -> None:
    scene.take_up()
    acts = (scene.accept, lambda: choose(scene, choice))

    by_key, at_the_desk = together(2, lambda one: acts[one]())

    if choice == "pass" and at_the_desk:
        assert by_key == "taken"
        assert scene.states == ("ready", "ended", "offered")
    else:
        assert isinstance(by_key, Ring)
        assert scene.states == ("dialling", "dialling", "talking")
    assert scene.legs_counted() == isinstance(by_key, Ring)
