"""Counters that the database keeps below their caps, and slots for work that happens once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from ivr.db import Database
from ivr.services import rates, slots
from tests.make import NOW
from tests.together import together

TODAY = date(2026, 11, 24)


def take(
    database: Database, subject: str = "legs:contact:1", day: date = TODAY, cap: int = 2
) -> bool:
    with database.writing() as session:
        return rates.take(session, subject, day, cap)


def test_a_counter_gives_as_many_as_its_cap_and_no_more(database: Database) -> None:
    assert [take(database) for _ in range(4)] == [True, True, False, False]


def test_each_subject_and_each_day_is_counted_by_itself(database: Database) -> None:
    taken = [take(database) for _ in range(2)]

    assert taken == [True, True]
    assert take(database, subject="legs:contact:2")
    assert take(database, day=TODAY + timedelta(days=1))
    assert not take(database)


@pytest.mark.parametrize("cap", [0, -1])
def test_a_cap_below_one_gives_nothing(database: Database, cap: int) -> None:
    assert not take(database, cap=cap)


def test_a_cap_that_is_raised_gives_more_and_one_that_is_lowered_takes_nothing_back(
    database: Database,
) -> None:
    assert take(database, cap=1)
    assert take(database, cap=2)
    assert not take(database, cap=1)
    with database.reading() as session:
        assert rates.count(session, "legs:contact:1", TODAY) == 2


def test_what_is_given_back_can_be_taken_again(database: Database) -> None:
    take(database, cap=1)
    with database.writing() as session:
        rates.give_back(session, "legs:contact:1", TODAY)

    assert take(database, cap=1)


def test_giving_back_what_was_never_taken_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        rates.give_back(session, "legs:contact:1", TODAY)
        assert rates.count(session, "legs:contact:1", TODAY) == 0
    assert [take(database, cap=1) for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("caps", "taken", "counted"),
    [
        pytest.param([1, 2, 1], True, [1, 1, 1], id="there is room in each"),
        pytest.param([0, 2, 1], False, [0, 0, 0], id="the first is full"),
        pytest.param([1, 2, 0], False, [0, 0, 0], id="the last is full"),
        pytest.param([], True, [0, 0, 0], id="of nothing"),
    ],
)
def test_of_several_counters_all_give_one_or_none_does(
    database: Database, caps: list[int], taken: bool, counted: list[int]
) -> None:
    subjects = [f"legs:contact:{n}" for n in range(3)]
    with database.writing() as session:
        assert rates.take_all(session, zip(subjects, caps, strict=False), TODAY) is taken

    with database.reading() as session:
        assert [rates.count(session, one, TODAY) for one in subjects] == counted


def test_what_was_taken_of_several_is_given_back_of_each_on_its_day(database: Database) -> None:
    both, yesterday = ["legs:contact:1", "legs:contact:2"], TODAY - timedelta(days=1)
    for day in (yesterday, TODAY):
        assert [take(database, subject=one, day=day) for one in both] == [True, True]

    with database.writing() as session:
        rates.give_all_back(session, both, TODAY)

    with database.reading() as session:
        assert [rates.count(session, one, TODAY) for one in both] == [0, 0]
        assert [rates.count(session, one, yesterday) for one in both] == [1, 1]


def test_sixteen_at_once_get_no_more_than_the_cap(database: Database) -> None:
    taken = together(16, lambda _: take(database, cap=5))

    assert sum(taken) == 5


def test_work_is_done_by_the_first_who_comes(database: Database) -> None:
    def claim(slot: str) -> bool:
        with database.writing() as session:
            return slots.once(session, "closing", slot, NOW)

    assert [claim("2026-11-24"), claim("2026-11-24"), claim("2026-11-25")] == [True, False, True]


def test_work_that_was_rolled_back_is_still_to_be_done(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            assert slots.once(session, "closing", "2026-11-24", NOW)
            raise KeyError("the work itself failed")

    with pytest.raises(KeyError):
        fail()

    with database.writing() as session:
        assert slots.once(session, "closing", "2026-11-24", NOW)


def test_the_last_that_was_done_of_those_whose_names_begin_alike(database: Database) -> None:
    """In whatever order the database's language puts a stroke and a figure."""
    with database.writing() as session:
        if database.engine.dialect.name == "postgresql":
            session.execute(text(_IN_FINNISH_ORDER))
        for slot in ("kuhmo/2026-11-23", "kuhmo/2026-11-24", "kuhmo2/2026-11-25", "a/2026-11-26"):
            slots.once(session, "closing", slot, NOW)
        slots.once(session, "calendar", "kuhmo/2026-11-27", NOW)

    with database.reading() as session:
        assert slots.latest(session, "closing", "kuhmo/") == "kuhmo/2026-11-24"
        assert slots.latest(session, "closing", "kuhmo3/") is None


_IN_FINNISH_ORDER = 'ALTER TABLE job_slot ALTER COLUMN slot TYPE varchar(48) COLLATE "fi-x-icu"'


def test_of_sixteen_at_once_exactly_one_does_the_work(database: Database) -> None:
    def claim(_: int) -> bool:
        with database.writing() as session:
            return slots.once(session, "closing", "2026-11-24", NOW)

    assert sum(together(16, claim)) == 1
