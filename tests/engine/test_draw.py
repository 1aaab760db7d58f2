"""The drawing and the script tell all that a dialogue has, in the same order every time."""

import re

import pytest

from flows.engine.draw import draw, legend
from flows.engine.edges import edges
from flows.engine.script import script, walking_order
from flows.engine.steps import Code, Dialogue, Do, End, Key, Menu, Say
from tests.engine.toys import AGENT, CALLER, DIALOGUES, TEXTS

NODE = r"    at_\w+(\{\{|\[/|\[\[|\[|\(\(|\(\[)\"[^\"]+\"(\}\}|/\]|\]\]|\]|\)\)|\]\))"
ARROW = (
    r"    (at_\w+|begin\(\( \)\)|unheard>\"nobody presses\"\]) (-->|-\.->)(\|\"[^\"]+\"\|)? at_\w+"
)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.name)
def test_every_line_of_a_drawing_is_a_node_or_an_arrow(dialogue: Dialogue) -> None:
    first, *lines = draw(dialogue).splitlines()

    assert first == "flowchart TD"
    assert [line for line in lines if not re.fullmatch(f"{NODE}|{ARROW}", line)] == []


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.name)
def test_every_step_and_every_way_but_the_usual_giving_up_is_drawn(dialogue: Dialogue) -> None:
    drawn = draw(dialogue)

    for step in dialogue.steps:
        assert len(re.findall(rf"^    at_{step.name}\W", drawn, re.MULTILINE)) >= 1
        for edge in edges(dialogue, step):
            arrow = rf"at_{edge.source} -(-|\.-)>\S*.* at_{edge.to}$"
            usual = edge.way in ("silence", "wrong") and edge.to == dialogue.give_up
            assert usual or re.search(arrow, drawn, re.MULTILINE), edge


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('at_main{{"main"}}', id="a menu"),
        pytest.param('at_number[/"number"/]', id="an entry"),
        pytest.param('at_greet["greet"]', id="a step that only speaks"),
        pytest.param('at_check[["check: check number"]]', id="an action of another name"),
        pytest.param('at_request[["request"]]', id="an action of the same name"),
        pytest.param('at_done(["done"])', id="an end"),
        pytest.param('at_language -->|"1 fi, 2 sv, 3 en"| at_opening', id="keys to one place"),
        pytest.param('at_main -->|"5 hours (if closes)"| at_hours', id="a key with a condition"),
        pytest.param('at_right -.->|"*"| at_main', id="back"),
        pytest.param('at_right -.->|"gives up"| at_trouble', id="giving up elsewhere"),
        pytest.param('at_check -.->|"failed"| at_trouble', id="trouble"),
        pytest.param('at_unheard -.->|"silence"| at_bye', id="a silence that leads on"),
        pytest.param('unheard>"nobody presses"] -.-> at_unheard', id="the usual giving up"),
    ],
)
def test_a_drawing_shows(line: str) -> None:
    assert f"    {line}" in draw(CALLER).splitlines()


def test_a_leg_is_drawn_as_a_circle() -> None:
    assert '    at_call(("call"))' in draw(AGENT).splitlines()


def test_names_that_would_confuse_the_chart_are_kept_apart_from_its_words() -> None:
    steps = (Say("end", "ask.me"), Menu("ask.me", (Key("1", 'a"#', "off"),)), End("off"))

    lines = draw(Dialogue("d", steps, "end", "off", frozenset())).splitlines()

    assert '    at_end["end"]' in lines
    assert '    at_ask_me{{"ask.me"}}' in lines
    assert '    at_ask_me -->|"1 a#quot;#35;"| at_off' in lines


def test_the_legend_names_the_step_where_giving_up_leads() -> None:
    assert "`unheard`" in legend(CALLER)


# --- the script ---


def test_the_script_has_every_step_once_in_walking_order() -> None:
    headings = re.findall(r"^## (.+)$", script([CALLER], TEXTS, "fi"), re.MULTILINE)

    assert headings == [step.name for step in walking_order(CALLER)]
    assert sorted(headings) == sorted(step.name for step in CALLER.steps)
    assert headings[:5] == ["language", "opening", "greet", "main", "number"]


