"""The checker finds every seeded mistake, says what it is, and finds none where there is none."""

from dataclasses import replace
from functools import cache

import click
import pytest

from flows.dialogues import DIALOGUES as REAL_DIALOGUES
from flows.dialogues.actions import ACTIONS as REAL_ACTIONS
from flows.engine.check import find, problems
from flows.engine.check.texts import spoken
from flows.engine.check.texts import texts as check_texts
from flows.engine.steps import Dialogue, Do, End, Key, Menu, Say
from flows.prompts import texts
from tests.engine.mistakes import Script, misprints, mistakes
from tests.engine.toys import ACTIONS, DIALOGUES, TEXTS, Action

ALWAYS = frozenset({"agency", "agencys"})

TOYS = Script(DIALOGUES, ACTIONS, TEXTS)
REAL = Script(tuple(REAL_DIALOGUES.values()), REAL_ACTIONS, texts())

each_script = pytest.mark.parametrize(
    "script", [pytest.param(TOYS, id="toys"), pytest.param(REAL, id="the house's own")]
)


def found(script: Script) -> list[str]:
    return [str(p) for p in problems(script.dialogues, script.actions, script.texts)]


def found_in(dialogue: Dialogue, **actions: Action) -> list[str]:
    """What is wrong with a dialogue, its missing texts aside."""
    everything = [str(p) for p in problems([dialogue], actions, {"fi": {}, "sv": {}, "en": {}})]
    return [what for what in everything if "has no text" not in what]


@cache
def seeded() -> dict[str, Script]:
    misprinted = {what: replace(TOYS, texts=wrong) for what, wrong in misprints(TOYS.texts)}
    return dict(mistakes(TOYS)) | misprinted


def all_caught(missed: list[str], seeded: int) -> bool:
    click.echo(f"caught {seeded - len(missed)} of {seeded} seeded mistakes")
    assert missed == []
    return seeded > 0


@each_script
def test_dialogues_without_a_mistake_have_no_problems(script: Script) -> None:
    assert found(script) == []


@each_script
def test_every_mistake_seeded_into_dialogues_and_vocabulary_is_caught(script: Script) -> None:
    tried = [
        (what, next(find(wrong.dialogues, wrong.actions, wrong.texts, ALWAYS), None))
        for what, wrong in mistakes(script)
    ]

    assert all_caught([what for what, problem in tried if not problem], len(tried))


@each_script
def test_every_mistake_seeded_into_the_texts_is_caught(script: Script) -> None:
    uses = [use for dialogue in script.dialogues for use in spoken(dialogue, script.actions)]

    tried = [
        (what, next(check_texts(uses, wrong, ALWAYS), None))
        for what, wrong in misprints(script.texts)
    ]

    assert all_caught([what for what, problem in tried if not problem], len(tried))


