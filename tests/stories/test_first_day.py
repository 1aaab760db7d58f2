"""The main job, from the citizen's three keys to the filed outcome."""

from tests.stories.conftest import Begin
from tests.stories.world import SERVICE


def test_a_citizen_asks_and_is_called_and_helped(begin_anywhere: Begin) -> None:
    world = begin_anywhere("2026-11-24 10:00")
    aino, citizen = world.agent(), world.citizen()

    citizen.dial(SERVICE).press("1", "1", "1")
    assert "Soittopyyntösi on tallessa" in citizen.said

    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=4)
    aino.tap("*").listen().press("1")
    world.after(minutes=1)

    assert world.callback.state == "done"
    assert len(world.calls_to(citizen)) == 1
    assert world.state_of("aino") == "ready"
