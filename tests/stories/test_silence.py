"""What is lost on the way is asked for: silence is never guessed at, and never dialled again."""

from datetime import timedelta

import pytest

from ivr.models import Attempt, Call, Message
from ivr.services import resolutions
from ivr.simnet.faults import Fault
from ivr.simnet.telephone import Telephone
from tests.clocks import helsinki
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE, World

NO_WORD_OF_THE_CITIZEN = (
    Fault("status_lost", path="/voice/leg/"),
    Fault("timeout_before", path="/voice/turn/", direction="outbound-api", nth=2),
)
A_WHILE = timedelta(seconds=20)
LAST_WORD_OF_THE_AGENT = Fault("status_lost", path="/voice/offer/", status="completed")


def down(until: str = "2026-11-25 08:00") -> Fault:
    """From soon after the story's first call on, the network answers no question."""
    since = helsinki("2026-11-24 10:02")
    return Fault("api_unauthorized", path="/Calls", since=since, until=helsinki(until))


def asks(world: World) -> Telephone:
    return world.citizen().dial(SERVICE).press("1", "1", "1")


def decide(world: World, to: resolutions.Resolution) -> None:
    """A supervisor looks at the queue, asks around, and decides."""
    with world.database.writing() as session:
        public_id = world.callback.public_id
        resolutions.resolve(session, public_id, to, "supervisor:1", world.now)


def test_a_conversation_of_which_no_word_came_is_found(begin: Begin) -> None:
    world = begin(faults=NO_WORD_OF_THE_CITIZEN)
    aino, citizen = world.agent("aino"), asks(world)
    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=3)

    assert world.callback.state == "talking"

    citizen.hang_up()
    world.after(minutes=30)
    assert world.callback.state == "unfiled"
    assert len(world.calls_to(citizen)) == 1


def test_a_citizen_who_was_rung_in_vain_without_a_word_of_it_is_tried_again(begin: Begin) -> None:
    world = begin(faults=NO_WORD_OF_THE_CITIZEN)
    aino, citizen = world.agent("aino"), asks(world)
    aino.answer().tap("1")
    citizen.ring()
    world.after(minutes=5)

    assert world.results == ["no_answer"]
    assert world.callback.counted == 1
    assert len(world.calls_to(citizen)) == 1


@pytest.mark.parametrize("schedulers", [1, 2])
def test_a_dial_that_never_arrived_rang_nobody_and_costs_nothing(
    begin: Begin, schedulers: int
) -> None:
    world = begin(
        schedulers=schedulers,
        faults=(Fault("timeout_after", path="/voice/turn/", direction="outbound-api", nth=1),),
    )
    aino, bo, citizen = world.agent("aino"), world.agent("bo", "off"), asks(world)
    arrived = world.callback.arrived_at
    aino.answer().tap("1")
    world.after(minutes=3)

    assert world.calls_to(citizen) == ()
    attempt, *_ = world.all(Attempt)
    assert (attempt.result, world.callback.counted) == ("not_placed", 0)
    assert world.callback.arrived_at == arrived
    aino.answer().tap("1")
    citizen.pick_up()
    assert not world.calls_to(bo)


def test_an_agent_whose_hanging_up_was_lost_comes_back_for_the_next_call(begin: Begin) -> None:
    world = begin(faults=(LAST_WORD_OF_THE_AGENT,))
    aino, citizen = world.agent("aino"), asks(world)
    aino.answer().tap("1")
    citizen.pick_up()
    aino.hang_up()
    world.after(minutes=2)
    assert world.state_of("aino") in ("wrapup", "ready")

    world.citizen("+358401234568").dial(SERVICE).press("1", "1", "1")
    aino.ring()


def test_an_agent_who_passed_and_was_not_heard_to_leave_is_not_kept_waiting(begin: Begin) -> None:
    world = begin(faults=(LAST_WORD_OF_THE_AGENT,))
    aino = world.agent("aino")
    asks(world)
    aino.answer().tap("2").hold()
    world.after(minutes=2)

    assert world.state_of("aino") == "ready"


@pytest.mark.parametrize("name", ["api_error_after_placed", "api_hang_after_placed"])
def test_an_agents_leg_whose_order_was_never_answered_is_the_one_that_rings(
    begin: Begin, name: str
) -> None:
    world = begin(faults=(Fault(name, path="/Calls", nth=1),))
    aino, citizen = world.agent("aino"), asks(world)
    aino.answer().tap("1")
    citizen.pick_up()

    assert len(world.calls_to(aino)) == 1


@pytest.mark.parametrize("name", ["api_error_after_placed", "api_hang_after_placed"])
def test_a_leg_without_a_name_or_a_word_is_found_by_its_numbers(begin: Begin, name: str) -> None:
    world = begin(faults=(Fault(name, path="/Calls", nth=1), Fault("status_lost", path="/offer/")))
    aino, citizen = world.agent("aino"), asks(world)
    aino.ring()
    world.after(minutes=1)  # she does not answer
    first = world.all(Attempt)[0]

    assert first.agent_sid == world.calls_to(aino)[0].sid
    assert first.result == "missed"
    assert world.calls_to(citizen) == ()


def test_an_order_that_was_never_carried_out_is_made_again_after_its_lease(begin: Begin) -> None:
    world = begin(faults=(Fault("api_error_before_placed", path="/Calls", nth=1),))
    aino, citizen = world.agent("aino"), asks(world)
    world.after(minutes=2)
    assert not world.calls_to(aino)

    aino.answer().tap("1")
    citizen.pick_up()

    assert [attempt.result for attempt in world.all(Attempt)] == ["lapsed", None]


