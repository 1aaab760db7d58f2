"""How long everything that is said takes, in a table to be read."""

from flows.engine.durations import durations, table
from flows.engine.explore import explore
from flows.engine.steps import Dialogue, End, Key, Menu
from flows.engine.turn import Line
from flows.rules.languages import Language

DIALOGUE = Dialogue(
    "d", (Menu("menu", (Key("1", "key", "end"),)), End("end")), "menu", "end", frozenset()
)
WORDS = {"d.menu": "a b c", "d.menu.key": "d e", "d.end": "f"}


def speak(line: Line) -> str:
    return WORDS.get(line.prompt, "x")


def a_second_for_each_word(text: str, _language: Language) -> float:
    return len(text.split())


TIMES = durations(DIALOGUE, explore(DIALOGUE, {}, {}), speak, a_second_for_each_word)


def test_each_text_has_its_time_and_a_menu_that_of_all_its_keys_as_well() -> None:
    assert {what: TIMES[what] for what in ("d.menu", "d.menu.key", "d.end", "d.menu + keys")} == {
        "d.menu": 3,
        "d.menu.key": 2,
        "d.end": 1,
        "d.menu + keys": 5,
    }


def test_the_table_has_a_row_for_each_and_leaves_open_what_a_language_does_not_say() -> None:
    rows = table({"fi": TIMES, "sv": {"d.end": 2.25}, "en": {}}).splitlines()

    assert "| d.menu + keys | 5.0 |  |  |" in rows
    assert "| d.end | 1.0 | 2.2 |  |" in rows
