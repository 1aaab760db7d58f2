"""What keys and silence mean: in menus, in entries, in lists."""

import pytest

from flows.engine.steps import Code, Dialogue, End
from flows.engine.turn import Keys, Outcome
from flows.engine.walk import Walk
from tests.engine.calls import OUTCOMES, agent, caller, spoken
from tests.engine.toys import CALLER

# --- menus ---


def test_a_key_leads_where_the_menu_says() -> None:
    caller("1").at("main").press("1").at("number")


def test_a_menu_says_its_prompt_and_then_its_keys_in_order() -> None:
    assert spoken(agent("123456")) == ["desk.offer", "desk.offer.accept", "desk.offer.pass"]


def test_a_menu_waits_six_seconds_for_one_key_and_hears_the_hash_too() -> None:
    assert caller("1").turn.wait == Keys("main", digits=1, finish="", timeout=6)


def test_the_spoken_word_of_a_key_is_handed_to_its_prompt() -> None:
    walk = caller("2")

    words = {line.prompt: line.values.get("key") for line in walk.turn.say}

    assert words["toy.main.callback"] == "ett"
    assert words["toy.main.hours"] == "fem"


def test_each_line_of_the_language_menu_is_in_its_own_language() -> None:
    lines = {line.prompt: (line.language, line.values.get("key")) for line in caller().turn.say}

    assert lines == {
        "toy.language": ("fi", None),
        "toy.language.fi": ("fi", "yksi"),
        "toy.language.sv": ("sv", "två"),
        "toy.language.en": ("en", "three"),
    }


def test_after_the_choice_of_a_language_every_line_is_in_it() -> None:
    assert {line.language for line in caller("3").turn.say} == {"en"}


def test_a_key_can_set_variables() -> None:
    agent("123456", "1").rang("answered").press("3").asked_for("file", outcome="not_reached")


def test_a_key_whose_variable_is_unset_is_neither_announced_nor_valid() -> None:
    walk = Walk(CALLER, OUTCOMES | {"opening": Outcome("closed")}).press("1")

    assert "toy.main.hours" not in spoken(walk)
    walk.press("5").at("main").said("error.wrong.1")


def test_nine_repeats_everything_as_often_as_one_likes() -> None:
    walk = caller("1")
    menu = spoken(walk)[1:]  # without the greeting before it

    for _ in range(10):
        walk.press("9").at("main")
        assert spoken(walk) == menu


def test_star_leads_back_and_repeats_where_there_is_no_back() -> None:
    caller("1", "1", "0401234567#").at("right").press("*").at("main")
    walk = caller("1", "*").at("main")
    assert spoken(walk)[0] == "toy.main"


def test_a_menu_with_a_way_back_announces_it_and_a_hub_announces_the_repeat() -> None:
    assert spoken(caller("1", "1", "0401234567#"))[-1] == "keys.back"
    assert spoken(caller("1"))[-1] == "keys.repeat"


# --- nobody presses, or something else ---


@pytest.mark.parametrize(
    ("presses", "words"),
    [
        pytest.param([], ["error.silence.1", "error.silence.2"], id="nothing"),
        pytest.param(["7"], ["error.wrong.1", "error.wrong.2"], id="a key not offered"),
        pytest.param(["#"], ["error.wrong.1", "error.wrong.2"], id="the hash"),
        pytest.param(["A"], ["error.wrong.1", "error.wrong.2"], id="a fourth-column tone"),
        pytest.param(["11"], ["error.wrong.1", "error.wrong.2"], id="two keys at once"),
        pytest.param([""], ["error.silence.1", "error.silence.2"], id="an empty answer"),
    ],
)
def test_the_first_failure_is_told_and_only_the_keys_are_read_again(
    presses: list[str], words: list[str]
) -> None:
    walk = caller("1")

    walk = walk.press(*presses) if presses else walk.wait()

    choices = [f"toy.main.{name}" for name in ("callback", "time", "booking", "hours")]
    assert spoken(walk) == [*words, *choices, "keys.repeat"]


def test_the_second_failure_leads_to_giving_up_whatever_the_two_were() -> None:
    caller("1").wait(2).at("unheard")
    caller("1").wait().press("7").at("unheard")
    caller("1", "7", "7").at("unheard")


def test_a_menu_can_give_up_elsewhere_than_the_dialogue() -> None:
    caller("1", "1", "0401234567#").wait(2).at("trouble").ended()


def test_a_menu_can_let_the_first_silence_lead_on_but_not_a_wrong_key() -> None:
    caller("1").wait(2).at("unheard").wait().at("bye").ended()
    caller("1").wait(2).at("unheard").press("7").at("unheard")


def test_failures_are_forgotten_at_the_next_step() -> None:
    caller("1").wait().press("1").at("number").wait().at("number").press("*#", "*").at("main")
    caller("1").wait().press("5").at("main").wait().at("main")


