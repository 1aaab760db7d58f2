"""A scheduler that may not dial says why."""

from structlog.testing import capture_logs

from ivr.db import Database
from ivr.services import aftermath, reconciling
from scheduler import restored
from tests import make
from tests.conftest import only_sqlite
from tests.make import NOW


def told(database: Database) -> list[str]:
    with capture_logs() as lines:
        restored.tell(database)
    return [line["event"] for line in lines]


@only_sqlite
def test_it_is_told_after_a_restore_until_all_is_reconciled(database: Database) -> None:
    with database.writing() as session:
        make.an_open_line(session)
    assert told(database) == []

    with database.writing() as session:
        aftermath.pause(session, NOW)
    assert told(database) == ["dialling is paused after a restore"]

    with database.writing() as session:
        reconciling.finish(session, NOW)
    assert told(database) == []
