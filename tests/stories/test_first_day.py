"""The main job: three keys, a ringing agent, a conversation, an outcome; and what often happens
instead. On both databases.
"""

from datetime import timedelta

import pytest

from ivr.simnet.people import Busy
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE


def test_a_citizen_asks_and_is_called_and_helped(begin_anywhere: Begin) -> None:
    world = begin_anywhere("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()

    citizen.dial(SERVICE).press("1", "1", "1")
    assert "Soittopyyntösi on tallessa" in citizen.said
    assert "puolen tunnin kuluessa" in citizen.said

    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=4)
    aino.tap("*").listen().press("1")
    world.after(minutes=2)

    [call] = world.calls_to(citizen)
    assert (call.from_, call.seconds // 60) == (SERVICE, 4)
    assert world.callback.state == "done"
    assert world.state_of("aino") == "ready"


def test_a_request_on_friday_evening_is_returned_on_monday_morning(begin_anywhere: Begin) -> None:
    world = begin_anywhere("2026-11-27 16:30")
    aino, citizen = world.agent("aino"), world.citizen()

    citizen.dial(SERVICE).press("1", "1", "1")
    assert "Avaamme maanantaina" in citizen.said
    [promise] = world.promises
    assert promise.words in citizen.said
    world.to("Mon 08:59")
    assert not world.calls_to(aino)

    world.to("Mon 09:00")
    aino.answer().tap("1")
    citizen.pick_up()
    assert f"{world.local:%A %H}" == "Monday 09"
    aino.tap("*").listen().press("1")

    assert world.callback.state == "done"
    assert [promise.score for promise in world.promises] == ["kept"]


def test_a_busy_citizen_is_reached_five_minutes_later(begin_anywhere: Begin) -> None:
    world = begin_anywhere("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    citizen.left_to(Busy())
    aino.answer().tap("1").listen()
    assert "Numero on varattu" in aino.said
    assert world.state_of("aino") == "wrapup"
    citizen.taken_back()

    world.after(minutes=4)
    assert len(world.calls_to(aino)) == 1
    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    busy, reached = world.calls_to(citizen)
    assert busy.status == "busy"
    assert timedelta(minutes=5) <= reached.created_at - busy.created_at < timedelta(minutes=7)
    assert world.callback.state == "done"
    assert len(citizen.texts) == 1


@pytest.mark.parametrize(
    ("seed", "comes"),
    [
        pytest.param(1, True, id="the network tells how the Dial has ended"),
        pytest.param(3, False, id="the network tells nothing of the Dial"),
    ],
)
def test_an_agent_who_hangs_up_first_is_asked_for_the_outcome_before_her_next_offer(
    begin_anywhere: Begin, seed: int, comes: bool
) -> None:
    world = begin_anywhere("2026-11-24 10:00", seed=seed)
    aino, citizen, next_one = world.agent("aino"), world.citizen(), world.citizen("+358407654321")
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=3)
    aino.hang_up()
    world.after(minutes=2)
    assert world.heard_of_the_dial == comes
    assert world.callback.state == "unfiled"
    assert len(world.calls_to(citizen)) == 1

    next_one.dial(SERVICE).press("1", "1", "1")
    aino.answer()
    assert "Edellisen puhelusi tulos puuttuu" in aino.said
    aino.press("1")
    assert [callback.state for callback in world.callbacks] == ["done", "offered"]
    aino.tap("1")
    next_one.pick_up()
    aino.tap("*").listen().press("1")

    assert [callback.state for callback in world.callbacks] == ["done", "done"]
