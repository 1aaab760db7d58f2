"""The drawing at a glance: every question, fork and end on the way that a call is meant to go."""

import re

import pytest

from flows.engine.overview import overview
from flows.engine.steps import Dialogue, Do, End, Key, Menu, Say
from tests.engine.toys import CALLER


def drawn(dialogue: Dialogue) -> set[str]:
    return set(re.findall(r"^    at_(\w+)\W+\"", overview(dialogue), re.MULTILINE))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("begin(( )) --> at_language", id="the beginning"),
        pytest.param('at_main{{"main"}}', id="a question"),
        pytest.param('at_check[["check"]]', id="a fork"),
        pytest.param('at_done(["done"])', id="an end"),
        pytest.param('at_language -->|"1 fi, 2 sv, 3 en"| at_main', id="past what leads one way"),
        pytest.param('at_main -->|"5 hours (if closes)"| at_main', id="told, and back again"),
        pytest.param('at_check -->|"bad"| at_number', id="past what only speaks"),
        pytest.param('at_right -->|"1 yes"| at_done', id="past an action with one good outcome"),
    ],
)
def test_an_overview_shows(line: str) -> None:
    assert f"    {line}" in overview(CALLER).splitlines()


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("greet", id="what only speaks"),
        pytest.param("opening", id="an action that leads one way"),
        pytest.param("trouble", id="where only trouble leads"),
        pytest.param("unheard", id="where only silence leads"),
    ],
)
def test_an_overview_leaves_out(step: str) -> None:
    assert step in {one.name for one in CALLER.steps}
    assert step not in drawn(CALLER)


def test_every_way_out_of_a_step_leads_to_a_step_that_is_drawn() -> None:
    targets = set(re.findall(r" at_(\w+)$", overview(CALLER), re.MULTILINE))

    assert targets - drawn(CALLER) == set()


def test_words_before_the_end_are_an_end_of_their_own() -> None:
    fork = Do("ask", "ask", {"yes": "thanks", "no": "pity", "failed": "bye"})
    steps = (fork, Say("thanks", "bye"), Say("pity", "bye"), End("bye"))

    lines = overview(Dialogue("d", steps, "ask", "bye", frozenset())).splitlines()

    assert '    at_thanks(["thanks"])' in lines
    assert '    at_ask -->|"no"| at_pity' in lines


def test_actions_that_do_the_same_are_drawn_once() -> None:
    outcomes = {"yes": "good", "no": "bad", "failed": "bad"}
    steps = (
        Menu("menu", (Key("1", "now", "first"), Key("2", "again", "second"))),
        Do("first", "ask", outcomes),
        Do("second", "ask", outcomes, args={"place": "kept"}),
        End("good"),
        End("bad"),
    )

    assert '    at_menu -->|"1 now, 2 again"| at_first' in overview(
        Dialogue("d", steps, "menu", "bad", frozenset())
    )
