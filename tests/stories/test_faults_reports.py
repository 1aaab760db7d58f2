"""What the network reports of its legs comes late, doubled, out of order, or not at all."""

import pytest

from ivr.models import Attempt
from ivr.simnet.faults import Fault
from ivr.simnet.people import Busy
from ivr.simnet.telephone import Telephone
from tests.stories.conftest import Begin
from tests.stories.people import rings_in_vain
from tests.stories.wires import until_it_rings
from tests.stories.world import SERVICE, World

CITIZENS = {"direction": "outbound-dial"}
AGENTS = {"direction": "outbound-api"}


def a_conversation(world: World) -> tuple[Telephone, Telephone]:
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    until_it_rings(world, aino).answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")
    return aino, citizen


def test_a_conversation_without_any_report_is_a_conversation(begin: Begin) -> None:
    world = begin(faults=(Fault("status_lost"),))

    aino, _ = a_conversation(world)
    assert world.callback.state == "done"
    other = world.citizen("+358407654321")
    other.dial(SERVICE).press("1", "1", "1")

    until_it_rings(world, aino).answer().tap("1")
    other.pick_up()


def test_a_miss_without_any_report_is_a_miss(begin: Begin) -> None:
    world = begin(faults=(Fault("status_lost"),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    rings_in_vain(until_it_rings(world, aino))
    world.after(minutes=5)

    assert world.results == ["no_answer"]
    assert world.callback.counted == 1
    assert world.state_of("aino") == "ready"


@pytest.mark.parametrize("name", ["timeout_before", "error_5xx_before", "refused"])
def test_when_nothing_at_all_is_told_the_network_is_asked(begin: Begin, name: str) -> None:
    action = Fault(name, path="/voice/turn/3/", **AGENTS)
    world = begin(faults=(Fault("status_lost"), action))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    until_it_rings(world, aino).answer().tap("1").hold()
    world.after(minutes=10)

    assert world.results[0] == "no_answer"
    assert world.callback.counted == 1


def test_a_doubled_report_of_a_miss_counts_once(begin: Begin) -> None:
    world = begin(faults=(Fault("status_doubled"),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    citizen.left_to(Busy())

    aino.answer().tap("1").listen()
    world.after(minutes=2)

    assert world.results == ["busy"]
    assert world.callback.counted == 1


def test_a_report_that_is_overtaken_by_the_end_changes_nothing(begin: Begin) -> None:
    ringing = Fault("status_reordered", status="ringing", seconds=90, **CITIZENS)
    world = begin(faults=(ringing,))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    rings_in_vain(aino)
    world.after(minutes=3)

    [attempt] = world.all(Attempt)
    assert (attempt.citizen_status, attempt.result) == ("no-answer", "no_answer")


def test_an_answer_that_is_told_after_the_end_was_an_answer(begin: Begin) -> None:
    answered = Fault("status_reordered", status="in-progress", seconds=300, **CITIZENS)
    world = begin(faults=(answered,))

    a_conversation(world)
    world.after(minutes=10)

    [attempt] = world.all(Attempt)
    [leg] = world.calls_to(world.citizen())
    assert (attempt.citizen_status, attempt.result) == ("completed", "answered")
    assert attempt.answered_at is not None
    assert leg.answered_at is not None
    assert abs((attempt.answered_at - leg.answered_at).total_seconds()) < 2


@pytest.mark.parametrize("seconds", [30, 600])
def test_late_reports_come_too_late_to_harm(begin: Begin, seconds: float) -> None:
    world = begin(faults=(Fault("status_late", seconds=seconds),))

    aino, _ = a_conversation(world)
    other = world.citizen("+358407654321")
    other.dial(SERVICE).press("1", "1", "1")
    until_it_rings(world, aino).answer().tap("1")
    other.pick_up()
    aino.tap("*").listen().press("1")
    world.after(hours=2)

    assert [callback.state for callback in world.callbacks] == ["done", "done"]
    assert world.results == ["answered", "answered"]
