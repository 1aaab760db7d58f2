"""Every call that can be made, made on paper: what is reached, what is heard, who is stranded."""

import pytest

from flows.engine.explore import Visit, explore, presented, stranded
from flows.engine.listen import MENU_SECONDS, PROMPT_SECONDS, listen
from flows.engine.steps import Code, Dialogue, Do, End, Key, Menu, Number, Pick, Say
from flows.engine.turn import HangUp, Line, Outcome, Pressed, Rang, Silence
from flows.prompts import seconds
from flows.rules.languages import Language
from tests.engine.toys import ACTIONS, AGENT, CALLER, TEXTS, VALUES, Action

NAMES = {"agency": "Virasto", "agencys": "Viraston"}


def speak(line: Line) -> str:
    return TEXTS[line.language][line.prompt].format_map({**NAMES, **line.values})


def calls(dialogue: Dialogue) -> list[Visit]:
    return list(explore(dialogue, ACTIONS, VALUES))


@pytest.mark.parametrize("dialogue", [CALLER, AGENT], ids=lambda dialogue: dialogue.name)
def test_every_step_is_reached_with_every_kind_of_answer(dialogue: Dialogue) -> None:
    visits = calls(dialogue)

    waited_or_done = {step.name for step in dialogue.steps if not isinstance(step, Say)}
    assert {visit.turn.state.step for visit in visits} == waited_or_done
    asking = {step.name for step in dialogue.steps if isinstance(step, Menu | Pick | Number | Code)}
    for answer in (Silence(), Pressed("*"), Pressed("")):
        assert {v.before.step for v in visits if v.before and v.heard == answer} == asking


def test_every_outcome_of_every_action_and_every_end_of_a_leg_is_tried() -> None:
    heard = [visit.heard for visit in (*calls(CALLER), *calls(AGENT))]

    outcomes = {h.name for h in heard if isinstance(h, Outcome)}
    assert outcomes == {name for action in ACTIONS.values() for name in action.outcomes}
    rings = {h.outcome for h in heard if isinstance(h, Rang)}
    assert rings == {"answered", "busy", "no_answer", "failed", "unknown"}


@pytest.mark.parametrize("dialogue", [CALLER, AGENT], ids=lambda dialogue: dialogue.name)
def test_nobody_is_stranded(dialogue: Dialogue) -> None:
    visits = calls(dialogue)

    assert stranded(visits) == []
    assert HangUp() in [visit.turn.wait for visit in visits]


def test_a_caller_who_can_only_go_round_is_stranded() -> None:
    trap = Menu("trap", (Key("1", "again", "trap"),), give_up="trap")
    dialogue = Dialogue("d", (trap, End("end")), "trap", "end", frozenset())

    assert stranded(explore(dialogue, {}, {})) == ["trap"]


def test_what_is_presented_leaves_out_what_was_said_on_the_way() -> None:
    visit = next(v for v in calls(CALLER) if v.turn.say and v.turn.say[0].prompt == "toy.greet")

    prompts = [line.prompt for line in presented(CALLER, visit.turn)]

    assert (prompts[0], prompts[-1]) == ("toy.main", "keys.repeat")


# --- listening ---


def test_dialogues_that_are_short_and_in_words_are_heard_without_a_problem() -> None:
    for dialogue in (CALLER, AGENT):
        assert [str(p) for p in listen(dialogue, calls(dialogue), speak, seconds)] == []


def heard(**texts: str) -> list[str]:
    """What is wrong with a menu, its key and the end after it, if they say this."""
    steps = (Menu("menu", (Key("1", "key", "end"),)), End("end"))
    dialogue = Dialogue("d", steps, "menu", "end", frozenset())
    words = {"d.menu": "Hei.", "d.menu.key": "Paina yksi.", "d.end": "Hei hei.", **texts}

    def say(line: Line) -> str:
        return words.get(line.prompt, "Anteeksi.")

    def a_second_for_each_word(text: str, _language: Language) -> float:
        return len(text.split())

    visits = explore(dialogue, {}, {})
    return [str(problem) for problem in listen(dialogue, visits, say, a_second_for_each_word)]


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ({"d.end": " "}, "d.end: says nothing in fi"),
        ({"d.end": "Kello 9."}, "d.end: can't be said in fi: '9' in 'Kello 9.'"),
        ({"d.end": "Soitamme {eta}."}, "d.end: can't be said in fi: '{' in 'Soitamme {eta}.'"),
        (
            {"d.end": "sana " * (MENU_SECONDS + 1)},
            "d.end: takes 31 seconds in fi, more than 25",
        ),
        (
            {"d.menu": "sana " * 20, "d.menu.key": "sana " * (MENU_SECONDS - 19)},
            "d.menu: takes 31 seconds with its keys in fi, more than 30",
        ),
    ],
)
def test_what_can_not_be_followed_is_named_once(texts: dict[str, str], problem: str) -> None:
    assert heard(**texts) == [problem]


def test_what_is_just_short_enough_passes() -> None:
    assert heard(**{"d.end": "sana " * PROMPT_SECONDS}) == []
    assert heard(**{"d.menu": "sana " * 20, "d.menu.key": "sana " * (MENU_SECONDS - 20)}) == []


def test_every_page_of_a_list_is_explored() -> None:
    find = Action((), {"found": ("times",), "failed": ()})
    steps = (
        Do("find", "find", {"found": "pick", "failed": "end"}),
        Pick("pick", "times", "time", "end", "end"),
        End("end"),
    )
    dialogue = Dialogue("d", steps, "find", "end", frozenset())

    visits = list(explore(dialogue, {"find": find}, VALUES))

    chosen = {visit.turn.state.variables.get("time") for visit in visits}
    assert chosen == {None, *range(9, 16)}