@pytest.mark.parametrize(
    ("mistake", "problem"),
    [
        ("toy: starts nowhere", "toy: the start leads to 'nowhere', which does not exist"),
        ("toy: gives up nowhere", "toy: giving up leads to 'nowhere', which does not exist"),
        ("toy: a step that nothing leads to", "toy.island: is never reached"),
        ("toy: a step is here and renamed", "toy.language: is still here, and yet renamed"),
        ("toy.greet: to is mistyped", "toy.greet: then leads to 'nowhere', which does not exist"),
        ("toy.greet: leads to itself, for ever", "toy.greet: never waits: greet > greet"),
        ("toy.greet: the step is there twice", "toy.greet: two steps have this name"),
        (
            "toy.main: every key leads back here",
            "toy.main: no answer leads nearer to an end",
        ),
        (
            "toy.number: leads to itself, whatever one keys in",
            "toy.number: no answer leads nearer to an end",
        ),
        ("toy.main: key 1 is mistyped", "toy.main: key 1 leads to 'nowhere', which does not exist"),
        ("toy.main: key 1 is there twice", "toy.main: key 1 is there twice"),
        ("toy.main: callback is named twice", "toy.main: two keys are named 'callback'"),
        ("toy.main: callback is on 9", "toy.main: key 9 repeats, everywhere"),
        ("toy.main: callback is on *", "toy.main: key * is no key that a menu may use"),
        ("toy.main: offers too much", "toy.main: offers 12 choices, more than 6"),
        ("toy.main: every key waits for a variable", "toy.main: has no key that always works"),
        (
            "toy.main: callback waits for nothing",
            "toy.main: key 1 waits for 'nothing', which nothing sets",
        ),
        (
            "toy: hubs forget closes",
            "toy.main: key 5 waits for 'closes', which nothing sets",
        ),
        ("toy.main: key 1 is dropped", "toy.main.callback: is never spoken in fi"),
        (
            "toy.language: fi is no language",
            "toy.language: key 1 chooses 'xx', which is no language",
        ),
        (
            "toy.main: the hub remembers",
            "toy.move: turning back to main leaves 'booking' set, so main must forget",
        ),
        (
            "desk.outcome: done sets nothing",
            "desk.file: needs 'outcome', which may be unset",
        ),
        (
            "desk.call: rings a variable that nothing sets",
            "desk.call: needs 'nothing', which may be unset",
        ),
        (
            "toy.times: reads a list that nothing sets",
            "toy.times: needs 'nothing', which may be unset",
        ),
        ("desk.call: busy is dropped", "desk.call: the outcome 'busy' leads nowhere"),
        ("toy.check: failed is dropped", "toy.check: the outcome 'failed' leads nowhere"),
        (
            "toy.check: maps an outcome that there is not",
            "toy.check: there is no outcome 'perhaps'",
        ),
        (
            "toy.check: asks for an unknown action",
            "toy.check: asks for 'nothing', which is no action",
        ),
        (
            "toy.check: gives what is not taken",
            "toy.check: gives 'nothing', which check_number does not take",
        ),
        (
            "toy.check: the trouble tries again at once",
            "toy.check: never waits: check > check",
        ),
        ("an action nobody asks for", "idle: no dialogue asks for this action"),
        (
            "book takes what is never set",
            "toy.book: needs 'nothing', which may be unset",
        ),
        ("book can turn out otherwise", "toy.book: the outcome 'perhaps' leads nowhere"),
        ("toy.greet in sv is dropped", "toy.greet: has no text in sv"),
        ("toy.greet in sv is empty", "toy.greet: has no text in sv"),
        ("toy.greet in sv has a stray brace", "toy.greet: has a stray brace in sv"),
        (
            "toy.greet in sv has a placeholder renamed",
            "toy.greet: {closes} is not in both sv and en",
        ),
        (
            "toy.greet in sv names nothing known",
            "toy.greet: names {nothing}, which may be unset at toy.greet",
        ),
        (
            "toy.main.time in en has a placeholder renamed",
            "toy.main.time: does not tell its key in en",
        ),
        ("an unused text in en", "caller.unused: is never spoken in en"),
    ],
)
def test_a_mistake_is_named(mistake: str, problem: str) -> None:
    assert problem in found(seeded()[mistake])


def test_silence_must_not_lead_in_a_circle() -> None:
    menu = Menu("main", (Key("1", "end", "end"),), silence="hello")
    dialogue = Dialogue("d", (Say("hello", "main"), menu, End("end")), "hello", "end", frozenset())

    assert found_in(dialogue) == ["d.hello: silence leads in a circle: hello > main > hello"]


def test_a_way_back_is_no_way_nearer_to_an_end() -> None:
    main = Menu("main", (Key("1", "end", "end"), Key("2", "more", "more")))
    more = Menu("more", (Key("1", "again", "more"),), back="main")
    dialogue = Dialogue("d", (main, more, End("end")), "main", "end", frozenset())

    assert found_in(dialogue) == ["d.more: no answer leads nearer to an end"]


def test_what_one_of_two_ways_sets_may_be_unset_where_they_meet() -> None:
    find = Action((), {"found": ("number",), "none": (), "failed": ()})
    call = Action(("number",), {"done": (), "failed": ()})
    steps = (
        Do("find", "find", {"found": "call", "none": "call", "failed": "end"}),
        Do("call", "call", {"done": "end", "failed": "end"}),
        End("end"),
    )

    needs = "d.call: needs 'number', which may be unset"
    assert found_in(Dialogue("d", steps, "find", "end", frozenset()), find=find, call=call) == [
        needs
    ]


