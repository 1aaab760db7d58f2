"""A dialogue moves as it is written: memory, outcomes, releases in the middle of a call, limits."""

import json

import pytest

from flows.engine.step import HOPS, TURNS, DialogueFault, begin, reread, step
from flows.engine.steps import Dialogue, Do, End, Key, Menu, Say
from flows.engine.turn import Act, Arrived, HangUp, Outcome, Pressed, Ring, Silence, State
from flows.engine.walk import Walk
from tests.engine.calls import agent, caller, spoken
from tests.engine.toys import AGENT, CALLER

# --- what is remembered ---


def test_a_hub_forgets_all_but_the_language_and_what_is_kept() -> None:
    walk = caller("2", "1", "0401234567#").knows(typed="0401234567", number="+358401234567")

    walk.press("*").at("main").knows(typed=None, number=None)
    walk.knows(language="sv", closes="kolmeentoista")


def test_a_literal_argument_goes_beside_the_variables() -> None:
    caller("1", "1", "0401234567#", "1").asked_for("request", number="+358401234567", place="kept")


def test_a_literal_argument_wins_over_a_variable_of_its_name() -> None:
    act = Do("a", "x", {"ok": "end", "failed": "end"}, args={"place": "literal"})
    dialogue = Dialogue("d", (act, End("end")), "a", "end", frozenset())

    turn = begin(dialogue, {"place": "variable"})

    assert turn.do == Act("x", {"place": "literal"})


def test_an_action_is_handed_only_what_it_takes() -> None:
    act = caller("1", "1", "0401234567#", "1").acts[-1]

    assert act.taking(("number", "place?", "reason?")) == {
        "number": "+358401234567",
        "place": "kept",
    }
    with pytest.raises(KeyError):
        act.taking(("reason",))


# --- outcomes, rings, ends ---


def test_each_outcome_leads_where_the_step_says() -> None:
    caller("1", "1").when("check_number", "bad").press("1#").at("number").said("toy.bad")
    caller("1", "1").when("check_number", "failed").press("1#").at("trouble").ended()


def test_an_outcome_that_is_not_mapped_is_a_fault_of_the_dialogue() -> None:
    with pytest.raises(DialogueFault, match=r"toy\.check maps no outcome 'perhaps'"):
        caller("1", "1").when("check_number", "perhaps").press("1#")


def test_lines_before_an_action_are_spoken_before_those_after_it() -> None:
    steps = (Say("wait", "look"), Do("look", "look", {"ok": "end", "failed": "end"}), End("end"))
    dialogue = Dialogue("d", steps, "wait", "end", frozenset())

    assert spoken(Walk(dialogue, {"look": Outcome("ok")})) == ["d.wait", "d.end"]
    assert spoken(caller("1"))[:2] == ["toy.greet", "toy.main"]


def test_a_dial_rings_what_its_variable_holds_and_follows_the_end_of_the_leg() -> None:
    assert agent("123456", "1").turn.wait == Ring("+358401234567")
    agent("123456", "1").rang("answered").at("outcome")
    agent("123456", "1").rang("busy").at("sorry").ended()


def test_a_silent_end_says_nothing() -> None:
    assert spoken(caller("1").wait(3).at("bye").ended()) == []


def test_a_late_answer_after_the_end_hears_the_end_again() -> None:
    state = caller("1", "2", "2").ended().turn.state

    turn = step(CALLER, state, Pressed("1"))

    assert ([line.prompt for line in turn.say], turn.wait) == (["toy.booked"], HangUp())


# --- read again ---


def test_reading_again_says_the_step_once_more_without_counting() -> None:
    walk = caller("1").wait().again().at("main").said("toy.main")
    walk.wait().at("unheard")


def test_reading_again_keeps_the_part_of_the_list() -> None:
    caller("1", "2", "8").again().press("1").asked_for("book", time=12)


def test_arriving_at_a_step_where_the_call_waits_reads_it_again() -> None:
    state = caller("1", "1").turn.state

    assert [line.prompt for line in step(CALLER, state, Arrived()).say] == ["toy.number"]


