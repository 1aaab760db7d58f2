"""Who loses a time to us is owed another one, and is called for that until there is one."""

from sqlalchemy import select

from ivr.db import Database
from ivr.models import Callback, Contact
from ivr.services import sweeps
from tests import make
from tests.make import NOW
from tests.services.booking_scene import Kuhmo


def test_who_loses_a_time_is_called(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)

    assert kuhmo.displace(booking)
    assert not kuhmo.displace(booking)

    lost = kuhmo.again(booking)
    assert (lost.state, lost.seat, lost.ended_at) == ("displaced", None, None)
    assert lost.code == booking.code, "it still helps to get another time"
    assert kuhmo.places(kuhmo.nine) == (0, 0)
    (callback,) = kuhmo.every(Callback)
    assert (callback.contact_id, callback.line_id) == (kuhmo.contact().id, kuhmo.line_id)
    assert (callback.state, callback.lane) == ("waiting", "general/fi/callback")
    assert (callback.number_source, callback.arrived_at) == ("shown", NOW)


def test_who_has_asked_for_a_call_already_is_not_called_twice(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    with database.writing() as session:
        line, contact = session.merge(kuhmo.line), session.get_one(Contact, kuhmo.contact().id)
        make.a_callback(session, line, contact=contact)

    kuhmo.displace(booking)

    assert kuhmo.calls_owed() == [("ready", None)]
    assert sweeps.run(database, sweeps.OWED, NOW) == 0


def test_if_that_call_did_not_help_there_is_another(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    with database.writing() as session:
        line, contact = session.merge(kuhmo.line), session.get_one(Contact, kuhmo.contact().id)
        asked = make.a_callback(session, line, contact=contact, state="unfiled")
    kuhmo.displace(booking)
    with database.writing() as session:
        session.get_one(Callback, asked.id).ended_at = NOW
        session.get_one(Callback, asked.id).state = "done"

    assert sweeps.run(database, sweeps.OWED, NOW) == 1
    assert sweeps.run(database, sweeps.OWED, NOW) == 0
    assert kuhmo.calls_owed() == [("done", None), ("waiting", booking.id)]


def test_who_takes_another_time_need_not_be_called(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.displace(booking)

    assert kuhmo.move(booking, kuhmo.ten)

    assert kuhmo.again(booking).state == "booked"
    assert kuhmo.places(kuhmo.ten) == (1, 0)
    assert kuhmo.calls_owed() == [("cancelled", None)]


def test_who_wants_no_other_time_need_not_be_called_either(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.displace(booking)

    assert kuhmo.cancel(booking)

    assert kuhmo.calls_owed() == [("cancelled", None)]
    assert sweeps.run(database, sweeps.OWED, NOW) == 0


def test_one_call_is_owed_for_two_times_until_there_is_another_for_both(
    database: Database,
) -> None:
    kuhmo = Kuhmo(database)
    first, second = kuhmo.book(kuhmo.nine), kuhmo.book(kuhmo.half_past)
    kuhmo.displace(first)
    kuhmo.displace(second)
    assert kuhmo.calls_owed() == [("waiting", first.id)]

    kuhmo.move(first, kuhmo.ten)
    assert kuhmo.calls_owed() == [("waiting", second.id)], "the place in line is kept"

    kuhmo.cancel(second)
    assert kuhmo.calls_owed() == [("cancelled", None)]


def test_a_call_that_is_under_way_goes_on_when_the_time_is_found(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.displace(booking)
    with database.writing() as session:
        session.scalars(select(Callback)).one().state = "talking"

    kuhmo.move(booking, kuhmo.ten, "agent:1", staff_id=kuhmo.agent_id)

    assert kuhmo.calls_owed() == [("talking", None)]


def test_a_time_may_be_taken_back_once_more(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.displace(booking)
    kuhmo.move(booking, kuhmo.ten)

    assert kuhmo.displace(booking)

    assert kuhmo.calls_owed() == [("cancelled", None), ("waiting", booking.id)]