def test_every_action_may_fail_whether_its_outcomes_say_so_or_not() -> None:
    steps = (Do("call", "call", {"done": "end"}), End("end"))

    dialogue = Dialogue("d", steps, "call", "end", frozenset())

    failed = "d.call: the outcome 'failed' leads nowhere"
    assert found_in(dialogue, call=Action((), {"done": ()})) == [failed]


def test_an_argument_marked_optional_may_be_unset() -> None:
    call = Action(("number?",), {"done": (), "failed": ()})
    steps = (Do("call", "call", {"done": "end", "failed": "end"}), End("end"))

    assert found_in(Dialogue("d", steps, "call", "end", frozenset()), call=call) == []


def test_a_key_that_works_only_with_a_variable_proves_that_it_is_set() -> None:
    find = Action((), {"found": ("booking",), "none": (), "failed": ()})
    move = Action(("booking",), {"done": (), "failed": ()})
    keys = (Key("1", "leave", "end"), Key("2", "move", "move", when="booking"))
    steps = (
        Do("find", "find", {"found": "ask", "none": "ask", "failed": "end"}),
        Menu("ask", keys),
        Do("move", "move", {"done": "end", "failed": "end"}),
        End("end"),
    )

    assert found_in(Dialogue("d", steps, "find", "end", frozenset()), find=find, move=move) == []


@pytest.mark.parametrize(
    ("kept", "problems"),
    [
        (frozenset[str](), ["d.found: turning back to ask leaves 'place' set, so ask must forget"]),
        (frozenset({"place"}), []),
    ],
    ids=["unless it is kept", "which is no mistake if it is kept"],
)
def test_turning_back_must_leave_nothing_set(kept: frozenset[str], problems: list[str]) -> None:
    find = Action((), {"found": ("place",), "failed": ()})
    book = Action(("place?",), {"done": (), "failed": ()})
    steps = (
        Menu("ask", (Key("1", "find", "find"), Key("2", "book", "book"))),
        Do("find", "find", {"found": "found", "failed": "end"}),
        Menu("found", (Key("1", "book", "book"),), back="ask"),
        Do("book", "book", {"done": "end", "failed": "end"}),
        End("end"),
    )

    assert found_in(Dialogue("d", steps, "ask", "end", kept), find=find, book=book) == problems


def test_a_lost_caller_may_come_to_the_hub_without_what_the_way_there_sets() -> None:
    find = Action((), {"found": ("place",), "failed": ("place",)})
    use = Action(("place",), {"done": (), "failed": ()})
    steps = (
        Menu("first", (Key("1", "on", "find"),)),
        Do("find", "find", {"found": "hub", "failed": "hub"}),
        Menu("hub", (Key("1", "use", "use"),), forget=True),
        Do("use", "use", {"done": "end", "failed": "end"}),
        End("end"),
    )

    needs = "d.use: needs 'place', which may be unset"
    kept = frozenset({"place"})
    assert found_in(Dialogue("d", steps, "first", "end", kept), find=find, use=use) == [needs]


def test_keys_of_one_name_that_lead_to_the_same_step_set_the_same() -> None:
    steps = (
        Menu("first", (Key("1", "go", "end", sets={"wish": "a"}), Key("2", "on", "second"))),
        Menu("second", (Key("1", "go", "end"), Key("2", "leave", "end"))),
        End("end"),
    )

    assert found_in(Dialogue("d", steps, "first", "end", frozenset())) == [
        "d.second: go does not set what it sets elsewhere on the way to end"
    ]


def test_menus_that_dialogues_share_have_the_same_keys_in_all_of_them() -> None:
    def dialogue(name: str, *keys: Key) -> Dialogue:
        return Dialogue(name, (Menu("both.ask", keys), End("end")), "both.ask", "end", frozenset())

    one = dialogue("one", Key("1", "yes", "end"), Key("2", "no", "end"))
    other = dialogue("other", Key("1", "yes", "end"))

    what = "other.both.ask: has not the same keys as where this step is shared"
    assert what in found(Script((one, other), {}, TEXTS))
    assert what not in found(Script((one, replace(one, name="other")), {}, TEXTS))
