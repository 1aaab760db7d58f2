"""A world is worth as much as the mistakes that it notices. All of them: `make world`."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copy2

import pytest

from scheduler.world.outline import Outline
from tests.world.controls import ROOT, notice
from tests.world.mistakes import MISTAKES, Mistake

SMALL = Outline(seed=3, first=date(2026, 11, 24), days=1, factor=0.05, agents=1, rough=False)
QUICK = "a webhook needs no signature"


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.name)
def test_each_can_still_be_made(mistake: Mistake, tmp_path: Path) -> None:
    copied = tmp_path / mistake.file
    copied.parent.mkdir(parents=True)
    copy2(ROOT / mistake.file, copied)

    mistake.made_in(tmp_path)

    assert mistake.becomes in copied.read_text(encoding="utf-8")
    compile(copied.read_text(encoding="utf-8"), mistake.file, "exec")


def test_what_is_not_there_can_not_be_made_wrong(tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("")
    gone = Mistake("gone", "empty.py", "something", "else", MISTAKES[0].outline)

    with pytest.raises(ValueError, match="0 times"):
        gone.made_in(tmp_path)


@pytest.mark.timeout(600)
def test_the_quickest_of_them_is_noticed() -> None:
    quick = [replace(one, outline=SMALL) for one in MISTAKES if one.name == QUICK]

    noticed = [one.complaint.split(":")[0] for one in notice(quick)]

    assert noticed == ["strangers_are_turned_away"]
