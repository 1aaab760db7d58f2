"""The server of a test session never outlives it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.postgres import private_server
from tests.shape.sources import ROOT

_PROGRAM = """
import time
from tests.postgres import private_server
with private_server() as server:
    print(server.folder, flush=True)
    time.sleep(60)
"""


@pytest.mark.postgres
def test_a_server_is_gone_after_its_session() -> None:
    with private_server() as server:
        folder = server.folder
        assert folder.exists()

    assert not folder.exists()


@pytest.mark.postgres
def test_a_server_is_gone_even_when_its_session_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as session:
        assert session.stdout
        folder = Path(session.stdout.readline().strip())
        assert (folder / "data/postmaster.pid").exists()
        session.kill()

    assert _vanishes(folder)


def _vanishes(folder: Path) -> bool:
    """Whether it goes within half a minute; the guard needs a moment."""
    for _ in range(300):
        if not folder.exists():
            return True
        time.sleep(0.1)
    return False