def test_repeating_does_not_count_and_does_not_pardon() -> None:
    caller("1").wait().press("9", "9").at("main").wait().at("unheard")


# --- entries ---


def test_an_entry_waits_ten_seconds_and_ends_with_the_hash() -> None:
    assert caller("1", "1").turn.wait == Keys("number", digits=None, finish="#", timeout=10)
    assert agent().turn.wait == Keys("pin", digits=6, finish="#", timeout=10)


@pytest.mark.parametrize("keys", ["0401234567", "0401234567#", "99*0401234567#", "*1*0401234567"])
def test_an_entry_gives_what_was_typed_after_the_last_star(keys: str) -> None:
    caller("1", "1", keys).at("right").asked_for("check_number", typed="0401234567")


def test_clearing_an_entry_asks_again_without_counting() -> None:
    walk = caller("1", "1")

    for _ in range(5):
        walk.press("0401*#").at("number").said("toy.number")


def test_a_lone_star_leads_back_from_an_entry() -> None:
    caller("1", "1", "*").at("main")


@pytest.mark.parametrize(
    ("typed", "failure"),
    [
        pytest.param("", "silence", id="only the hash"),
        pytest.param("12A", "wrong", id="a fourth-column tone"),
        pytest.param("１２３", "wrong", id="digits of another script"),
    ],
)
def test_an_entry_that_cannot_be_used_is_told_and_asked_again(typed: str, failure: str) -> None:
    walk = caller("1", "1", typed).at("number")

    assert spoken(walk) == [f"error.{failure}.1", "toy.number"]


def test_an_entry_has_three_tries_and_help_comes_with_the_last() -> None:
    walk = caller("1", "1").wait(2).at("number")
    assert spoken(walk) == ["error.silence.2", "toy.number"]
    walk.wait().at("unheard")


@pytest.mark.parametrize("short", ["12345", "1234567", "12345#"])
def test_a_code_has_exactly_its_digits(short: str) -> None:
    agent(short).at("pin").said("error.wrong.1")


def test_a_star_in_a_code_clears_it() -> None:
    agent("12*456").at("pin").said("desk.pin").press("12*123456").at("offer")


def coded() -> Walk:
    """At the entry of a code, which a star leaves, and of which one may say to have none."""
    code = Code("code", 4, gives="code", to="right", back="back", silence="lost")
    steps = (code, End("right"), End("back"), End("lost"), End("gone"))
    return Walk(Dialogue("coded", steps, "code", "gone", frozenset()))


def test_a_lone_star_leads_back_from_a_code_and_another_clears_it() -> None:
    coded().press("*").at("back").ended()
    coded().press("12*").at("code").press("1234").at("right").knows(code="1234")


@pytest.mark.parametrize("nothing", ["", "#"])
def test_a_lone_hash_or_silence_says_at_once_that_there_is_no_code(nothing: str) -> None:
    coded().press(nothing).at("lost").ended()
    coded().wait().at("lost").ended()


def test_too_few_digits_of_a_code_are_asked_for_again_though_silence_leads_on() -> None:
    coded().press("12", "123").at("code").press("1").at("gone").ended()


# --- lists ---


def test_a_pick_reads_three_choices_more_and_back() -> None:
    walk = caller("1", "2").at("times")

    said = [
        (line.prompt, line.values.get("choice"), line.values.get("key")) for line in walk.turn.say
    ]
    assert said == [
        ("toy.times", None, None),
        ("toy.times.choice", "kello yhdeksän", "yksi"),
        ("toy.times.choice", "kello kymmenen", "kaksi"),
        ("toy.times.choice", "kello yksitoista", "kolme"),
        ("keys.more", None, "kahdeksan"),
        ("keys.back", None, None),
    ]  # fmt: skip


def test_a_pick_gives_the_value_of_the_choice() -> None:
    caller("1", "2", "2").at("booked").asked_for("book", time=10).ended()


def test_more_reads_on_and_the_keys_mean_what_was_read_out_last() -> None:
    caller("1", "2", "8", "1").asked_for("book", time=12)
    caller("1", "2", "8", "8", "1").asked_for("book", time=15)


def test_the_last_choices_offer_no_more_and_no_key_without_a_choice() -> None:
    walk = caller("1", "2", "8", "8").at("times")
    assert "keys.more" not in spoken(walk)
    walk.press("2").said("error.wrong.1").press("1").asked_for("book", time=15)


@pytest.mark.parametrize("answer", ["9", "7", ""])
def test_repeat_and_failure_stay_on_the_same_part_of_the_list(answer: str) -> None:
    caller("1", "2", "8", answer, "1").asked_for("book", time=12)


def test_a_pick_gives_up_like_a_menu_and_goes_back_with_star() -> None:
    caller("1", "2").wait(2).at("unheard")
    caller("1", "2", "*").at("main")
