"""An agent whose part in an offer is over, while her telephone does not know it yet."""

from ivr.services import lines
from ivr.simnet.telephone import Telephone
from tests.stories.conftest import Begin
from tests.stories.wires import until_it_rings
from tests.stories.world import SERVICE, World

CITIZEN, OTHER = "+358401234567", "+358401234568"


def waits(world: World, seconds: int) -> None:
    """So long after the last word from its leg an offer is given back; 5: before it is read out."""
    with world.database.writing() as session:
        line = lines.default(session)
        line.policy = {**line.policy, "lease": seconds}


def is_given_back(world: World) -> None:
    world.network.run_for(15, lambda: world.results == ["missed"])
    assert world.results == ["missed"]


def asks(world: World, number: str) -> Telephone:
    return world.citizen(number).dial(SERVICE).press("1", "1", "1")


def test_an_offer_that_lapses_while_it_is_read_out_rings_her_no_second_time(begin: Begin) -> None:
    world = begin()
    waits(world, 5)
    citizen, other = asks(world, CITIZEN), asks(world, OTHER)
    world.after(minutes=2)
    aino = world.agent("aino").pick_up()

    is_given_back(world)
    assert {one.state for one in world.callbacks} == {"ready"}
    waits(world, 120)
    aino.tap("1").listen()
    assert "ei ole enää tarjolla" in aino.said
    assert not world.calls_to(citizen)

    until_it_rings(world, aino).answer().tap("1")
    other.pick_up()
    assert world.results == ["missed", None]


def test_what_an_agent_leaves_lapsing_goes_to_another_at_once(begin: Begin) -> None:
    world = begin()
    waits(world, 5)
    aino, citizen = world.agent("aino"), asks(world, CITIZEN)
    until_it_rings(world, aino).pick_up()
    is_given_back(world)

    waits(world, 120)
    helmi = world.agent("helmi")
    helmi.pick_up()
    assert aino.leg.live
    helmi.listen().tap("1")
    citizen.pick_up()


def test_two_offers_that_lapse_pause_her_and_a_word_from_her_takes_that_back(begin: Begin) -> None:
    world = begin()
    waits(world, 5)
    aino = world.agent("aino")
    asks(world, CITIZEN)
    asks(world, OTHER)
    for _ in range(2):
        until_it_rings(world, aino).pick_up().hold()
    world.after(seconds=2)
    assert world.state_of("aino") == "paused"

    world.sets("aino", "ready")
    until_it_rings(world, aino)


def test_who_files_at_the_desk_is_rung_again_only_after_she_has_hung_up(begin: Begin) -> None:
    world = begin()
    aino, citizen = world.agent("aino"), asks(world, CITIZEN)
    aino.answer().tap("1")
    citizen.pick_up()
    asks(world, OTHER)
    world.after(minutes=2)
    citizen.hang_up()
    world.after(seconds=2)

    world.files("aino", "done")
    world.sets("aino", "ready")
    world.after(seconds=5)
    assert aino.leg.live
    assert len(world.calls_to(aino)) == 1

    aino.hang_up()
    aino.ring()
