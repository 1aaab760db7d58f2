from flows.engine.recordable import told_with_one_key, varying
from flows.engine.steps import Dialogue, End, Key, Menu, Pick

ONE = Dialogue(
    "one",
    (
        Menu(
            "start",
            (Key("1", "go", to="end"), Key("2", "list", to="list"), Key("3", "go", to="end")),
        ),
        Menu("outcome.choose", (Key("1", "done", to="end"), Key("2", "later", to="end"))),
        Pick("list", items="items", gives="chosen", to="end", back="start"),
        End("end"),
    ),
    start="start",
    give_up="end",
    kept=frozenset(),
)
OTHER = Dialogue(
    "other",
    (Menu("outcome.choose", (Key("1", "done", to="end"), Key("3", "later", to="end"))), End("end")),
    start="outcome.choose",
    give_up="end",
    kept=frozenset(),
)


def test_a_prompt_tells_one_key_if_all_menus_agree() -> None:
    assert told_with_one_key([ONE, OTHER]) == {
        "one.start.list",
        "outcome.choose.done",
        "keys.more",
        "keys.repeat",
    }


def test_what_is_the_same_in_every_call_does_not_vary() -> None:
    one_key = frozenset({"caller.language.fi"})

    assert not varying("caller.language", "fi", one_key)
    assert not varying("caller.language.fi", "fi", one_key)


def test_facts_of_a_call_vary_and_so_does_a_key_that_is_not_always_the_same() -> None:
    assert varying("caller.closed", "fi", frozenset()) == {"next_open"}
    assert varying("keys.repeat", "sv", frozenset()) == {"key"}
