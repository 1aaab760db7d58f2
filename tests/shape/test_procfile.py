"""Each line of the Procfile starts in a plain shell, with the environment alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shape.sources import ROOT

LINES = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'test.db'}",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
        "TWILIO_AUTH_TOKEN": "token",
    }


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Away from a developer's `.env`."""
    monkeypatch.chdir(tmp_path)


def run(command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", command], env=environment, capture_output=True, text=True, timeout=60
    )


def test_there_are_the_processes_of_the_design() -> None:
    assert list(LINES) == ["release", "web", "scheduler"]


def test_the_release_prepares_an_empty_database(environment: dict[str, str]) -> None:
    for _again in range(2):
        done = run(LINES["release"], environment)
        assert done.returncode == 0, done.stderr


def test_the_web_server_accepts_its_line_and_loads_the_application(
    environment: dict[str, str],
) -> None:
    run(LINES["release"], environment)

    done = run(f"{LINES['web']} --check-config", environment)

    assert done.returncode == 0, done.stderr


def test_the_web_server_is_refused_without_its_address(environment: dict[str, str]) -> None:
    done = run(f"{LINES['web']} --check-config", {**environment, "PUBLIC_URL": ""})

    assert done.returncode != 0
    assert "PUBLIC_URL is missing" in done.stderr


@pytest.mark.parametrize("option", ["--worker-class gthread", "--no-control-socket", "127.0.0.1"])
def test_the_web_server_keeps_to_itself(option: str) -> None:
    assert option in LINES["web"]