def test_a_ring_is_never_repeated() -> None:
    state = agent("123456", "1").turn.state

    for turn in (
        reread(AGENT, state),
        step(AGENT, state, Arrived()),
        step(AGENT, state, Silence()),
    ):
        assert not isinstance(turn.wait, Ring)
        assert [line.prompt for line in turn.say] == ["error.lost", "desk.pin"]


# --- a release while somebody is calling ---


def test_the_state_survives_as_text() -> None:
    state = caller("2", "2", "8").turn.state

    assert State(**json.loads(json.dumps(state.stored()))) == state


def test_a_renamed_step_goes_on_under_its_new_name() -> None:
    state = State("toy", "old_number", {"language": "fi"}, turn=3)

    turn = step(CALLER, state, Silence())

    assert turn.state.step == "number"
    assert turn.state.tries == 1


def test_a_caller_whose_step_is_gone_hears_so_and_comes_to_the_hub() -> None:
    state = State("toy", "gone", {"language": "sv", "number": "1", "closes": "tolv"}, turn=3)

    turn = step(CALLER, state, Pressed("1"))

    assert [line.prompt for line in turn.say][:2] == ["error.lost", "toy.main"]
    assert turn.say[0].language == "sv"
    assert turn.state.variables == {"language": "sv", "closes": "tolv"}


def test_a_key_means_what_was_read_out_even_if_a_release_has_moved_it() -> None:
    before = Menu("main", (Key("1", "callback", "callback"), Key("2", "hours", "hours")))
    after = Menu("main", (Key("1", "hours", "hours"), Key("2", "callback", "callback")))
    ends = (End("callback"), End("hours"))
    heard = begin(Dialogue("d", (before, *ends), "main", "hours", frozenset()), {}).state

    turn = step(Dialogue("d", (after, *ends), "main", "hours", frozenset()), heard, Pressed("1"))

    assert turn.state.step == "callback"


def test_a_key_that_a_release_has_taken_away_reads_what_there_is_now() -> None:
    before = Menu("main", (Key("1", "callback", "bye"), Key("2", "hours", "bye")))
    after = Menu("main", (Key("1", "hours", "bye"),))
    heard = begin(Dialogue("d", (before, End("bye")), "main", "bye", frozenset()), {}).state

    turn = step(Dialogue("d", (after, End("bye")), "main", "bye", frozenset()), heard, Pressed("1"))

    assert [line.prompt for line in turn.say] == ["d.main", "d.main.hours"]
    assert turn.state.tries == 0


# --- limits ---


def test_turns_count_the_answers_given() -> None:
    assert caller().turn.state.turn == 1
    assert caller("1", "1", "9").turn.state.turn == 4


def test_a_call_that_goes_on_and_on_is_ended_politely() -> None:
    walk = caller("1")

    walk.press(*["9"] * (TURNS - 2)).at("main")

    assert walk.turn.wait != HangUp()
    walk.press("9").ended()
    assert spoken(walk) == ["error.limit"]


def test_an_end_is_still_reached_in_the_last_turn() -> None:
    walk = caller("1", *["9"] * (TURNS - 3)).press("2").at("times")
    assert walk.turn.state.turn == TURNS
    walk.press("1").at("booked").said("toy.booked").ended()


def test_steps_that_follow_each_other_without_end_are_a_fault_of_the_dialogue() -> None:
    ring = Dialogue("d", (Say("a", "b"), Say("b", "a"), End("c")), "a", "c", frozenset())

    with pytest.raises(DialogueFault, match="never waits"):
        begin(ring, {})


def test_actions_that_follow_each_other_without_end_are_a_fault_too() -> None:
    ring = Dialogue(
        "d", (Do("a", "x", {"ok": "a", "failed": "c"}), End("c")), "a", "c", frozenset()
    )
    asked = 0

    def go_round() -> None:
        nonlocal asked
        turn = begin(ring, {})
        while turn.do:
            asked += 1
            turn = step(ring, turn.state, Outcome("ok"))

    with pytest.raises(DialogueFault, match="never waits"):
        go_round()
    assert asked == HOPS


def test_a_target_that_does_not_exist_is_a_fault_of_the_dialogue() -> None:
    with pytest.raises(DialogueFault, match="no step 'nowhere'"):
        begin(Dialogue("d", (Say("a", "nowhere"),), "a", "a", frozenset()), {})
