"""The house stands: imports run one way, and one hand dials."""

import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import flows
import ivr
import scheduler
from ivr.telephony.client import Twilio
from tests.shape.sources import ROOT, STOREYS, python_files, text

CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
]
# For each contract a line that breaks it, and the file in which it would stand.
VIOLATIONS = {
    "three storeys": ("flows/rules/hours.py", "import ivr.clock"),
    "flows is pure": ("flows/engine/step.py", "import time"),
    "inside flows": ("flows/rules/hours.py", "import flows.engine.steps"),
    "inside ivr": ("ivr/models/work.py", "import ivr.services.callbacks"),
    "only telephony speaks Twilio": ("ivr/web/ops.py", "import twilio.rest"),
    "what happens does not depend on Twilio": ("ivr/services/events.py", "import flask"),
    "one hand dials, one writes texts": ("ivr/web/voice.py", "import ivr.telephony.client"),
    "pages never query": ("ivr/web/voice.py", "import sqlalchemy"),
    "the simulated network knows nothing of us, nor of Twilio's own package": (
        "ivr/simnet/network.py",
        "import ivr.db",
    ),
    "no circles": ("flows/rules/reason.py", "import flows.rules.window"),
}
ACTS = {"call_agent": "scheduler/dial.py", "send_text": "scheduler/texts.py"}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=100,
    )


def verdicts(output: str) -> dict[str, str]:
    return dict(re.findall(r"^(.+) (KEPT|BROKEN)$", output, re.M))


def test_every_contract_is_kept() -> None:
    done = lint(ROOT)

    assert verdicts(done.stdout) == dict.fromkeys(CONTRACTS, "KEPT"), done.stdout


def test_every_contract_can_be_broken(tmp_path: Path) -> None:
    for file in (*python_files(*STOREYS), Path("pyproject.toml")):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    for file, line in VIOLATIONS.values():
        with (tmp_path / file).open("a") as planted:
            planted.write(f"\n{line}\n")

    done = lint(tmp_path)

    assert verdicts(done.stdout) == dict.fromkeys(CONTRACTS, "BROKEN"), done.stdout


def modules() -> Iterator[ModuleType]:
    """Every module of ours that may be loaded; programs and the steps of the tables may not."""
    for storey in (flows, ivr, scheduler):
        for found in pkgutil.walk_packages(storey.__path__, f"{storey.__name__}."):
            if not found.name.endswith((".__main__", ".migrations.env")):
                yield importlib.import_module(found.name)


def test_nobody_passes_the_dialling_hand_on() -> None:
    """The contract sees imports from its own module only, so no other may hold it out."""
    holders = {
        module.__name__ for module in modules() if any(x is Twilio for x in vars(module).values())
    }

    assert holders == {"ivr.telephony.client"}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_on_the_network_has_one_place(act: str) -> None:
    users = {str(file) for file in python_files(*STOREYS) if f".{act}(" in text(file)}

    assert users == {ACTS[act]}


@pytest.mark.parametrize("storey", STOREYS)
def test_our_packages_are_loaded_from_our_tree(storey: str, tmp_path: Path) -> None:
    """Their names are taken on the package index: a stray dependency could overwrite them."""
    program = f"import {storey}; print({storey}.__file__)"

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )

    assert Path(done.stdout.strip()) == ROOT / storey / "__init__.py"


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_no_dependency_bears_our_names(file: str) -> None:
    names = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / file).read_text(), re.M)

    assert len(names) > 40
    assert set(STOREYS).isdisjoint(name.lower() for name in names)
