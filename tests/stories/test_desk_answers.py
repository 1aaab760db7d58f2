"""An agent answers her offer at the desk, before or while her telephone waits for a key."""

from tests.stories.conftest import Begin
from tests.stories.world import SERVICE


def test_taken_while_her_telephone_rings_it_is_put_through_as_she_lifts_it(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.ring()
    assert world.chooses("aino", "accept")
    aino.pick_up()
    citizen.pick_up()
    world.after(seconds=5)

    assert "Pyydetty" not in aino.said
    assert len(world.calls_to(citizen)) == 1
    assert world.callback.state == "talking"


def test_taken_while_she_listens_it_is_put_through_without_a_key(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer()
    world.chooses("aino", "accept")
    citizen.pick_up()
    world.after(seconds=5)

    assert len(world.calls_to(citizen)) == 1
    assert world.callback.state == "talking"


def test_key_and_desk_together_ring_the_citizen_once(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer()
    world.chooses("aino", "accept")
    aino.tap("1")
    citizen.pick_up()
    world.after(minutes=1)

    assert len(world.calls_to(citizen)) == 1
    assert world.callback.state == "talking"


def test_left_while_her_telephone_rings_it_stops_and_a_colleague_is_rung(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    helmi, citizen = world.agent("helmi"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    helmi.ring()
    aino = world.agent("aino")
    world.chooses("helmi", "pass")
    aino.answer().tap("1")
    citizen.pick_up()

    [rung] = world.calls_to(helmi)
    assert rung.status == "canceled"
    assert (world.state_of("helmi"), world.results) == ("ready", ["passed", None])
    assert world.callback.counted == 0


def test_taken_at_the_desk_and_never_lifted_it_is_a_miss_and_goes_on(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.ring()
    world.chooses("aino", "accept")
    world.after(minutes=1)

    assert world.results == ["missed"]
    assert world.callback.state == "ready"
    assert world.calls_to(citizen) == ()
