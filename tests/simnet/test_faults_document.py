"""docs/faults.md names every fault there is, and stories that are there."""

import re
from pathlib import Path

import pytest

from ivr.simnet.faults import KINDS, Fault
from ivr.simnet.faults.file import read
from tests.shape.sources import ROOT, text

PAGE = Path("docs/faults.md")
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]]
    for line in text(PAGE).splitlines()
    if re.match(r"\| `\w+` \|", line)
]


def test_every_fault_is_on_the_page_once_and_in_the_order_of_the_table() -> None:
    assert [row[0].strip("`") for row in ROWS] == list(KINDS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip("`"))
def test_a_story_named_on_the_page_is_about_the_fault(row: list[str]) -> None:
    stories = [Path(f"tests/stories/{name}.py") for name in re.findall(r"`(test_\w+)`", row[4])]

    assert stories
    assert any(f'"{row[0].strip("`")}"' in text(story) for story in stories)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip("`"))
def test_what_stands_against_a_fault_is_there(row: list[str]) -> None:
    """`services/turns.fall_back`: a module under ivr, flows or the root, and a name in it."""
    for module, _, name in re.findall(r"`(\w+/\w+)(\.(\w+))?`", row[3]):
        found = [
            path
            for place in ("ivr", "flows", "")
            if (path := Path(place, f"{module}.py")) and (ROOT / path).exists()
        ]
        assert found, module
        assert name in text(found[0])


def test_the_faults_that_take_time_are_said_to() -> None:
    said = text(PAGE).partition("take\n`seconds`")[0].rpartition("\n\n")[2]

    timed = {name for name, kind in KINDS.items() if kind.seconds is not None}
    assert set(re.findall(r"`(\w+)`", said)) == timed


def test_the_file_on_the_page_is_one_that_can_be_used(tmp_path: Path) -> None:
    (file := tmp_path / "faults.toml").write_text(
        text(PAGE).partition("```toml\n")[2].partition("```")[0]
    )

    first, second = read(file)

    assert first == Fault(
        "timeout_after", probability=0.05, path="/voice/turn/", direction="inbound"
    )
    assert (second.name, second.nth, second.lasts) == ("slow", 3, 14.9)
