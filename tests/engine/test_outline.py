"""A dialogue as a tree has each of its steps once, below a step that leads to it."""

from collections.abc import Iterator

import pytest

from flows.dialogues import DIALOGUES
from flows.engine.edges import ONWARD, edges
from flows.engine.outline import Branch, outline


def every(branch: Branch) -> Iterator[Branch]:
    yield branch
    for one in branch.below:
        yield from every(one)


@pytest.mark.parametrize("name", DIALOGUES)
def test_each_step_stands_once(name: str) -> None:
    dialogue = DIALOGUES[name]
    names = [branch.step.name for branch in every(outline(dialogue))]

    assert names[0] == dialogue.start
    assert sorted(names) == sorted(step.name for step in dialogue.steps)


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_step_stands_below_one_that_leads_to_it(name: str) -> None:
    dialogue = DIALOGUES[name]
    for branch in every(outline(dialogue)):
        leads = {edge.to for edge in edges(dialogue, branch.step)}
        assert {one.step.name for one in branch.below} <= leads


def test_a_key_is_named_where_it_leads() -> None:
    tree = outline(DIALOGUES["caller"])
    main = next(one for one in every(tree) if one.step.name == "main")
    onward = {edge.to for edge in edges(DIALOGUES["caller"], main.step) if edge.way in ONWARD}

    assert ("number_to_call", "1 callback") in {(b.step.name, b.answer) for b in main.below}
    assert {one.step.name for one in main.below} & onward
