"""Starting: what a process loads, and how soon it answers."""

import os
import subprocess
import sys
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from tests.bench import office
from tests.bench.figures import Figure

TIMES: Final = 5
_BARE: Final = "from flask import Flask; app = Flask('bare'); app.add_url_rule('/', view_func=str)"
_OURS: Final = "from ivr.app import create_app; app = create_app()"
_ASK: Final = "answer = app.test_client().get({path!r}); assert answer.status_code == 200, answer"
_TELL: Final = "import resource as r; print(r.getrusage(r.RUSAGE_SELF).ru_maxrss / 1024)"


def figures() -> list[Figure]:
    """CPU from starting Python to the first page, beside bare Flask; the most memory."""
    with TemporaryDirectory() as folder:
        environment = {**os.environ, **office.environment(folder)}
        bare, ours = [], []
        for _ in range(TIMES):
            bare.append(_start(f"{_BARE}\n{_ASK.format(path='/')}", environment))
            ours.append(_start(f"{_OURS}\n{_ASK.format(path='/healthz')}", environment))
    seconds, memory = (median(values) for values in zip(*ours, strict=True))
    return [
        Figure("bare Flask: CPU to the first answer", median(time for time, _ in bare), "s"),
        Figure("the web application: CPU to the first answer", seconds, "s", 1.0, 0.6),
        Figure("its memory at most (one process)", memory, "MiB"),
    ]


def _start(program: str, environment: dict[str, str]) -> tuple[float, float]:
    """CPU seconds and MiB of a Python that runs this."""
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\n{_TELL}"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    after = os.times()
    spent = after.children_user + after.children_system
    return spent - before.children_user - before.children_system, float(done.stdout)
