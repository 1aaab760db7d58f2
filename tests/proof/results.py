"""What came of a trial: kept beside the page that shows it, so that nobody types a figure."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from ivr.clock import Wall
from tests.proof.trials import TRIALS, Trial

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "docs" / "proof"
MOST_LINES: Final = 40
"""Of what a trial has printed, the last ones: there it sums up."""


@dataclass(frozen=True, slots=True)
class Result:
    """`commit` ends with a plus sign where the tree had changes; `seconds` are of the wall."""

    name: str
    commit: str
    date: str
    seconds: int
    exit: int
    said: tuple[str, ...]


def run(trial: Trial) -> Result:
    """Makes a trial here and now, and keeps what came of it."""
    begun, commit = monotonic(), _commit()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        shlex.split(trial.command), cwd=ROOT, env={**os.environ, "PATH": path, "COLUMNS": "100"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    seconds, today = round(monotonic() - begun), Wall().now().date().isoformat()
    said = tuple(_plain(done.stdout))[-MOST_LINES:]
    result = Result(trial.name, commit, today, seconds, done.returncode, said)
    _keep(result)
    return result


def kept() -> dict[str, Result]:
    """The last result of each trial that was ever made."""
    found = {}
    for trial in TRIALS:
        path = FOLDER / f"{trial.name}.json"
        if path.exists():
            told = json.loads(path.read_text(encoding="utf-8"))
            found[trial.name] = Result(**{**told, "said": tuple(told["said"])})
    return found


def _keep(result: Result) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(result), indent=1, ensure_ascii=False) + "\n"
    (FOLDER / f"{result.name}.json").write_text(text, encoding="utf-8")


def _plain(said: str) -> Iterator[str]:
    """Its lines without the dots of progress and without this machine's folders."""
    for line in said.replace(str(ROOT), ".").splitlines():
        if line.strip() and not set(line) <= set(".sx []%0123456789"):
            yield line.rstrip()


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain") else "")
