"""A citizen asks while the network fails: nothing is lost, doubled, or said that is not so."""

import pytest

from ivr.simnet.faults import Fault
from tests.stories.conftest import Begin
from tests.stories.wires import asked, copies
from tests.stories.world import SERVICE

UNHEARD = ["refused", "timeout_before", "error_5xx_before", "wrong_signature"]
HEARD = ["timeout_after", "error_5xx"]
CONFIRMING = "/voice/turn/4/"


@pytest.mark.parametrize("name", UNHEARD)
def test_a_key_that_never_arrives_is_asked_for_again(begin: Begin, name: str) -> None:
    world = begin(faults=(Fault(name, path=CONFIRMING),))

    citizen = world.citizen().dial(SERVICE).press("1", "1", "1")
    assert world.callbacks == []
    assert citizen.leg.live
    citizen.press("1")

    assert "Soitamme sinulle arviolta" in citizen.said
    assert world.callback.state == "waiting"
    assert asked(world, "/voice/fallback") == 1


@pytest.mark.parametrize("name", UNHEARD)
def test_a_call_whose_beginning_never_arrives_begins_with_the_fallback(
    begin: Begin, name: str
) -> None:
    world = begin(faults=(Fault(name, path="/voice/incoming"),))

    citizen = world.citizen().dial(SERVICE).press("1", "1", "1")

    assert "Soitamme sinulle arviolta" in citizen.said
    assert world.callback.state == "waiting"


@pytest.mark.parametrize("name", HEARD)
def test_a_request_whose_answer_is_lost_is_stored_and_confirmed(begin: Begin, name: str) -> None:
    world = begin(faults=(Fault(name, path=CONFIRMING),))

    citizen = world.citizen().dial(SERVICE).press("1", "1", "1")

    assert "Soitamme sinulle arviolta" in citizen.said
    assert world.callback.state == "waiting"
    assert len(world.promises) == 1


@pytest.mark.parametrize("name", HEARD)
def test_who_gives_up_in_that_silence_is_called_all_the_same(begin: Begin, name: str) -> None:
    world = begin(faults=(Fault(name, path=CONFIRMING),))
    aino, citizen = world.agent("aino"), world.citizen()

    citizen.dial(SERVICE).press("1", "1").tap("1")
    world.after(seconds=1)
    if citizen.leg.live:
        citizen.hang_up()

    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")
    assert world.callback.state == "done"


@pytest.mark.parametrize("turn", ["/voice/incoming", "/voice/turn/3/", CONFIRMING])
def test_a_slow_answer_is_waited_for(begin: Begin, turn: str) -> None:
    world = begin(faults=(Fault("slow", path=turn, seconds=14.5),))

    citizen = world.citizen().dial(SERVICE).press("1", "1", "1")

    assert "Soitamme sinulle arviolta" in citizen.said
    assert world.callback.state == "waiting"


@pytest.mark.parametrize("turn", ["/voice/incoming", "/voice/turn/2/", CONFIRMING])
def test_a_doubled_turn_is_answered_in_the_same_words_and_taken_once(
    begin: Begin, turn: str
) -> None:
    world = begin(faults=(Fault("doubled", path=turn),))

    citizen = world.citizen().dial(SERVICE).press("1", "1", "1")

    [copy] = copies(world)
    assert copy.first == copy.second
    assert "Soitamme sinulle arviolta" in citizen.said
    assert world.callback.state == "waiting"
    assert len(world.promises) == 1


def test_a_turn_that_is_replayed_hours_later_asks_for_nothing(begin: Begin) -> None:
    world = begin(faults=(Fault("replayed", path=CONFIRMING, nth=1, seconds=7200),))
    citizen = world.citizen().dial(SERVICE).press("1", "1", "1")
    citizen.dial(SERVICE).press("1", "2", "1")
    assert world.callback.state == "cancelled"

    world.after(hours=3)

    assert len(copies(world)) == 1
    assert world.callback.state == "cancelled"


def test_a_replayed_beginning_is_no_call(begin: Begin) -> None:
    world = begin(faults=(Fault("replayed", path="/voice/incoming", seconds=7200),))
    world.citizen().dial(SERVICE).press("1", "1", "1")

    world.after(hours=3)

    [copy] = copies(world)
    assert copy.first == copy.second
    assert len(world.callbacks) == 1
