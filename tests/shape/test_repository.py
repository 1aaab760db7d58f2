"""What the repository holds is ours, and of no particular machine."""

import re
import subprocess
from pathlib import Path

import pytest

from ivr.cli import names
from tests.shape.sources import ROOT, text, tracked

MACHINE = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/\w")
REGISTRY = re.compile(r"pypi\.org|pythonhosted|npmjs\.|deb\.debian")
THIS = Path(__file__).relative_to(ROOT)


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY], ids=["paths", "registries"])
def test_no_file_names_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    texts = {file: text(file) for file in tracked() if file != THIS}

    assert len(texts) > 100
    assert {file: match[0] for file in texts if (match := pattern.search(texts[file]))} == {}


def test_every_requirement_is_pinned_by_hash() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        pins = re.split(r"^(?=[a-z0-9])", text(Path(file)), flags=re.M | re.I)[1:]
        assert pins
        assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_make_alone_tells_every_target_in_one_line() -> None:
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, timeout=60).stdout

    assert {line.split()[1] for line in told.splitlines()} == {
        "help",
        "setup",
        "demo",
        "test",
        "crowd",
        "world",
        "proof",
        "crashes",
        "abuse",
        "drills",
        "mutants",
        "lint",
        "docs",
        "screenshots",
        "bench",
        "migration",
        "lock",
    }


def test_the_readme_names_only_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", text(Path("Makefile")), re.M))
    code = " ".join(re.findall(r"```.*?```|`[^`\n]+`", text(Path("README.md")), re.S))

    assert set(re.findall(r"\bmake ([a-z]+)", code)) <= targets
    assert set(re.findall(r"\bivr ([a-z]+)\b", code)) <= set(names())
