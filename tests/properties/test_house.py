"""Whatever happens, in whatever order: the tables are what an independent model remembers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.postgres import Server
from tests.properties import fresh
from tests.properties.fresh import Fresh
from tests.properties.healing import Healing
from tests.properties.life import furnish
from tests.properties.mishaps import Mishaps
from tests.properties.profiles import PROFILE
from tests.properties.races import Races


class House(Races, Mishaps, Healing):
    """All that can happen in it."""

    def teardown(self) -> None:
        try:
            if self.agrees and self.agreed:
                self.heal()
        finally:
            self.database.close()


@pytest.fixture
def fresh_sqlite(sqlite_template: Path, tmp_path: Path) -> Fresh:
    return fresh.on_sqlite(sqlite_template, tmp_path, furnish)


@pytest.fixture
def fresh_postgresql(postgresql: Server, postgresql_template: str) -> Iterator[Fresh]:
    yield from fresh.on_postgresql(postgresql, postgresql_template, furnish)


@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_tables_are_what_the_model_remembers(kind: str, request: pytest.FixtureRequest) -> None:
    database: Fresh = request.getfixturevalue(f"fresh_{kind}")

    run_state_machine_as_test(lambda: House(database()), settings=PROFILE)
