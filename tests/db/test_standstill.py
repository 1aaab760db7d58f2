"""A database at a standstill is read as ever, and refuses whoever writes in so many words."""

import pytest
from sqlalchemy import delete, func, select, update

from ivr.db import Busy, Database, racing_insert, standstill
from ivr.models import JobSlot
from tests.clocks import Settable
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def write(database: Database, slot: str, clock: Settable) -> None:
    with database.writing() as session:
        session.execute(racing_insert(JobSlot).values(job="test", slot=slot, at=clock.now()))


def stored(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(JobSlot)) or 0


def stand_still(database: Database) -> str:
    with database.writing() as session:
        return standstill.begin(session.connection())


def test_it_is_read_and_not_written(database: Database, clock: Settable) -> None:
    write(database, "before", clock)

    stand_still(database)

    with pytest.raises(Busy, match="can't be written to: it is at a standstill"):
        write(database, "meanwhile", clock)
    for statement in (delete(JobSlot), update(JobSlot).values(slot="other")):
        with pytest.raises(Busy), database.writing() as session:
            session.execute(statement)
    assert stored(database) == 1


def test_begun_again_it_is_the_same_one(database: Database) -> None:
    assert stand_still(database) == stand_still(database)


def test_after_it_everybody_writes_again(database: Database, clock: Settable) -> None:
    first = stand_still(database)

    with database.writing() as session:
        assert standstill.end(session.connection())
    write(database, "after", clock)

    assert stored(database) == 1
    with database.writing() as session:
        assert not standstill.end(session.connection())
    assert stand_still(database) != first
