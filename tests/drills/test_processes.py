"""Nothing that a drill has started outlives it, however it ends."""

import subprocess
import sys
from pathlib import Path

from tests.drills.processes import processes
from tests.drills.waiting import until
from tests.shape.sources import ROOT
from tests.stories.demonstration import descendants, lives

_PROGRAM = """
import sys, time
from pathlib import Path
from tests.drills.processes import processes
with processes(Path(sys.argv[1]), {}) as running:
    running.start("parent", "sh -c 'sleep 60 & echo $! && wait'")
    time.sleep(60)
"""


def test_a_killed_process_takes_with_it_what_it_has_started(tmp_path: Path) -> None:
    with processes(tmp_path, {}) as running:
        running.start("parent", "sh -c 'sleep 60 & echo $! && wait'")
        child = _child(tmp_path)
        running.kill("parent")
        until(lambda: _is_gone(child), "the child is gone")


def test_nothing_is_left_when_the_drill_itself_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _PROGRAM, tmp_path], cwd=ROOT) as drill:
        child = _child(tmp_path)
        family = descendants(drill.pid)
        drill.kill()

    assert family
    until(lambda: all(map(_is_gone, {child, *family})), "the family is gone")


def _child(folder: Path) -> int:
    log = folder / "parent.log"
    until(lambda: log.exists() and log.read_text().endswith("\n"), "the child was born")
    return int(log.read_text())


def _is_gone(pid: int) -> bool:
    """A child whose parent was killed may wait to be buried."""
    return not lives(pid) or "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
