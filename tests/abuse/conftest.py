"""Offices to abuse: a whole world as stories have them, whose oath is asked afterwards, and a web
application over a fresh database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.conftest import Begin, furnish, worlds
from tests.web.conftest import app, settings

__all__ = ["app", "settings"]


@pytest.fixture(scope="session")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the agency and its staff, to be copied."""
    path = tmp_path_factory.mktemp("office") / "office.db"
    shutil.copy(sqlite_template, path)
    furnish(f"sqlite:///{path}")
    return path


@pytest.fixture
def begin(office: Path, tmp_path: Path) -> Iterator[Begin]:
    """Begins a world, as for stories."""
    yield from worlds(f"sqlite:///{shutil.copy(office, tmp_path / 'world.db')}")
