"""The whole network breaks down: every call is gone, and nothing is told of how it ended."""

from tests.stories.conftest import Begin
from tests.stories.wires import until_it_rings
from tests.stories.world import SERVICE


def test_a_citizen_who_was_choosing_asks_again(begin: Begin) -> None:
    world = begin()
    citizen = world.citizen().dial(SERVICE).press("1", "1")

    world.network.restart()
    assert world.callbacks == []
    citizen.dial(SERVICE).press("1", "1", "1")

    assert world.callback.state == "waiting"


def test_a_citizen_who_had_confirmed_is_called(begin: Begin) -> None:
    world = begin()
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1").tap("1").until("Soitamme sinulle arviolta")

    world.network.restart()

    until_it_rings(world, aino).answer().tap("1")
    citizen.pick_up()


def test_an_offer_that_rang_is_made_again(begin: Begin) -> None:
    world = begin()
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.ring()

    world.network.restart()

    until_it_rings(world, aino).answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")
    assert world.callback.state == "done"
    assert len(world.calls_to(citizen)) == 1


def test_a_citizen_whose_telephone_rang_is_called_again_later(begin: Begin) -> None:
    world = begin()
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.answer().tap("1")
    citizen.ring()

    world.network.restart()
    assert not citizen.ringing

    until_it_rings(world, aino).answer().tap("1")
    citizen.pick_up()
    assert len(world.calls_to(citizen)) == 2


def test_a_conversation_that_broke_off_waits_for_its_outcome(begin: Begin) -> None:
    world = begin()
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=3)

    world.network.restart()
    world.after(hours=3)

    assert world.callback.state == "unfiled"
    assert len(world.calls_to(citizen)) == 1
    assert world.state_of("aino") != "talking"
