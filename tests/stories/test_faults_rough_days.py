"""Rough days: everything goes wrong now and then, all day, and the office keeps its word.

Whatever the network does, the oath of all stories holds; besides, nothing is left hanging.
"""

import pytest

from ivr.simnet.faults import KINDS, Fault
from ivr.simnet.people import Caller
from tests.stories.conftest import Begin
from tests.stories.people import PICKS_UP, serves
from tests.stories.world import SERVICE, World

SELDOM = ("wrong_signature", "api_invalid_number", "no_such_number", "api_unauthorized")
"""What would take agents or citizens out of the day for good, or is a mistake of the office's."""
CITIZENS = tuple(f"+35840{number:07d}" for number in range(1, 9))
ENDED = {"done", "unreached", "refused", "cancelled"}


def rough(share: float) -> tuple[Fault, ...]:
    return tuple(Fault(name, probability=share) for name in KINDS if name not in SELDOM)


def a_day(world: World) -> None:
    """Eight citizens ask between ten and noon; two agents serve them until half past two."""
    for name in ("aino", "onni"):
        world.agent(name).left_to(serves(minutes=2))
    for number in CITIZENS:
        citizen = world.citizen(number).left_to(PICKS_UP)
        world.network.dial(citizen.number, SERVICE, person=Caller(("1", "1", "1", "1", "1")))
        world.after(minutes=15)
        for name in ("aino", "onni"):
            if world.state_of(name) == "paused":
                world.sets(name, "ready")
    world.to("2026-11-24 14:30")


@pytest.mark.parametrize("seed", [1, 6])
def test_a_rough_day_leaves_nobody_hanging(begin: Begin, seed: int) -> None:
    world = begin("2026-11-24 10:00", seed=seed, faults=rough(0.04))

    a_day(world)

    assert sum(world.struck.values()) > 15
    assert world.network.legs(live=True) == ()
    left = {one.state for one in world.callbacks if one.raised_reason is None}
    assert left <= ENDED | {"waiting", "ready"}
    assert "done" in left
