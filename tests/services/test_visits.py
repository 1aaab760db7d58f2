"""Whether the citizen came: somebody says so once the visit has begun."""

import pytest

from ivr.db import Database
from ivr.services import visits
from ivr.services.visits import MARKS, Mark
from tests.diaries import FRIDAY
from tests.make import NOW, span
from tests.services.booking_scene import Kuhmo


@pytest.mark.parametrize("came", MARKS)
def test_a_visit_that_has_begun_is_marked_once(database: Database, came: Mark) -> None:
    kuhmo = Kuhmo(database)
    visit = kuhmo.book(kuhmo.nine)

    def say(what: Mark) -> object:
        return kuhmo.do(lambda rows: visits.mark(rows, visit.public_id, what, "x", FRIDAY))

    marked = [say(what) for what in (came, *MARKS)]

    assert marked == [FRIDAY.date(), None, None]
    assert kuhmo.moves()[-1] == ("booked", came, "marked")
    assert kuhmo.places(kuhmo.nine) == (0, 0)


def test_nothing_is_said_of_a_visit_before_it_begins(database: Database) -> None:
    kuhmo = Kuhmo(database)
    visit = kuhmo.book(kuhmo.nine)
    before = FRIDAY - span("1 s")

    assert not kuhmo.do(lambda rows: visits.mark(rows, visit.public_id, "missed", "x", before))
    assert not kuhmo.do(lambda rows: visits.mark(rows, "nothing", "missed", "x", FRIDAY))
    assert kuhmo.again(visit).state == "booked"


def test_who_cancelled_in_time_has_missed_nothing(database: Database) -> None:
    kuhmo = Kuhmo(database)
    visit = kuhmo.book(kuhmo.nine)
    kuhmo.at(NOW).cancel(visit)

    assert not kuhmo.do(lambda rows: visits.mark(rows, visit.public_id, "missed", "x", FRIDAY))
