"""Whatever happens, in whatever order: the tables are what an independent model remembers."""

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import event

from ivr.db import Database, make_engine
from tests.conftest import PATIENT
from tests.postgres import Server
from tests.properties.healing import Healing
from tests.properties.life import furnish
from tests.properties.mishaps import Mishaps
from tests.properties.races import Races

GATE = settings(
    max_examples=40,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
SHRINK = settings(GATE, phases=(Phase.generate, Phase.shrink))
LONG = settings(
    SHRINK, max_examples=2_000, stateful_step_count=60, derandomize=False, print_blob=True
)
PROFILES = {"gate": GATE, "shrink": SHRINK, "long": LONG}
PROFILE = PROFILES[os.environ.get("PROPERTIES", "gate")]
"""`PROPERTIES=shrink pytest tests/properties` makes a life that failed as short as it can be,
`PROPERTIES=long` lives many more, others every time."""

Fresh = Callable[[], Database]


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
    template = tmp_path / "template.db"
    shutil.copy(sqlite_template, template)
    _furnish(f"sqlite:///{template}")
    names = count()

    def fresh() -> Database:
        copy = shutil.copy(template, tmp_path / f"{next(names)}.db")
        engine = make_engine(f"sqlite:///{copy}", PATIENT)
        event.listen(engine, "connect", _hurry)
        return Database(engine)

    return fresh


def _hurry(connection: Any, _record: object) -> None:
    """Our processes die here, the machine does not."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def fresh_postgresql(postgresql: Server, postgresql_template: str) -> Iterator[Fresh]:
    template = postgresql.create(postgresql_template)
    _furnish(postgresql.url(template))
    made = [template]

    def fresh() -> Database:
        made.append(postgresql.create(template))
        return Database(make_engine(postgresql.url(made[-1]), PATIENT))

    yield fresh
    for name in made:
        postgresql.drop(name)


def _furnish(url: str) -> None:
    database = Database(make_engine(url, PATIENT))
    with database.writing() as session:
        furnish(session)
    database.close()


@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_tables_are_what_the_model_remembers(kind: str, request: pytest.FixtureRequest) -> None:
    fresh: Fresh = request.getfixturevalue(f"fresh_{kind}")

    run_state_machine_as_test(lambda: House(fresh()), settings=PROFILE)
