"""What compose.yaml runs is run here as processes, with a private PostgreSQL."""

from pathlib import Path

import pytest

from tests.drills.composed import SCHEDULERS, SERVICES, SERVING, WEBS, command, composed
from tests.drills.house import PROCFILE
from tests.drills.town import ANSWERS
from tests.drills.waiting import until

pytestmark = [pytest.mark.drills, pytest.mark.postgres, pytest.mark.timeout(300)]

CITIZEN = "+358401000001"


@pytest.mark.parametrize("name", WEBS)
def test_a_web_is_started_as_the_procfile_starts_it(name: str) -> None:
    assert command(name) == f"sh -c 'exec {PROCFILE['web']}'"


@pytest.mark.parametrize("name", SCHEDULERS)
def test_a_scheduler_is_started_as_the_procfile_starts_it(name: str) -> None:
    assert command(name) == PROCFILE["scheduler"]


def test_the_tables_are_made_as_the_procfile_makes_them() -> None:
    assert command("release") == f"sh -c '{PROCFILE['release']}'"


@pytest.mark.parametrize("name", SERVING)
def test_all_wait_for_the_tables(name: str) -> None:
    [(awaited, until_it)] = SERVICES[name]["depends_on"].items()

    assert (awaited, until_it["condition"]) == ("release", "service_completed_successfully")


def test_a_call_goes_through_both_webs_and_all_stop_cleanly(tmp_path: Path) -> None:
    with composed(tmp_path) as place:
        place.town.settle(CITIZEN, ANSWERS)
        place.town.asks_for_a_call(CITIZEN)
        until(lambda: place.callbacks, "the request is stored")
        place.proxy.lead_to(place.ports["web-2"])
        place.rows.sends_to_work(place.clock.now())
        until(lambda: place.callbacks == ["done"], "all is done")

        assert len(place.rows.schedulers(place.clock.now())) == len(SCHEDULERS)
        ends = {name: there.end(name) for name, there in place.running.items()}
        assert ends == dict.fromkeys(SERVING, 0)
