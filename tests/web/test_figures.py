"""The figures by which the service is watched, each of them explained where it is run from."""

import re
from pathlib import Path

from ivr.db import Database
from ivr.services import vitals
from tests import make
from tests.web.conftest import Network

HANDBOOK = Path(__file__).parents[2] / "docs/operations.md"
THE_LIBRARYS = ("python_", "process_")


def figures(network: Network) -> dict[str, float]:
    """Every figure with its labels, as this machine is told them."""
    told = network.app.test_client().get("/metrics").text
    pairs = (line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def test_every_figure_is_explained_and_no_other(network: Network, database: Database) -> None:
    with database.writing() as session:
        vitals.beat(session, "scheduler", make.NOW)

    told = network.app.test_client().get("/metrics").text

    named = set(re.findall(r"^# TYPE (\w+) ", told, re.M))
    ours = {n for n in named if not n.startswith(THE_LIBRARYS) and not n.endswith("_created")}
    explained = re.findall(r"^\| `([a-z_]+)(?:\{\w+\})?` \|", HANDBOOK.read_text(), re.M)
    assert sorted(explained) == sorted(ours)


def test_the_calendar_ahead_is_counted(network: Network, database: Database) -> None:
    before = figures(network)["calendar_days_ahead"]
    with database.writing() as session:
        make.some_days(session, first=make.date(2027, 6, 1), days=10)

    assert figures(network)["calendar_days_ahead"] == before + 10
