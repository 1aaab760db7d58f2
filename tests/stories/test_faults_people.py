"""Keys bounce, receivers are put down at any word, and telephones are answered by machines."""

import pytest

from ivr.simnet.faults import Fault
from ivr.simnet.people import Caller
from tests.stories.conftest import Begin
from tests.stories.people import PICKS_UP, serves
from tests.stories.wires import asked, until_it_rings
from tests.stories.world import SERVICE

IN, AGENTS, CITIZENS = (
    {"direction": direction} for direction in ("inbound", "outbound-api", "outbound-dial")
)


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_key_that_bounces_is_one_answer(begin: Begin, nth: int) -> None:
    world = begin(faults=(Fault("key_doubled", nth=nth, **IN),))

    citizen = world.citizen().dial(SERVICE).press("1", "1", "1")

    assert world.struck == {"key_doubled": 1}
    assert world.callback.language == "fi"
    assert citizen.said.count("Soitamme sinulle arviolta") == 1


def test_a_bouncing_language_key_leaves_the_menu_to_be_heard(begin: Begin) -> None:
    world = begin(faults=(Fault("key_doubled", nth=1, **IN),))

    world.citizen().dial(SERVICE).press("1", "5")

    assert world.callbacks == []


def test_an_agent_whose_acceptance_bounces_gets_one_citizen(begin: Begin) -> None:
    world = begin(faults=(Fault("key_doubled", **AGENTS),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.pick_up()

    assert len(world.calls_to(citizen)) == 1


def test_digits_that_come_late_make_the_number_that_was_keyed(begin: Begin) -> None:
    world = begin(faults=(Fault("key_late", seconds=3, **IN),))
    aino, citizen = world.agent("aino"), world.citizen()
    keys = Caller(("1", "1", "0401234567#", "1"))

    world.network.dial("+358407654321", SERVICE, shown="anonymous", person=keys)

    until_it_rings(world, aino).answer().tap("1")
    citizen.pick_up()
    assert world.callback.number_source == "typed"


def test_a_key_that_comes_after_its_question_answers_the_same_question_again(begin: Begin) -> None:
    world = begin(faults=(Fault("key_late", nth=2, seconds=7, **IN),))
    citizen = world.citizen()

    world.network.dial(citizen.number, SERVICE, person=Caller(("1", "1", "1")))
    citizen.hold()

    questions = [event for event in world.network.log.after() if event.kind == "ask"]
    assert len(questions) == len(["language", "menu", "menu again", "confirm"])
    assert "Soitamme sinulle arviolta" in citizen.said
    assert world.callback.state == "waiting"


@pytest.mark.parametrize("nth", range(1, 9))
def test_a_citizen_who_hangs_up_at_any_word_has_asked_or_has_not(begin: Begin, nth: int) -> None:
    world = begin(faults=(Fault("hang_up_at_verb", nth=nth, **IN),))
    aino, citizen = world.agent("aino"), world.citizen()

    citizen.dial(SERVICE)
    for _ in range(3):
        if citizen.leg.live:
            citizen.press("1")
    world.after(seconds=5)

    assert len(world.callbacks) == asked(world, "/voice/turn/4/")
    if world.callbacks:
        aino.answer().tap("1")
        citizen.pick_up()


@pytest.mark.parametrize("nth", range(1, 8))
def test_an_agent_who_hangs_up_at_any_word_leaves_nobody_behind(begin: Begin, nth: int) -> None:
    world = begin(faults=(Fault("hang_up_at_verb", nth=nth, **AGENTS),))
    for name in ("aino", "onni"):
        world.agent(name).left_to(serves(minutes=1))
    citizen = world.citizen()

    citizen.dial(SERVICE).press("1", "1", "1")
    citizen.left_to(PICKS_UP)
    world.after(hours=1)

    assert len(world.calls_to(citizen)) == 1
    assert world.callback.state == "done" or world.raised == ["unfiled"]


@pytest.mark.parametrize("name", ["busy", "no_answer", "failed"])
def test_a_citizen_who_can_t_be_reached_is_tried_again_later(begin: Begin, name: str) -> None:
    world = begin(faults=(Fault(name, nth=1, **CITIZENS),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1").hold()
    until_it_rings(world, aino).answer().tap("1")
    citizen.pick_up()

    assert world.results[0] == name
    assert len(world.calls_to(citizen)) == 2


def test_a_citizen_whose_number_does_not_exist_is_shown_to_a_supervisor(begin: Begin) -> None:
    world = begin(faults=(Fault("no_such_number", **CITIZENS),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1").hold()
    world.after(hours=3)

    assert world.results == ["invalid_number"]
    assert len(world.calls_to(citizen)) == 1


def test_a_machine_that_answers_a_citizen_is_filed_as_a_miss(begin: Begin) -> None:
    world = begin(faults=(Fault("voicemail", nth=1, **CITIZENS),))
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    world.after(seconds=40)
    aino.tap("*").listen().press("3")
    assert world.callback.state == "waiting"
    until_it_rings(world, aino).answer().tap("1")
    citizen.pick_up()


@pytest.mark.parametrize("name", ["busy", "no_answer", "failed", "no_such_number", "voicemail"])
def test_an_agent_who_can_t_be_reached_costs_the_citizen_nothing(begin: Begin, name: str) -> None:
    world = begin(faults=(Fault(name, nth=1, **AGENTS),))
    for agent in ("aino", "onni"):
        world.agent(agent).left_to(serves(minutes=1))
    citizen = world.citizen()

    citizen.dial(SERVICE).press("1", "1", "1")
    citizen.left_to(PICKS_UP)
    world.after(minutes=15)

    assert world.results == ["missed", "answered"]
    assert world.callback.state == "done"
    assert len(world.calls_to(citizen)) == 1
