"""What a starting process loads: what it needs, and nothing that belongs to another process."""

import subprocess
import sys

import pytest

# A finder that comes first and lets nobody have what it blocks.
BLOCKED = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name == "ivr.simnet" or name.startswith("ivr.simnet."):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocker())
"""


def python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=100
    )


@pytest.fixture(scope="module")
def loaded_by_web() -> set[str]:
    done = python("import ivr.app, sys; print(*sys.modules)")
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        pytest.param("twilio.rest", id="the client that dials"),
        pytest.param("ivr.telephony.client", id="our hand that dials"),
        pytest.param("apscheduler", id="the scheduler's metronome"),
        pytest.param("scheduler", id="the scheduler"),
        pytest.param("ivr.simnet", id="the simulated network"),
        pytest.param("aiohttp", id="what the simulated network is built on"),
        pytest.param("ivr.commands", id="commands"),
        pytest.param("alembic", id="the tool that moves the schema on"),
        pytest.param("psycopg", id="the driver of another database"),
        pytest.param("holidays", id="the rules of holidays"),
        pytest.param("playwright", id="a browser's driver"),
        pytest.param("pytest", id="the tests' own library"),
    ],
)
def test_the_web_application_does_not_load(module: str, loaded_by_web: set[str]) -> None:
    assert "ivr.web.voice" in loaded_by_web
    assert module not in loaded_by_web


@pytest.mark.parametrize("module", ["ivr.app", "scheduler.__main__", "ivr.cli"])
def test_without_the_simulated_network_the_product_still_starts(module: str) -> None:
    done = python(f"{BLOCKED}\nimport {module}")

    assert done.returncode == 0, done.stderr


def test_the_simulated_network_can_be_missed() -> None:
    assert python(f"{BLOCKED}\nimport ivr.simnet.server").returncode != 0
