"""Whatever dies or falls asleep, and wherever: nothing is lost, nobody is called twice, and every
request comes to its end. A sample; `make crashes` goes through all of it.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from ivr import perils
from ivr.migrations import upgrade
from ivr.services import backups
from tests.crashes.careless import Careless
from tests.crashes.ground import OnPostgresql, OnSqlite
from tests.crashes.named import named
from tests.crashes.sweep import GOLDEN, Life, befall, once_each, perils_of, worth_a_pause
from tests.crashes.tale import Tale
from tests.crashes.watch import Crashed, Peril, Watch, crash

CALLBACK, VISIT = GOLDEN[0], GOLDEN[4]
BY_NAME = pytest.mark.parametrize("tale", GOLDEN, ids=lambda tale: tale.name)
pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("crashes")]


def wrong(lives: Iterable[Life]) -> list[str]:
    return [str(life) for life in lives if life.wrong]


@pytest.fixture(scope="module")
def undisturbed(sqlite: OnSqlite) -> dict[str, Life]:
    return {tale.name: perils_of(tale, sqlite) for tale in GOLDEN}


def outside(passed: tuple[Peril, ...]) -> list[int]:
    """Inside a transaction a death undoes it, as it does at its beginning."""
    return [number for number, peril in enumerate(passed) if not peril.in_transaction]


def test_golden_stories_are_golden_and_full_of_perils(undisturbed: dict[str, Life]) -> None:
    assert wrong(undisturbed.values()) == []
    assert all(len(life.passed) >= 40 for life in undisturbed.values())


def test_every_peril_that_is_named_is_met_in_a_golden_story_or_a_backup(
    undisturbed: dict[str, Life],
) -> None:
    met = {peril.name for life in undisturbed.values() for peril in life.passed}

    assert met | {"backed up"} == named()


def test_a_process_that_dies_in_the_course_of_a_callback_costs_nobody_anything(
    undisturbed: dict[str, Life], sqlite: OnSqlite
) -> None:
    which = outside(undisturbed[CALLBACK.name].passed)[::3]

    assert wrong(once_each(CALLBACK, sqlite, "crash", which)) == []


@BY_NAME
def test_a_process_that_dies_in_any_story_costs_nobody_anything(
    undisturbed: dict[str, Life], sqlite: OnSqlite, tale: Tale
) -> None:
    middle = len(undisturbed[tale.name].passed) // 2

    assert wrong([befall(tale, sqlite, "crash", middle)]) == []


@pytest.mark.parametrize("tale", [CALLBACK, VISIT], ids=lambda tale: tale.name)
def test_a_process_that_sleeps_for_a_night_costs_nobody_anything(
    undisturbed: dict[str, Life], sqlite: OnSqlite, tale: Tale
) -> None:
    awake = outside(undisturbed[tale.name].passed)

    assert wrong([befall(tale, sqlite, "pause", awake[len(awake) // 3])]) == []


def test_a_process_that_dies_twice_costs_nobody_anything(sqlite: OnSqlite) -> None:
    lives = [befall(CALLBACK, sqlite, "twice", *at) for at in ((20, 30), (22, 23))]

    assert wrong(lives) == []


@pytest.mark.postgres
def test_what_dies_or_sleeps_on_a_server_costs_nobody_anything(server: OnPostgresql) -> None:
    passed = perils_of(CALLBACK, server).passed
    crashes = once_each(CALLBACK, server, "crash", outside(passed)[5::14])
    pauses = once_each(CALLBACK, server, "pause", [*worth_a_pause(passed)][9::20])

    assert wrong([*crashes, *pauses]) == []


def test_who_rings_before_it_is_stored_is_found_out(sqlite: OnSqlite) -> None:
    careless = replace(CALLBACK, scheduler=Careless)
    passed = perils_of(careless, sqlite).passed
    rung = next(number for number, peril in enumerate(passed) if peril.name == "answered")

    life = befall(careless, sqlite, "crash", rung)

    assert any("belongs to no attempt of hers" in what for what in life.wrong)


def test_a_backup_that_was_broken_off_has_no_name_and_the_next_one_is_whole(
    empty_sqlite_url: str, tmp_path: Path
) -> None:
    upgrade(empty_sqlite_url)
    file, watch = tmp_path / "backup", Watch(crash, 0)
    with perils.listening(watch), watch.exposed(), pytest.raises(Crashed):
        backups.take(empty_sqlite_url, file)
    assert [peril.name for peril in watch.passed] == ["backed up"]
    assert not file.exists()

    assert backups.take(empty_sqlite_url, file)
    assert file.exists()
