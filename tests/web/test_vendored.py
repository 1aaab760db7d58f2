"""What others made lies here as they published it: listed, with its licence, unchanged."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.shape.sources import ROOT

FOLDERS = [ROOT / "ivr/static/vendor", ROOT / "tests/browser/vendor"]


@pytest.fixture(params=FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def folder(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_what_is_listed_is_as_it_was_published_and_nothing_else_lies_there(folder: Path) -> None:
    listed = {
        name: checksum
        for one in json.loads((folder / "manifest.json").read_text())
        for name, checksum in one["files"].items()
    }

    lying = {path.name: path for path in folder.iterdir() if path.name != "manifest.json"}
    assert {name: sha256(path.read_bytes()).hexdigest() for name, path in lying.items()} == listed


def test_each_has_an_exact_version_and_its_licence_beside_it(folder: Path) -> None:
    for one in json.loads((folder / "manifest.json").read_text()):
        assert all(part.isdigit() for part in one["version"].split(".")), one["name"]
        assert one["licence"] in {"0BSD", "MIT", "MPL-2.0"}
        assert any(name.endswith(".LICENSE") for name in one["files"]), one["name"]
