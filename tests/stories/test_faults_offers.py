"""An agent is rung and accepts while the network fails: the citizen rings once, or not yet."""

from datetime import timedelta

import pytest

from ivr.simnet.faults import Fault
from ivr.simnet.telephone import Telephone
from tests.clocks import helsinki
from tests.stories.conftest import Begin
from tests.stories.wires import copies
from tests.stories.world import SERVICE, World

UNHEARD = ["refused", "timeout_before", "error_5xx_before", "wrong_signature"]
HEARD = ["timeout_after", "error_5xx"]
ACCEPTING = {"path": "/voice/turn/2/", "direction": "outbound-api"}
OFFERING = {"path": "/voice/offer/", "purpose": "control"}


def they_talk(world: World, aino: Telephone, citizen: Telephone) -> None:
    """The citizen answers; the agent ends the conversation and files it."""
    citizen.pick_up()
    aino.tap("*").listen().press("1")
    assert world.callback.state == "done"
    assert len(world.calls_to(citizen)) == 1


@pytest.mark.parametrize("name", UNHEARD)
def test_an_acceptance_that_never_arrives_is_asked_for_again(begin: Begin, name: str) -> None:
    world = begin(faults=(Fault(name, nth=1, **ACCEPTING),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().press("1")
    assert not world.calls_to(citizen)
    aino.tap("1")

    they_talk(world, aino, citizen)
    assert world.results == ["answered"]


@pytest.mark.parametrize("name", HEARD)
def test_a_release_whose_answer_is_lost_rings_nobody_and_costs_nothing(
    begin: Begin, name: str
) -> None:
    world = begin(faults=(Fault(name, nth=1, **ACCEPTING),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1").hold()
    assert not world.calls_to(citizen)
    aino.answer().tap("1")

    they_talk(world, aino, citizen)
    assert world.results == ["not_placed", "answered"]
    assert world.callback.counted == 0


@pytest.mark.parametrize("name", UNHEARD)
def test_an_offer_that_never_arrives_is_made_with_the_fallback(begin: Begin, name: str) -> None:
    """She has taken the call: she is not to be missed in it for the network's fault."""
    world = begin(faults=(Fault(name, nth=1, **OFFERING),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")

    they_talk(world, aino, citizen)
    assert world.results == ["answered"]


@pytest.mark.parametrize("name", HEARD)
def test_an_offer_whose_reading_is_lost_is_read_again(begin: Begin, name: str) -> None:
    world = begin(faults=(Fault(name, nth=1, **OFFERING),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")

    they_talk(world, aino, citizen)
    assert world.results == ["answered"]


def test_an_offer_that_is_asked_for_twice_is_one_offer(begin: Begin) -> None:
    world = begin(faults=(Fault("doubled", **OFFERING),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")

    they_talk(world, aino, citizen)
    [copy] = copies(world)
    assert copy.first == copy.second


def test_a_doubled_acceptance_is_answered_by_the_same_dial_and_rings_once(begin: Begin) -> None:
    world = begin(faults=(Fault("doubled", **ACCEPTING),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")

    they_talk(world, aino, citizen)
    [copy] = copies(world)
    assert copy.first == copy.second
    assert "<Dial" in copy.first


@pytest.mark.parametrize("seconds", [5, 60, 7200])
def test_a_replayed_acceptance_dials_no_more(begin: Begin, seconds: float) -> None:
    world = begin(faults=(Fault("replayed", seconds=seconds, **ACCEPTING),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")

    they_talk(world, aino, citizen)
    world.after(seconds=seconds)
    [copy] = copies(world)
    assert "<Dial" in copy.first
    assert "<Dial" not in copy.second


@pytest.mark.parametrize(("accepts_at", "rung"), [("15:59:44", 1), ("15:59:46", 0)])
def test_an_answer_may_be_slow_and_nobody_rings_after_closing(
    begin: Begin, accepts_at: str, rung: int
) -> None:
    world = begin("2026-11-24 15:50", faults=(Fault("slow", seconds=14.9, **ACCEPTING),))
    aino, citizen = world.agent("aino", "paused"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    world.to("2026-11-24 15:59")
    world.sets("aino", "ready")

    aino.answer()
    hours, minutes, seconds = map(int, accepts_at.split(":"))
    world.network.run_until(helsinki(f"2026-11-24 {hours}:{minutes}") + timedelta(seconds=seconds))
    aino.tap("1")
    world.after(minutes=5)

    assert len(world.calls_to(citizen)) == rung
