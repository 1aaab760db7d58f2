"""Many people at once, drawn from a seed, on the whole product; the oath is asked afterwards.

Nobody has written down what these people do, so they find what no story tells of.
"""

from datetime import date

import pytest

from ivr.simnet.crowd.population import so_many
from ivr.simnet.crowd.town import Plan, Post, Town
from tests.stories.conftest import Begin
from tests.stories.world import PIN, SERVICE, STAFF, World

LONG = pytest.mark.timeout(900)
FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 23)


def settle(world: World, many: int, on: date, hours: tuple[int, int]) -> Town:
    """So many citizens call between those hours; the agents phone in when they come to work."""
    for name in STAFF:
        world.agent(name, state="off")
        world.gives_pin(name)
    posts = [Post(telephone, PIN) for telephone, _ in STAFF.values()]
    town = Town(
        world.network, Plan(world.seed, SERVICE, so_many(many, on, hours, world.seed), posts)
    )
    town.begin()
    return town


@LONG
@pytest.mark.crowd
def test_a_monday_morning(begin: Begin) -> None:
    world = begin("2026-11-23 08:45", seed=11, beat=10)
    town = settle(world, 45, MONDAY, (9, 11))

    world.to("Mon 12:15")

    tally = town.tally
    assert town.arrived == 45
    assert tally.calls > 45  # some call again
    assert tally.confirmed > 30
    assert tally.booked > 0
    assert tally.talks > 25
    assert tally.missed > 0
    assert (tally.broken, tally.problems, tally.complaints) == (0, 0, [])
    assert town.waiting < 12


@LONG
def test_a_friday_afternoon_and_what_is_left_of_it_on_monday(begin: Begin) -> None:
    world = begin("2026-11-27 14:30", seed=12, beat=10)
    town = settle(world, 40, FRIDAY, (15, 18))

    world.to("Fri 19:00")
    left = town.waiting
    assert left > 5
    assert not world.network.legs(live=True)
    world.to("Mon 10:30")

    assert town.waiting < left
    assert (town.tally.broken, town.tally.problems, town.tally.complaints) == (0, 0, [])


@LONG
@pytest.mark.crowd
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_whole_busy_day(begin: Begin, seed: int) -> None:
    world = begin("2026-11-23 08:00", seed=seed, beat=5, remembered=500_000)
    town = settle(world, 300, MONDAY, (8, 20))

    world.to("Tue 09:30")

    assert town.arrived == 300
    assert town.tally.talks > 120
    assert (town.tally.broken, town.tally.problems, town.tally.complaints) == (0, 0, [])
