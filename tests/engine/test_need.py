"""What a call still needs to remember, and that walking without the rest finds the same."""

from flows.engine.explore import explore, stranded
from flows.engine.need import needs
from tests.engine.toys import ACTIONS, AGENT, CALLER, TEXTS, VALUES

NEEDED = needs(CALLER, ACTIONS, TEXTS)


def test_a_variable_is_needed_from_where_it_is_set_to_where_it_is_last_read() -> None:
    assert "typed" in NEEDED["check"]
    assert "typed" not in NEEDED["number"], "the entry sets it"
    assert "typed" not in NEEDED["right"], "nothing reads it any more"


def test_what_a_prompt_names_and_what_opens_a_key_is_needed() -> None:
    assert "digits" in NEEDED["right"]
    assert "closes" in NEEDED["main"]


def test_what_an_action_takes_is_needed_but_for_what_the_step_itself_gives() -> None:
    assert "number" in NEEDED["request"]
    assert "place" not in NEEDED["request"]
    assert "booking" in NEEDED["book"], "an optional argument counts as well"


def test_what_a_hub_forgets_is_needed_no_longer_on_the_way_to_it() -> None:
    assert "closes" in NEEDED["full"], "kept, and told in the hub"
    assert "booking" not in NEEDED["full"]


def test_the_list_that_is_read_out_and_what_is_rung_are_needed() -> None:
    assert "times" in NEEDED["times"]
    assert "ring" in needs(AGENT, ACTIONS, TEXTS)["offer"]


def test_walking_with_what_is_needed_reaches_and_says_all_the_same_with_fewer_calls() -> None:
    everything = list(explore(CALLER, ACTIONS, VALUES))
    needed = list(explore(CALLER, ACTIONS, VALUES, needed=NEEDED))

    assert len(needed) < len(everything)
    assert stranded(needed) == []
    for seen in (
        lambda visit: visit.turn.state.step,
        lambda visit: tuple((line.prompt, line.language) for line in visit.turn.say),
        lambda visit: (visit.before and visit.before.step, str(visit.heard)),
    ):
        assert {seen(visit) for visit in needed} == {seen(visit) for visit in everything}
