"""An offer that comes to nothing costs the callback nothing: it keeps its place."""

from collections.abc import Callable

import pytest

from ivr.db import Database
from ivr.models import Pace, Staff
from ivr.services import offers, sweeps
from ivr.services.agents import Wanted
from tests import make
from tests.make import at, span
from tests.services.scene import AGENT_LEG, Scene

OTHER_LEG = "CA" + "b" * 32


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene.set(database)
    assert scene.claim()
    return scene


def place(scene: Scene) -> tuple[object, ...]:
    callback = scene.callback
    return callback.arrived_at, callback.counted, callback.not_before, callback.lane


def placed(scene: Scene, sid: str = AGENT_LEG) -> bool:
    return scene.do(lambda session: offers.placed(session, scene.attempt_id, sid))


def declined(scene: Scene, code: int | None) -> None:
    scene.do(lambda session: offers.declined(session, scene.attempt_id, code, scene.now))


def lapse(scene: Scene) -> int:
    return sweeps.run(scene.database, sweeps.LEASES, scene.now)


@pytest.mark.parametrize("first", ["the network's answer", "the leg's webhook"])
def test_the_leg_is_known_by_whatever_comes_first(scene: Scene, first: str) -> None:
    if first == "the leg's webhook":
        assert scene.take_up()
    assert placed(scene)
    assert scene.take_up()

    assert scene.attempt.agent_sid == AGENT_LEG


def test_only_one_leg_can_take_an_offer_up(scene: Scene) -> None:
    assert scene.take_up(AGENT_LEG)

    assert not scene.take_up(OTHER_LEG)
    assert not placed(scene, OTHER_LEG)
    assert scene.accept(OTHER_LEG) == "taken"
    assert not scene.pass_on(OTHER_LEG)
    scene.agent("completed", OTHER_LEG)
    assert scene.states == ("offered", "offered", "offered")


def test_a_passed_callback_goes_back_to_its_place(scene: Scene) -> None:
    before = place(scene)
    scene.take_up()

    assert scene.pass_on()

    assert scene.states == ("ready", "ended", "offered")
    assert place(scene) == before
    assert scene.attempt.result == "passed"


def test_an_agent_who_passed_is_ready_once_she_has_hung_up(scene: Scene) -> None:
    scene.take_up()
    scene.pass_on()

    scene.agent("completed")

    assert (scene.staff.state, scene.staff.misses) == ("ready", 0)


@pytest.mark.parametrize("status", ["no-answer", "busy", "completed", "failed"])
def test_a_missed_callback_goes_back_to_its_place(scene: Scene, status: str) -> None:
    before = place(scene)
    scene.agent("initiated")

    scene.agent(status)

    assert scene.states == ("ready", "ended", "ready")
    assert place(scene) == before
    assert (scene.attempt.result, scene.staff.misses) == ("missed", 1)


def test_a_miss_that_is_told_twice_is_one_miss(scene: Scene) -> None:
    scene.agent("no-answer")
    scene.agent("no-answer")

    assert (scene.staff.state, scene.staff.misses) == ("ready", 1)


def test_two_misses_in_a_row_pause_the_agent(scene: Scene) -> None:
    scene.agent("no-answer")
    scene.wait(minutes=11)
    scene.claim()
    scene.agent("no-answer", OTHER_LEG)

    assert (scene.staff.state, scene.staff.state_reason) == ("paused", "missed")
    assert scene.callback.state == "ready"


@pytest.mark.parametrize("decide", [Scene.accept, Scene.pass_on])
def test_whoever_decides_has_her_earlier_misses_forgotten(
    scene: Scene, decide: Callable[[Scene, str], object]
) -> None:
    scene.agent("no-answer")
    scene.wait(minutes=11)
    scene.claim()
    scene.take_up(OTHER_LEG)
    assert scene.staff.misses == 1

    decide(scene, OTHER_LEG)

    assert scene.staff.misses == 0


