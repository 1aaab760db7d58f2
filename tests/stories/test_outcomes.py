"""What comes of a conversation: filed by key or at the desk, with the same effect."""

from typing import Any

import pytest

from ivr.models import Attempt, Callback, Event, Message
from ivr.services.outcomes import Outcome
from ivr.simnet.telephone import Telephone
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE, World

KEYS: dict[Outcome, tuple[str, ...]] = {
    "done": ("1",),
    "later_hour": ("2", "1"),
    "later_morning": ("2", "2"),
    "later_afternoon": ("2", "3"),
    "not_reached": ("3",),
    "wrong_number": ("4",),
    "cut_off": ("5",),
}


def talks(world: World, agent: Telephone, citizen: Telephone) -> None:
    """They talk for a minute; the agent's star ends it."""
    agent.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=1)
    agent.tap("*").listen()


def came_of(world: World, callback: Callback) -> dict[str, Any]:
    """All that an outcome decides."""
    [attempt] = [one for one in world.all(Attempt) if one.callback_id == callback.id]
    [filed] = [
        (event.from_state, event.to_state, event.cause)
        for event in world.all(Event)
        if event.attempt_id == attempt.id and event.actor == f"agent:{attempt.staff_id}"
        if event.cause.startswith("outcome:")
    ]
    return {
        "filed": (attempt.outcome, filed),
        "callback": (callback.state, callback.end_reason, callback.kind, callback.counted),
        "hers": callback.for_staff_id == attempt.staff_id,
        "promised": [one.channel for one in world.promises if one.callback_id == callback.id],
        "texted": [one.kind for one in world.all(Message) if one.callback_id == callback.id],
    }


@pytest.mark.parametrize("outcome", KEYS)
def test_an_outcome_is_the_same_by_key_and_at_the_desk(begin: Begin, outcome: Outcome) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino", "paused"), world.citizen()
    helmi, other = world.agent("helmi", "paused"), world.citizen("+358407654321")
    for caller in (citizen, other):
        caller.dial(SERVICE).press("1", "1", "1")

    world.sets("helmi", "ready")
    talks(world, helmi, citizen)
    helmi.hang_up()
    world.after(seconds=30)  # she has not been rung anew: there is time to file
    world.sets("helmi", "paused")
    world.sets("aino", "ready")
    talks(world, aino, other)
    world.files("helmi", outcome)
    aino.press(*KEYS[outcome])

    at_the_desk, by_key = (came_of(world, callback) for callback in world.callbacks)
    assert by_key == at_the_desk
    assert by_key["filed"][0] == outcome


def test_what_is_filed_at_the_desk_in_the_middle_waits_for_the_end(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=1)

    world.files("aino", "done")
    assert world.callback.state == "talking"
    citizen.hang_up()
    world.after(seconds=10)

    assert world.callback.state == "done"
    assert world.state_of("aino") == "wrapup"


@pytest.mark.parametrize(
    ("keys", "told", "called"),
    [
        pytest.param(("2", "1"), "tänään", "2026-11-24 11", id="in an hour"),
        pytest.param(("2", "2"), "huomenna", "2026-11-25 09", id="in the morning"),
        pytest.param(("2", "3"), "tänään", "2026-11-24 12", id="in the afternoon"),
    ],
)
def test_a_citizen_is_called_later_when_she_wants(
    begin: Begin, keys: tuple[str, ...], told: str, called: str
) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    talks(world, aino, citizen)

    aino.press(*keys)
    assert f"Soitamme uudelleen {told}" in aino.said
    world.to(world.due)
    world.sets("aino", "ready")
    aino.answer().tap("1")
    citizen.pick_up()

    assert f"{world.local:%Y-%m-%d %H}" == called
    assert [promise.score for promise in world.promises] == ["kept", "kept"]


def test_a_call_that_was_cut_off_goes_on_with_the_same_agent_before_all_others(
    begin: Begin,
) -> None:
    world = begin("2026-11-24 10:00")
    aino, helmi = world.agent("aino", "paused"), world.agent("helmi")
    citizen, waiting = world.citizen(), world.citizen("+358407654321")
    waiting.dial(SERVICE).press("1", "1", "1")
    citizen.dial(SERVICE).press("1", "1", "1")
    talks(world, helmi, waiting)
    helmi.press("2", "1")
    world.after(minutes=1)
    talks(world, helmi, citizen)
    helmi.press("5")

    world.sets("aino", "ready")
    helmi.answer().tap("1")
    citizen.pick_up()

    assert len(world.calls_to(citizen)) == 2
    assert not world.calls_to(aino)


def test_an_agent_may_pause_after_this_one(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen, other = world.agent("aino"), world.citizen(), world.citizen("+358407654321")
    for caller in (citizen, other):
        caller.dial(SERVICE).press("1", "1", "1")
    talks(world, aino, citizen)

    aino.press("0")
    assert "Pääset tauolle tämän jälkeen" in aino.said
    aino.press("1")
    world.after(minutes=30)

    assert world.state_of("aino") == "paused"
    assert not world.calls_to(other)
