"""What must be true after every story, whatever happened in it."""

from collections import Counter
from datetime import time

from flows.rules.window import HELSINKI
from ivr.simnet.legs import Leg
from tests.stories.world import World

_OPENS, _CLOSES = time(9), time(16)
_MOST_A_DAY = 4


def keeps_its_word(world: World) -> None:
    """Raises AssertionError where the product has broken a promise that it makes to everybody."""
    assert not world.network.problems
    citizens = [leg for leg in world.network.legs() if leg.direction == "outbound-dial"]
    for leg in citizens:
        _is_within_the_window(leg)
        _has_an_agent_on_the_line(world, leg)
    _nobody_is_rung_twice_at_once(citizens)
    _nobody_is_called_too_often(citizens)
    _no_ended_callback_lives_on(world)


def _is_within_the_window(leg: Leg) -> None:
    local = leg.created_at.astimezone(HELSINKI)
    assert local.weekday() < 5, f"called on {local:%A}"
    assert _OPENS <= local.time() < _CLOSES, f"called at {local:%H:%M:%S}"


def _has_an_agent_on_the_line(world: World, leg: Leg) -> None:
    assert leg.parent
    agent = world.network.leg(leg.parent)
    assert agent.direction == "outbound-api"
    assert agent.answered_at
    assert agent.answered_at <= leg.created_at
    assert agent.ended_at is None or leg.created_at <= agent.ended_at


def _nobody_is_rung_twice_at_once(legs: list[Leg]) -> None:
    for one in legs:
        others = (leg for leg in legs if leg.to == one.to and leg.sid != one.sid)
        for other in others:
            over = one.ended_at and one.ended_at <= other.created_at
            assert over or other.created_at < one.created_at


def _nobody_is_called_too_often(legs: list[Leg]) -> None:
    days = Counter((leg.to, leg.created_at.astimezone(HELSINKI).date()) for leg in legs)
    assert all(count <= _MOST_A_DAY for count in days.values())


def _no_ended_callback_lives_on(world: World) -> None:
    ended = {"done", "unreached", "refused", "cancelled"}
    for callback in world.callbacks:
        assert (callback.ended_at is not None) == (callback.state in ended)