def test_two_voicemails_in_a_row_pause_the_agent_as_two_misses_do(scene: Scene) -> None:
    scene.take_up()
    scene.agent("completed")
    scene.wait(minutes=11)
    scene.claim()
    scene.take_up(OTHER_LEG)
    scene.agent("completed", OTHER_LEG)

    assert (scene.staff.state, scene.staff.state_reason) == ("paused", "missed")


def test_each_word_from_the_leg_renews_the_lease(scene: Scene) -> None:
    scene.wait(seconds=100).agent("ringing")
    scene.wait(seconds=100)

    assert lapse(scene) == 0
    assert scene.attempt.lease_until == scene.now + span("20 s")


def test_a_word_that_comes_again_after_the_end_renews_nothing(scene: Scene) -> None:
    scene.agent("no-answer")
    lease = scene.attempt.lease_until
    scene.wait(minutes=30).agent("no-answer")

    assert scene.attempt.lease_until == lease


def test_an_offer_whose_leg_was_never_heard_of_is_nobodys_miss(scene: Scene) -> None:
    before = place(scene)

    assert lapse(scene.wait(seconds=119)) == 0
    assert lapse(scene.wait(seconds=1)) == 1

    assert scene.states == ("ready", "ended", "offered")
    assert place(scene) == before
    assert (scene.attempt.result, scene.staff.misses) == ("lapsed", 0)


def test_an_offer_that_falls_silent_after_ringing_is_a_miss(scene: Scene) -> None:
    scene.agent("ringing")

    assert lapse(scene.wait(seconds=120)) == 1

    assert (scene.attempt.result, scene.staff.misses) == ("missed", 1)


@pytest.mark.parametrize("heard", [True, False])
def test_an_agent_whose_offer_lapsed_is_not_rung_while_her_leg_may_live(
    scene: Scene, heard: bool
) -> None:
    if heard:
        scene.agent("ringing")
    assert placed(scene)
    lapse(scene.wait(seconds=120))

    assert scene.states == ("ready", "ended", "offered")
    assert scene.wait(minutes=11).claim() is None

    scene.agent("completed")
    assert scene.staff.state == "ready"
    assert scene.claim()


def test_another_agent_is_rung_for_what_lapsed_at_once(scene: Scene) -> None:
    scene.agent("ringing")
    first = scene.attempt
    scene.do(lambda session: make.an_agent(session, "Bo"))
    lapse(scene.wait(seconds=120))

    assert scene.claim()
    assert scene.attempt.staff_id != first.staff_id
    assert scene.callback.state == "offered"


def twice_silent(scene: Scene) -> Scene:
    """She let an offer lapse for the second time, and her leg may still live."""
    scene.agent("no-answer")
    scene.wait(minutes=11)
    scene.claim()
    scene.agent("ringing", OTHER_LEG)
    lapse(scene.wait(seconds=120))
    assert (scene.staff.state, scene.staff.misses) == ("offered", 2)
    return scene


def test_a_second_offer_that_fell_silent_pauses_her_once_her_leg_has_ended(scene: Scene) -> None:
    twice_silent(scene).agent("completed", OTHER_LEG)

    assert (scene.staff.state, scene.staff.state_reason) == ("paused", "missed")


@pytest.mark.parametrize(
    ("wanted", "state", "reason"),
    [("ready", "ready", None), ("paused", "paused", "asked"), ("off", "paused", "asked")],
)
def test_what_she_wants_while_her_leg_may_live_is_done_when_it_has_ended(
    scene: Scene, wanted: Wanted, state: str, reason: str | None
) -> None:
    twice_silent(scene)
    scene.set_state(wanted)
    assert scene.staff.state == "offered"

    scene.agent("completed", OTHER_LEG)

    assert (scene.staff.state, scene.staff.state_reason) == (state, reason)
    assert scene.staff.misses == 0


def test_a_leg_that_is_heard_of_only_after_the_lease_is_no_miss(scene: Scene) -> None:
    lapse(scene.wait(seconds=120))
    scene.agent("ringing")
    scene.agent("no-answer")

    assert (scene.attempt.result, scene.staff.state, scene.staff.misses) == ("lapsed", "ready", 0)


