"""A number that somebody typed may be anybody's: nothing is told of it, and little rings there."""

import re

from ivr.simnet.telephone import Telephone
from tests.stories.conftest import Begin
from tests.stories.people import rings_in_vain
from tests.stories.world import SERVICE

VICTIM = "+358407654321"
TYPED = ("1", "1", "2", "0407654321#", "1")


def last_words(telephone: Telephone) -> str:
    """What followed the last key: thanks, when we call, and eight digits, here as dots."""
    said = telephone.said.rpartition("Kiitos.")[2]
    return re.sub(r"(Tunnuksesi on|Toistan:) [^.]*", r"\1 ...", said)


def test_who_did_not_ask_is_never_called_for_a_typed_number_again(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, prankster, victim = world.agent("aino"), world.citizen(), world.citizen(VICTIM)
    prankster.dial(SERVICE).press(*TYPED)

    aino.answer().tap("1")
    victim.pick_up()
    world.after(minutes=1)
    aino.tap("*").listen().press("4")
    assert (world.callback.state, world.callback.number_source) == ("refused", "typed")

    prankster.dial(SERVICE).press(*TYPED)
    assert "Emme voi soittaa tähän numeroon" in prankster.said
    another = world.citizen("+358405550000").dial(SERVICE).press(*TYPED)
    assert "Emme voi soittaa tähän numeroon" in another.said
    world.after(hours=1)
    assert len(world.calls_to(victim)) == 1


def test_whoever_is_protected_so_can_still_ask_herself(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, prankster, victim = world.agent("aino"), world.citizen(), world.citizen(VICTIM)
    prankster.dial(SERVICE).press(*TYPED)
    aino.answer().tap("1")
    victim.pick_up()
    aino.tap("*").listen().press("4")

    victim.dial(SERVICE).press("1", "1", "1")
    aino.answer().tap("1")
    victim.pick_up()

    assert [callback.number_source for callback in world.callbacks] == ["typed", "shown"]
    assert len(world.calls_to(victim)) == 2


def test_a_typed_number_with_an_open_request_is_told_what_a_new_one_is(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    world.agent("aino", "paused")
    curious, neighbour = world.citizen(), world.citizen(VICTIM)
    neighbour.dial(SERVICE).press("1", "1", "1")

    curious.dial(SERVICE).press(*TYPED)
    of_an_open_one = last_words(curious)
    assert len(world.callbacks) == 1
    curious.dial(SERVICE).press("1", "1", "2", "0405550000#", "1")

    assert last_words(curious) == of_an_open_one
    assert [callback.number_source for callback in world.callbacks] == ["shown", "typed"]


def test_a_typed_number_is_called_twice_a_day_at_the_most(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, caller, victim = world.agent("aino"), world.citizen(), world.citizen(VICTIM)
    caller.dial(SERVICE).press(*TYPED)

    rings_in_vain(aino)
    world.after(minutes=14)
    rings_in_vain(aino)
    world.to("Wed 08:59")
    assert len(world.calls_to(victim)) == 2

    world.sets("aino", "ready")
    world.to(world.due)
    aino.answer().tap("1")
    victim.pick_up()
    assert len(world.calls_to(victim)) == 3


def test_the_cap_holds_for_a_number_whoever_typed_it(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, victim = world.agent("aino"), world.citizen(VICTIM)
    for number in ("+358405550001", "+358405550002"):
        world.citizen(number).dial(SERVICE).press(*TYPED)
        aino.answer().tap("1")
        victim.pick_up()
        world.after(minutes=1)
        aino.tap("*").listen().press("1")

    world.citizen("+358405550003").dial(SERVICE).press(*TYPED)
    world.to("Tue 16:00")

    assert len(world.calls_to(victim)) == 2
    assert world.callbacks[2].state == "waiting"


def test_a_caller_may_type_two_different_numbers_a_day(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    caller = world.citizen()

    for typed in ("0405550001#", "0405550002#", "0405550003#"):
        caller.dial(SERVICE).press("1", "1", "2", typed, "1")

    assert "Soittoa on pyydetty tänään jo monta kertaa" in caller.said
    assert len(world.callbacks) == 2


def test_numbers_that_are_not_a_citizens_are_refused_with_a_reason(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    world.agent("aino", "paused")
    caller = world.citizen().dial(SERVICE).press("1", "1", "2")

    caller.press("0295123456#")
    assert "vaihteen numero" in caller.said
    caller.press("0501234567#")
    assert "Emme voi soittaa tähän numeroon" in caller.said
    caller.press("04012#")

    assert "liian lyhyt tai liian pitkä" in caller.said
    assert world.callbacks == []
