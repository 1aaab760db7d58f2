"""Whatever happens to a diary, in any order: no place is given twice, and nobody is dropped."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.postgres import Server
from tests.properties import fresh
from tests.properties.diary_days import DiaryDays
from tests.properties.diary_life import furnish
from tests.properties.fresh import Fresh
from tests.properties.profiles import PROFILE

HALF = settings(PROFILE, max_examples=PROFILE.max_examples // 2)
"""Much happens in each step of these lives."""


@pytest.fixture
def fresh_sqlite(sqlite_template: Path, tmp_path: Path) -> Fresh:
    return fresh.on_sqlite(sqlite_template, tmp_path, furnish)


@pytest.fixture
def fresh_postgresql(postgresql: Server, postgresql_template: str) -> Iterator[Fresh]:
    yield from fresh.on_postgresql(postgresql, postgresql_template, furnish)


@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_diary_is_what_the_model_remembers(kind: str, request: pytest.FixtureRequest) -> None:
    database: Fresh = request.getfixturevalue(f"fresh_{kind}")

    run_state_machine_as_test(lambda: DiaryDays(database()), settings=HALF)
