"""How a citizen asks: with three keys, with none, and with a receiver put down too soon."""

from datetime import timedelta

import pytest

from tests.stories.conftest import Begin
from tests.stories.world import SERVICE


def test_hanging_up_right_after_confirming_loses_nothing(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()

    citizen.dial(SERVICE).press("1", "1").tap("1").until("Kiitos.").hang_up()

    aino.answer().tap("1")
    citizen.pick_up()
    assert len(world.calls_to(citizen)) == 1


def test_hanging_up_before_confirming_asks_for_nothing(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()

    citizen.dial(SERVICE).press("1", "1").hang_up()
    world.after(hours=1)

    assert world.callbacks == []
    assert not world.calls_to(aino)


def test_a_withheld_number_is_keyed_in_and_called(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()

    citizen.dial(SERVICE, withheld=True).press("1", "1")
    assert "Emme näe puhelinnumeroasi" in citizen.said
    citizen.press("0401234567#", "1")
    aino.answer().tap("1")
    citizen.pick_up()

    assert world.callback.number_source == "typed"


def test_who_presses_nothing_and_stays_on_the_line_is_called(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()

    citizen.dial(SERVICE).hold()
    assert "Jos pysyt linjalla, soitamme sinulle myöhemmin" in citizen.said
    assert "Kiitos. Soitamme sinulle arviolta" in citizen.said

    assert world.callback.unasked
    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")
    assert world.callback.state == "done"


def test_who_falls_silent_in_swedish_is_called_in_swedish(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    helmi, bo = world.agent("helmi"), world.agent("bo")

    citizen = world.citizen().dial(SERVICE).press("2").hold()
    bo.answer().tap("1")
    citizen.pick_up()

    assert not world.calls_to(helmi)
    assert world.callback.unasked


def test_who_hangs_up_on_that_offer_is_not_called(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()

    citizen.dial(SERVICE).until("Jos et halua soittoa, sulje puhelin").hang_up()
    world.after(hours=1)

    assert world.callbacks == []
    assert not world.calls_to(aino)


def test_staying_on_the_line_counts_once_a_day(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).hold()
    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    citizen.dial(SERVICE).hold()
    assert "Jos pysyt linjalla" not in citizen.said
    assert len(world.callbacks) == 1

    world.to("Wed 10:00")
    citizen.dial(SERVICE).hold()
    assert "Jos pysyt linjalla" in citizen.said
    assert len(world.callbacks) == 2


def test_nobody_can_be_called_back_who_hides_the_number_and_presses_nothing(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")

    citizen = world.citizen().dial(SERVICE, withheld=True).hold()

    assert "Jos haluat, että soitamme sinulle, paina" in citizen.said
    assert world.callbacks == []


@pytest.mark.parametrize("minutes", [2, 5])
def test_a_citizen_who_is_calling_us_is_not_called(begin: Begin, minutes: int) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    citizen.dial(SERVICE).press("1")
    hangs_up_at = world.now + timedelta(minutes=minutes)
    while world.now < hangs_up_at:
        citizen.press("9")
    assert not world.calls_to(aino)
    citizen.hang_up()
    aino.answer().tap("1")
    citizen.pick_up()

    assert world.calls_to(aino)[0].created_at - hangs_up_at < timedelta(minutes=1)


def test_a_citizen_whose_turn_comes_while_she_calls_us_is_not_called_either(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino", "paused"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    world.after(minutes=5)
    assert world.callback.state == "ready"

    citizen.dial(SERVICE).press("1")
    world.sets("aino", "ready")
    citizen.press("9", "9")
    assert not world.calls_to(aino)
    citizen.hang_up()
    aino.answer().tap("1")
    citizen.pick_up()

    assert len(world.calls_to(citizen)) == 1
