"""A list is taken out in batches, masked, and only once it is written down who takes it."""

from datetime import date

import pytest
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Event, Export
from ivr.services import exporting
from ivr.services.exporting import Order, TooLong
from tests import make
from tests.clocks import helsinki as at
from tests.make import NOW

DAY = date(2026, 11, 24)
ORDER = Order("callbacks", DAY, DAY)


def asked(database: Database, *moments: str) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        for moment in moments:
            make.a_callback(session, line, arrived_at=at(moment))


def test_every_row_of_the_days_comes_once_in_batches_of_any_size(database: Database) -> None:
    same = ["2026-11-24 09:00"] * 5
    asked(database, "2026-11-23 23:59", "2026-11-24 00:00", *same, "2026-11-25 00:00")

    for batch in (1, 2, 3, 100):
        found = list(exporting.rows(database.reading, ORDER, batch))
        assert [row[0] for row in found] == [at("2026-11-24 00:00"), *map(at, same)]
        assert all(len(row) == len(exporting.columns("callbacks")) for row in found)


def test_numbers_leave_masked(database: Database) -> None:
    asked(database, "2026-11-24 09:00")

    (row,) = exporting.rows(database.reading, ORDER)
    number = row[exporting.columns("callbacks").index("number")]
    assert isinstance(number, str)
    assert "•" in number


def test_who_took_what_and_why_is_written_down_first(database: Database) -> None:
    asked(database, "2026-11-24 09:00", "2026-11-24 10:00")

    with database.writing() as session:
        saara = make.an_agent(session, "Saara", role="supervisor")
        many = exporting.begin(session, ORDER, "report", (saara.id, f"supervisor:{saara.id}"), NOW)
        export = session.scalars(select(Export)).one()
        event = session.scalars(select(Event).where(Event.subject == "export")).one()

    assert many == export.rows == 2
    assert (export.kind, export.first, export.last, export.why) == ("callbacks", DAY, DAY, "report")
    assert (event.subject_id, event.actor) == (export.id, f"supervisor:{saara.id}")
    assert (event.to_state, event.cause) == ("callbacks", "exported:report")


def test_bookings_can_be_taken_out_too(database: Database) -> None:
    asked(database)

    assert list(exporting.rows(database.reading, Order("bookings", DAY, DAY))) == []
    assert "point" in exporting.columns("bookings")


@pytest.mark.parametrize("last", [date(2026, 11, 23), date(2027, 2, 24)])
def test_days_out_of_order_or_too_many_are_refused(last: date) -> None:
    with pytest.raises(TooLong):
        Order("callbacks", DAY, last)
