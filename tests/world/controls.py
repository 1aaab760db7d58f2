"""`python -m tests.world.controls [NAME…]`: makes each mistake in a copy and lives through a world.

Ends with 1 if any was not noticed.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests import memory
from tests.world.living import replay
from tests.world.mistakes import MISTAKES, Mistake

ROOT = Path(__file__).parents[2]
PARTS = ("flows", "ivr", "scheduler", "tests", "pyproject.toml")
PATIENCE = 600.0
"""Seconds for one world; one that never ends has noticed nothing."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """How a world that was made with a mistake ended: what it complained of, or how it broke."""

    mistake: Mistake
    complaint: str
    seconds: float


def notice(mistakes: Iterable[Mistake]) -> Iterator[Noticed]:
    """Lives through the world of each, made wrong; `complaint` is empty where nobody noticed."""
    for mistake in mistakes:
        begun = monotonic()
        with _copy() as tree:
            mistake.made_in(tree)
            complaint = _live(mistake, tree)
        yield Noticed(mistake, complaint, monotonic() - begun)


@contextmanager
def _copy() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=memory.folder()) as folder:
        tree = Path(folder)
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
            copy(ROOT / part, tree / part)
        yield tree


def _live(mistake: Mistake, tree: Path) -> str:
    command = [sys.executable, "-B", "-m", *replay(mistake.outline).split()[2:]]
    try:
        lived = subprocess.run(
            command, cwd=tree, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return ""
    if lived.returncode == 0:
        return ""
    try:
        return str(json.loads(lived.stdout)["complaints"][0])
    except ValueError:
        return lived.stderr.strip().splitlines()[-1]


def main(names: Iterable[str]) -> int:
    wanted = [one for one in MISTAKES if not names or one.name in names]
    unnoticed = 0
    for one in notice(wanted):
        unnoticed += not one.complaint
        said = one.complaint or "NOT NOTICED"
        print(f"{one.seconds:5.1f} s  {one.mistake.name}: {said[:120]}", flush=True)  # noqa: T201
    return int(unnoticed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
