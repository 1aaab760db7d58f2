"""The network refuses, fails or keeps silent when it is asked to ring an agent."""

from datetime import timedelta

import pytest

from ivr.models import Message
from ivr.simnet.faults import Fault
from tests.clocks import helsinki
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE

CALLS = {"path": "Calls.json"}
TEXTS = {"path": "Messages.json"}


@pytest.mark.parametrize("name", ["api_error_after_placed", "api_hang_after_placed"])
def test_an_order_of_which_nobody_knows_whether_it_was_placed_is_not_repeated(
    begin: Begin, name: str
) -> None:
    world = begin(faults=(Fault(name, **CALLS),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")
    world.after(hours=1)

    assert world.results == ["answered"]
    assert len(world.calls_to(aino)) == 1
    assert len(world.calls_to(citizen)) == 1


def test_an_order_that_was_never_placed_is_given_up_when_its_lease_ends(begin: Begin) -> None:
    world = begin(faults=(Fault("api_error_before_placed", nth=1, **CALLS),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.pick_up()

    assert world.results[0] == "lapsed"
    assert len(world.calls_to(aino)) == 1
    assert world.calls_to(aino)[0].created_at - world.callback.arrived_at < timedelta(minutes=5)


@pytest.mark.parametrize("name", ["api_429", "api_concurrency", "api_unauthorized"])
def test_a_refused_order_costs_nobody_anything(begin: Begin, name: str) -> None:
    world = begin(faults=(Fault(name, nth=1, **CALLS),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    assert world.results == ["not_placed", "answered"]
    assert len(world.calls_to(aino)) == 1


@pytest.mark.parametrize("name", ["api_429", "api_unauthorized", "api_error_before_placed"])
def test_an_hour_without_a_network_costs_nobody_the_place(begin: Begin, name: str) -> None:
    ends = helsinki("2026-11-24 11:00")
    world = begin(faults=(Fault(name, until=ends),))
    aino, first, second = world.agent("aino"), world.citizen(), world.citizen("+358407654321")
    first.dial(SERVICE).press("1", "1", "1")
    second.dial(SERVICE).press("1", "1", "1")

    world.to("2026-11-24 11:00")
    assert not world.calls_to(aino)
    assert {callback.counted for callback in world.callbacks} == {0}
    assert world.struck[name] < 130  # it is tried again, and not in a frenzy
    aino.answer().tap("1")
    first.pick_up()


def test_an_agent_whose_number_can_t_be_called_is_passed_over(begin: Begin) -> None:
    world = begin(faults=(Fault("api_invalid_number", nth=1, **CALLS),))
    agents = {"aino": world.agent("aino"), "onni": world.agent("onni")}
    citizen = world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    world.after(minutes=3)

    rung = [name for name, phone in agents.items() if world.calls_to(phone)]
    assert len(rung) == 1
    [other] = agents.keys() - rung
    assert world.state_of(other) == "paused"


@pytest.mark.parametrize("seconds", [5, 9.5])
def test_the_agents_leg_may_be_heard_of_before_the_order_is_answered(
    begin: Begin, seconds: float
) -> None:
    world = begin(faults=(Fault("api_slow", seconds=seconds, **CALLS),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    assert world.results == ["answered"]
    assert len(world.calls_to(aino)) == 1


@pytest.mark.parametrize("name", ["api_error_after_placed", "api_hang_after_placed"])
def test_a_text_of_which_nobody_knows_whether_it_was_sent_is_sent_once(
    begin: Begin, name: str
) -> None:
    world = begin(faults=(Fault(name, **TEXTS),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1").hold()
    world.after(minutes=10)

    assert world.struck == {name: 1}
    assert len(citizen.texts) == 1
    assert [message.state for message in world.all(Message)] == ["delivered"]