def test_while_the_network_is_down_nothing_is_decided_and_then_a_person_is(begin: Begin) -> None:
    world = begin(faults=(*NO_WORD_OF_THE_CITIZEN, down()))
    aino, citizen = world.agent("aino"), asks(world)
    aino.answer().tap("1")
    citizen.ring()
    world.after(minutes=15)
    assert (world.callback.state, world.raised) == ("dialling", [])

    world.after(minutes=5)
    assert (world.callback.state, world.raised) == ("needs_human", ["out_of_reach"])
    world.after(hours=3)
    assert len(world.calls_to(citizen)) == 1

    world.network.faults.clear()
    decide(world, "waiting")
    aino.answer().tap("1")
    citizen.pick_up()
    assert len(world.calls_to(citizen)) == 2


def test_what_a_person_finds_to_be_done_is_done(begin: Begin) -> None:
    world = begin(faults=(*NO_WORD_OF_THE_CITIZEN, down()))
    aino, citizen = world.agent("aino"), asks(world)
    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=30)
    citizen.hang_up()
    assert world.callback.state == "needs_human"

    decide(world, "done")
    world.to("Wed 15:00")

    assert len(world.calls_to(citizen)) == 1


def test_a_network_that_comes_back_in_time_settles_it_without_a_person(begin: Begin) -> None:
    world = begin(faults=(*NO_WORD_OF_THE_CITIZEN, down(until="2026-11-24 10:12")))
    aino, citizen = world.agent("aino"), asks(world)
    aino.answer().tap("1")
    citizen.ring()
    world.after(minutes=14)

    assert world.results[0] == "no_answer"
    assert world.raised == []


def test_an_agent_who_puts_the_receiver_down_while_it_rings_costs_the_citizen_nothing(
    begin: Begin,
) -> None:
    world = begin()
    aino, citizen = world.agent("aino"), asks(world)
    aino.answer().tap("1")
    citizen.ring()
    aino.hang_up()
    world.after(seconds=30)
    assert (world.results, world.callback.counted) == (["abandoned"], 0)
    assert citizen.texts == ()

    world.after(minutes=4)
    aino.answer().tap("1")
    citizen.pick_up()

    first, second = world.calls_to(citizen)
    assert first.ended_at
    assert second.created_at - first.ended_at >= timedelta(minutes=5)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_it_is_known_that_she_left_first_even_if_that_is_told_late(begin: Begin, seed: int) -> None:
    late = Fault("status_late", path="/voice/offer/", status="completed", seconds=10)
    world = begin(seed=seed, faults=(late,))
    aino, citizen = world.agent("aino"), asks(world)
    aino.answer().tap("1")
    citizen.ring()
    aino.hang_up()
    world.after(seconds=30)

    assert (world.results, world.callback.counted) == (["abandoned"], 0)


def test_a_third_call_that_was_left_is_one_of_the_citizens_tries(begin: Begin) -> None:
    world = begin()
    aino, citizen = world.agent("aino"), asks(world)
    for _ in range(3):
        aino.answer().tap("1")
        citizen.ring()
        aino.hang_up()
        world.after(minutes=1)

    assert world.results == ["abandoned"] * 3
    assert world.callback.counted == 1
    assert len(world.calls_to(citizen)) == 3


def test_a_call_to_us_whose_end_was_lost_is_over_soon(begin: Begin) -> None:
    world = begin(faults=(Fault("status_lost", path="/voice/status"),))
    citizen = world.citizen().dial(SERVICE).press("1")
    citizen.hang_up()
    left_at = world.now
    world.after(hours=2)  # nothing else happens, so that beats are rare

    [call] = world.all(Call)
    assert call.end_status == "completed"
    assert call.ended_at
    assert abs(call.ended_at - left_at) <= timedelta(seconds=1)


@pytest.mark.parametrize(
    ("name", "state", "texts"),
    [("api_error_after_placed", "delivered", 1), ("api_error_before_placed", "failed", 0)],
)
def test_a_text_in_doubt_is_found_or_never_sent_again(
    begin: Begin, name: str, state: str, texts: int
) -> None:
    world = begin(faults=(Fault(name, path="/Messages"), Fault("status_lost", purpose="text")))
    aino, citizen = world.agent("aino"), asks(world)
    aino.answer().tap("1")
    citizen.ring()
    world.after(minutes=5)

    assert [one.state for one in world.all(Message)] == [state]
    assert len(citizen.texts) == texts


def test_a_leg_that_could_not_be_cancelled_at_closing_is_asked_about(begin: Begin) -> None:
    closing = helsinki("2026-11-24 16:00")
    refused = Fault("api_429", path="/Calls/CA", since=closing, until=closing + A_WHILE)
    world = begin("2026-11-24 15:30", faults=(refused, LAST_WORD_OF_THE_AGENT))
    aino = world.agent("aino", "paused")
    asks(world)
    world.to("2026-11-24 15:59:42")
    world.sets("aino", "ready")
    aino.ring()
    world.to("2026-11-24 16:02")

    assert (world.state_of("aino"), world.callback.state) == ("off", "ready")
    [attempt] = world.all(Attempt)
    assert attempt.result == "closing"
    ended_at = aino.leg.ended_at
    assert ended_at
    assert attempt.agent_ended_at == ended_at.replace(microsecond=0)
