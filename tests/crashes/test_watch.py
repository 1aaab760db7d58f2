"""Perils are counted where they matter, and a blow falls where it is meant to."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import select

from ivr import perils
from ivr.db import Database, make_engine
from ivr.models import JobSlot
from ivr.services import slots
from tests.clocks import helsinki
from tests.crashes.watch import Crashed, Watch, crash

NOW = helsinki("2026-11-24 10:00")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """With an engine of its own, to which a watch listens."""
    with closing(Database(make_engine(database_url))) as database:
        yield database


def add(database: Database, what: str) -> None:
    with database.writing() as session:
        slots.once(session, "calendar", what, NOW)


def words(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(JobSlot.slot)))


def test_nothing_happens_where_nobody_listens(database: Database) -> None:
    perils.reached("committed")

    with database.writing():
        pass


def test_what_strikes_before_a_commit_undoes_it_and_after_it_does_not(database: Database) -> None:
    for at, left in enumerate(([], ["once more"])):
        watch = Watch(crash, at)
        watch.follow(database.engine)
        with perils.listening(watch), watch.exposed(), pytest.raises(Crashed):
            add(database, "once more")
        assert words(database) == left


def test_a_transaction_that_changes_nothing_is_no_peril(database: Database) -> None:
    watch = Watch()
    watch.follow(database.engine)

    with perils.listening(watch), watch.exposed():
        with database.writing():
            words(database)
        assert watch.passed == []
        add(database, "a change")

    assert [peril.name for peril in watch.passed] == ["committing", "committed"]


def test_who_is_not_at_work_is_not_struck(database: Database) -> None:
    watch = Watch(crash, 0)
    watch.follow(database.engine)

    with perils.listening(watch):
        add(database, "unharmed")

    assert words(database) == ["unharmed"]