def test_after_the_lease_the_late_leg_hears_that_it_is_taken(scene: Scene) -> None:
    lapse(scene.wait(seconds=120))

    assert not scene.take_up()
    assert not placed(scene)
    assert scene.accept() == "taken"
    assert scene.callback.state == "ready"


def test_the_next_offer_fences_off_the_last_ones_leg(scene: Scene) -> None:
    first = scene.attempt
    scene.do(lambda session: make.an_agent(session, "Bo"))
    lapse(scene.wait(seconds=120))
    scene.claim()

    released = scene.do(lambda session: offers.take_up(session, first.id, AGENT_LEG, scene.now))

    assert released is None
    assert (scene.callback.epoch, scene.attempt.epoch, first.epoch) == (2, 2, 1)
    assert scene.states == ("offered", "offered", "offered")
    assert scene.attempt.staff_id != first.staff_id


@pytest.mark.parametrize(("code", "state"), [(20003, "ready"), (21211, "paused")])
def test_a_refusal_that_comes_after_the_lease_lets_the_agent_go(
    scene: Scene, code: int, state: str
) -> None:
    lapse(scene.wait(seconds=120))
    assert scene.staff.state == "offered"

    declined(scene, code)
    declined(scene, code)

    assert (scene.attempt.result, scene.staff.state) == ("lapsed", state)
    assert scene.callback.state == "ready"


@pytest.mark.parametrize("code", [21211, 21217, 13224])
def test_a_number_the_network_cannot_call_pauses_its_agent(scene: Scene, code: int) -> None:
    declined(scene, code)

    assert scene.states == ("ready", "ended", "paused")
    assert (scene.staff.state_reason, scene.staff.misses) == ("number", 0)
    assert scene.attempt.result == "not_placed"


@pytest.mark.parametrize("code", [20003, 21210, 20429, None])
def test_any_other_refusal_is_not_the_agents_fault_and_all_dialling_waits(
    scene: Scene, code: int | None
) -> None:
    declined(scene, code)

    assert scene.states == ("ready", "ended", "ready")
    assert scene.read(Pace, "calls").next_at == scene.now + span("30 s")
    assert scene.wait(seconds=29).claim() is None
    assert scene.wait(seconds=1).claim()


def test_a_refusal_changes_nothing_once_the_leg_was_heard_of(scene: Scene) -> None:
    scene.take_up()
    scene.accept()

    declined(scene, 20003)

    assert scene.states == ("dialling", "dialling", "talking")


def test_when_the_network_leaves_us_in_doubt_the_lease_decides(scene: Scene) -> None:
    scene.do(lambda session: offers.in_doubt(session, scene.now))

    assert scene.states == ("offered", "offered", "offered")
    assert lapse(scene.wait(seconds=120)) == 1
    assert scene.states == ("ready", "ended", "offered")


def test_who_is_held_by_a_leg_that_is_never_heard_of_is_let_go_in_the_end(scene: Scene) -> None:
    lapse(scene.wait(seconds=120))

    assert sweeps.run(scene.database, sweeps.STRAYS, scene.wait(seconds=119).now) == 0
    assert sweeps.run(scene.database, sweeps.STRAYS, scene.wait(seconds=1).now) == 1
    assert scene.states == ("ready", "ended", "ready")


def test_a_callback_cancelled_while_the_agent_is_rung_is_not_offered(scene: Scene) -> None:
    scene.cancel()

    assert not scene.take_up()
    scene.agent("completed")

    assert scene.states == ("cancelled", "ended", "ready")
    assert scene.attempt.result == "cancelled"


def test_after_closing_an_agent_without_a_call_goes_home(database: Database) -> None:
    scene = Scene.set(database)
    scene.now = at("2026-11-24 15:59:30")
    scene.claim()
    scene.wait(minutes=2).agent("no-answer")

    assert scene.read(Staff, scene.agent_id).state == "off"


def test_a_lease_that_was_renewed_meanwhile_is_left_alone(scene: Scene) -> None:
    scene.wait(seconds=119).agent("ringing")
    scene.wait(seconds=1)

    assert not scene.do(lambda session: offers.lapse(session, scene.attempt_id, scene.now))
    assert scene.callback.state == "offered"
