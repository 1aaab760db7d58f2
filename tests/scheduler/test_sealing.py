"""Sealing: one beat closes what has settled, and the log keeps the digests."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from structlog.testing import capture_logs

from ivr.db import Database
from ivr.models import Seal
from ivr.services import events, unbroken
from ivr.services.seals import MOST, Sealer
from scheduler.sealing import Sealing
from tests.clocks import Settable

SEALER = Sealer("the secret of tests")


def sealing(database: Database, clock: Settable, **values: Any) -> Sealing:
    facts = {"sealer": SEALER, "stopping": lambda: False, **values}
    return Sealing(database=database, now=clock.now, **facts)


def much_happens(database: Database, clock: Settable, many: int) -> None:
    with database.writing() as session:
        ids = range(1, many + 1)
        events.record_all(
            session, "callback", ids, "waiting", "ready", "due", "system", clock.now()
        )


def counts(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(Seal.count).order_by(Seal.sequence)))


def test_a_beat_seals_all_that_has_settled(database: Database, clock: Settable) -> None:
    much_happens(database, clock, MOST + 7)
    beat = sealing(database, clock)

    beat()
    assert counts(database) == []

    clock.advance(minutes=10)
    beat()
    clock.advance(minutes=5)
    beat()
    assert counts(database) == [MOST, 7]


def test_the_log_tells_the_digest_by_which_the_end_is_found_again(
    database: Database, clock: Settable
) -> None:
    much_happens(database, clock, 3)
    clock.advance(minutes=10)

    with capture_logs() as lines:
        sealing(database, clock)()

    (line,) = [one for one in lines if one["event"] == "journal sealed"]
    later = clock.now() + timedelta(minutes=1)
    found = unbroken.verify(database.reading, [SEALER], later, digests=[line["digest"]])
    assert (found.last, found.digest) == (line["seal"], line["digest"])


def test_whoever_is_asked_to_stop_leaves_the_rest_to_others(
    database: Database, clock: Settable
) -> None:
    much_happens(database, clock, 3)
    clock.advance(minutes=10)

    sealing(database, clock, stopping=lambda: True)()

    assert counts(database) == []
