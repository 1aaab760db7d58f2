"""What agents do with an offer: take it, pass it, sleep through it, or vanish in the middle.

Whatever they do, the citizen keeps the place in the queue.
"""

from datetime import timedelta

import pytest

from ivr.simnet.people import Voicemail
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE


def test_what_one_agent_passes_another_gets(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, helmi, citizen = world.agent("aino"), world.agent("helmi"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    helmi.answer().press("2")
    assert "Tarjoamme soiton toiselle" in helmi.said
    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=12)

    assert len(world.calls_to(helmi)) == 1
    assert world.results == ["passed", None]
    assert world.callback.counted == 0


def test_what_an_agent_passed_rests_for_her_ten_minutes(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino = world.agent("aino")
    world.citizen().dial(SERVICE).press("1", "1", "1")

    aino.answer().press("2")
    world.after(minutes=9)
    assert len(world.calls_to(aino)) == 1
    world.after(minutes=2)

    assert len(world.calls_to(aino)) == 2


def test_an_agent_who_sleeps_through_two_offers_is_paused(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, asked = world.agent("aino", "paused"), [world.citizen(), world.citizen("+358407654321")]
    for citizen in asked:
        citizen.dial(SERVICE).press("1", "1", "1")
    world.after(minutes=2)

    world.sets("aino", "ready")
    world.after(minutes=5)

    assert [leg.status for leg in world.calls_to(aino)] == ["no-answer", "no-answer"]
    assert world.state_of("aino") == "paused"
    assert [callback.state for callback in world.callbacks] == ["ready", "ready"]


def test_an_agents_voicemail_never_meets_a_citizen_and_pauses_her_too(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino = world.agent("aino", "paused").left_to(Voicemail(after=5, lasts=300))
    citizens = [world.citizen(), world.citizen("+358407654321")]
    for citizen in citizens:
        citizen.dial(SERVICE).press("1", "1", "1")

    world.sets("aino", "ready")
    world.after(minutes=10)

    assert [leg.status for leg in world.calls_to(aino)] == ["completed", "completed"]
    assert world.state_of("aino") == "paused"
    assert not any(world.calls_to(citizen) for citizen in citizens)


def test_an_agent_who_answers_now_and_then_stays_ready(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen, other = world.agent("aino"), world.citizen(), world.citizen("+358407654321")

    citizen.dial(SERVICE).press("1", "1", "1")
    aino.ring()
    world.after(minutes=1)
    other.dial(SERVICE).press("1", "1", "1")
    aino.answer().press("2")
    world.after(minutes=7)
    aino.ring()
    world.after(seconds=40)

    assert world.results == ["missed", "passed", "missed"]
    assert world.state_of("aino") == "ready"


def test_the_star_ends_the_conversation_and_asks_for_its_outcome(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=1)
    aino.tap("*").listen()

    assert not citizen.leg.live
    assert "Mikä oli puhelun tulos?" in aino.said
    assert (world.callback.state, world.state_of("aino")) == ("unfiled", "talking")


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_an_agent_who_vanishes_while_it_rings_leaves_nobody_alone_on_the_line(
    begin: Begin, seed: int
) -> None:
    world = begin("2026-11-24 10:00", seed=seed)
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.ring()
    aino.hang_up()
    world.after(minutes=1)

    [call] = world.calls_to(citizen)
    assert call.answered_at is None
    assert (world.callback.state, world.callback.counted) == ("waiting", 0)
    assert world.results == ["abandoned"]
    world.after(minutes=13)
    aino.answer().tap("1")
    citizen.pick_up()
    assert len(world.calls_to(citizen)) == 2


def test_a_conversation_without_an_outcome_is_shown_to_a_supervisor(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=3)
    aino.hang_up()
    world.after(minutes=14)
    assert not world.raised
    world.after(minutes=2)

    assert world.raised == ["unfiled"]
    assert world.callback.state == "unfiled"
    assert len(world.calls_to(citizen)) == 1


def test_an_agent_writes_things_down_before_her_next_offer(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen, other = world.agent("aino"), world.citizen(), world.citizen("+358407654321")
    for caller in (citizen, other):
        caller.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=2)
    aino.tap("*").listen().press("1")
    ended = world.now
    world.after(seconds=40)
    assert (world.state_of("aino"), len(world.calls_to(aino))) == ("wrapup", 1)
    aino.answer()

    assert world.calls_to(aino)[1].created_at - ended < timedelta(seconds=75)