def test_what_a_call_is_meant_to_do_comes_before_trouble_wherever_it_is_written() -> None:
    steps = (
        Do("look", "look", {"failed": "sorry", "found": "told"}),
        End("sorry"),
        End("told"),
    )

    order = walking_order(Dialogue("d", steps, "look", "sorry", frozenset()))

    assert [step.name for step in order] == ["look", "told", "sorry"]


def test_the_script_tells_what_is_said_and_where_each_answer_leads() -> None:
    text = script([CALLER], TEXTS, "fi")

    main = text.partition("## main\n")[2].partition("\n## ")[0]
    assert main.strip().splitlines() == [
        "> Miten voimme auttaa?",
        "",
        "- `1` “Jos haluat, että soitamme sinulle, paina yksi.” → number",
        "- `2` “Jos haluat varata puhelinajan, paina kaksi.” → find_times",
        "- `4` “Oma varaus, paina neljä.” → find_booking",
        "- `5` “Olemme auki kello {closes} asti. Aukioloajat, paina viisi.”"
        " (only if {closes} is known) → hours",
        "- `9` “Kuuntele uudelleen, paina yhdeksän.”",
        "- nothing, or nothing that is offered, twice → unheard",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "- digits, ended by `#` → check, which knows {typed}; `*` clears them",
        "- `*` alone → main",
        "- nothing, or nothing that is offered, three times → unheard",
        "- `1`–`3` “{choice}, paina yksi.” → book, which knows {time}",
        "- `8` “Muut ajat, paina kahdeksan.”",
        "- `*` “Takaisin, paina tähteä.” → main",
        "- asked for: request, place = kept",
        "- stored → done",
        "- nothing → bye",
        "- a key that is not offered, twice → unheard",
        "- hangs up",
        "- 6 digits → check, which knows {pin}; `*` clears them",
        "- rings {ring}",
        "- no_answer → sorry",
        "- error.lost: “Puhelu katkesi välillä. Aloitamme alusta.”",
        "- keys.more: “Muut ajat, paina kahdeksan.”",
    ],
)
def test_the_script_has_the_line(line: str) -> None:
    assert line in script(DIALOGUES, TEXTS, "fi").splitlines()


def test_the_script_and_the_drawing_tell_where_a_lone_hash_at_a_code_leads() -> None:
    code = Code("pin", 4, gives="pin", to="offer", back="thanks", silence="sorry")
    steps = (code, End("offer"), End("thanks"), End("sorry"))
    dialogue = Dialogue("desk", steps, "pin", "thanks", frozenset())

    lines = script([dialogue], TEXTS, "fi").splitlines()

    assert "- nothing → sorry" in lines
    assert "- too few digits, three times → thanks" in lines
    assert "- `*` alone → thanks" in lines
    assert "    at_pin -.->|silence| at_sorry" in draw(dialogue).replace('"', "").splitlines()


def test_the_script_is_in_one_language_but_for_the_choice_of_a_language() -> None:
    lines = script([CALLER], TEXTS, "sv").splitlines()

    assert "> På svenska: Miten voimme auttaa?" in lines
    assert "- `3` “In English: For English, press three.” → opening" in lines
    assert "- `1` “Suomeksi, paina yksi.” → opening" in lines


def test_drawing_and_script_follow_a_change_of_the_dialogue() -> None:
    steps = (Do("a", "find", {"found": "end", "failed": "end"}, {"kind": "visit"}), End("end"))
    dialogue = Dialogue("d", steps, "a", "end", frozenset())
    other = Dialogue("d", (steps[0], End("end", silent=True)), "a", "end", frozenset())
    texts = {**TEXTS, "fi": {"d.end": "Hei."}}

    assert "> Hei." in script([dialogue], texts, "fi")
    assert "> Hei." not in script([other], texts, "fi")
