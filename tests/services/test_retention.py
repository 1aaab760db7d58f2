"""What was keyed, whose number it was and what was counted are forgotten in time."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Call, Contact, Note, TurnAnswer
from ivr.services import contacts, rates, retention
from tests import diaries, make
from tests.clocks import Settable
from tests.make import CITIZEN, KEYER, NOW, span
from tests.phone import Phone


@pytest.fixture
def phone(database: Database, clock: Settable) -> Phone:
    with database.writing() as session:
        make.an_open_line(session)
    return Phone(database, clock)


def empty(phone: Phone, **later: float) -> int:
    with phone.database.writing() as session:
        return retention.empty_states(session, phone.clock.now() + timedelta(**later))


def test_keys_and_answers_are_emptied_two_days_after_the_call(phone: Phone) -> None:
    phone.call().press("1", "1", "2", "0501112222#").hang_up()

    assert empty(phone, hours=48) == 0
    assert empty(phone, hours=48, seconds=1) == 1
    assert empty(phone, hours=49) == 0

    with phone.database.reading() as session:
        assert session.scalars(select(Call.state)).all() == [None]
        assert set(session.scalars(select(TurnAnswer.answer))) == {None}
        assert session.scalars(select(Call.turn)).all() == [5]


def test_so_are_those_of_a_call_whose_end_was_never_told(phone: Phone) -> None:
    phone.call()

    assert empty(phone, hours=48, seconds=1) == 1


def test_a_call_that_ended_late_is_kept_from_its_end(phone: Phone) -> None:
    phone.call()
    phone.clock.advance(hours=3)
    phone.hang_up()

    assert empty(phone, hours=47) == 0


def test_a_turn_of_an_emptied_call_ends_politely(phone: Phone) -> None:
    phone.call().press("1").hang_up()
    phone.clock.advance(hours=50)
    empty(phone)

    assert phone.press("1").hears("error.unsure")
    assert phone.is_over


def forget(database: Database, now=NOW, **settings) -> list[str | None]:
    """The numbers that are left."""
    with database.writing() as session:
        while retention.forget_numbers(session, now, limit=2, **settings):
            pass
        return list(session.scalars(select(Contact.number).order_by(Contact.id)))


OLD = NOW - span("200 d")


@pytest.mark.parametrize(
    ("who", "kept"),
    [
        ("called long ago", False),
        ("called lately", True),
        ("came to us lately", True),
        ("asked and was called back long ago", False),
        ("asked and was called back lately", True),
        ("still waits", True),
        ("works here", True),
        ("has worked here", False),
    ],
)
def test_a_number_is_kept_as_long_as_something_needs_it(
    database: Database, who: str, kept: bool
) -> None:
    with database.writing() as session:
        line = make.a_line(session)
        created = NOW - span("10 d") if who == "came to us lately" else OLD
        contact = make.a_contact(session, CITIZEN, created_at=created)
        match who:
            case "called long ago":
                make.a_call(session, line, contact_id=contact.id, started_at=OLD)
            case "called lately":
                make.a_call(session, line, contact_id=contact.id, started_at=NOW - span("89 d"))
            case "asked and was called back long ago":
                ended = NOW - span("91 d")
                make.a_callback(session, line, contact=contact, state="done", ended_at=ended)
            case "asked and was called back lately":
                ended = NOW - span("90 d")
                make.a_callback(session, line, contact=contact, state="done", ended_at=ended)
            case "still waits":
                make.a_callback(session, line, contact=contact, state="waiting", waiting="200 d")
            case "works here" | "has worked here":
                make.an_agent(session, contact=contact, active=who == "works here")

    assert forget(database) == [CITIZEN if kept else None], who


@pytest.mark.parametrize(
    ("state", "starts_at", "ended_at", "kept"),
    [
        ("booked", NOW + span("3 d"), None, True),
        ("kept", NOW - span("89 d"), NOW - span("88 d"), True),
        ("kept", OLD, OLD + span("1 d"), False),
        ("cancelled", OLD, NOW - span("9 d"), True),
        ("displaced", OLD, None, True),
    ],
)
def test_a_number_is_kept_while_something_is_booked_or_owed(
    database: Database, state: str, starts_at: datetime, ended_at: datetime | None, kept: bool
) -> None:
    with database.writing() as session:
        line, contact = make.a_line(session), make.a_contact(session, CITIZEN, created_at=OLD)
        diary = diaries.a_diary(session, point=diaries.a_point(session))
        slot = diaries.a_time(session, diary, starts_at)
        diaries.a_booking(session, slot, line, contact=contact, state=state, ended_at=ended_at)

    assert forget(database) == [CITIZEN if kept else None]


def test_the_days_that_numbers_are_kept_are_a_setting(database: Database) -> None:
    with database.writing() as session:
        make.a_contact(session, CITIZEN, created_at=NOW - span("31 d"))

    assert forget(database) == [CITIZEN]
    assert forget(database, kept=timedelta(days=30)) == [None]


def test_a_forgotten_number_is_still_known_as_one_that_is_not_to_be_called(
    database: Database,
) -> None:
    with database.writing() as session:
        make.a_contact(session, CITIZEN, created_at=OLD, refuses_typed=True)
    forget(database)

    with database.writing() as session:
        returned = contacts.find_or_make(session, KEYER, CITIZEN, NOW)
        assert (returned.number, returned.refuses_typed) == (CITIZEN, True)


def test_notes_go_with_the_number_that_they_are_about(database: Database) -> None:
    with database.writing() as session:
        line, agent = make.an_open_line(session), make.an_agent(session)
        for number, ended in ((CITIZEN, OLD), ("+358407654321", NOW)):
            contact = make.a_contact(session, number, created_at=OLD)
            row = make.a_callback(session, line, state="done", contact=contact, ended_at=ended)
            session.add(Note(callback_id=row.id, staff_id=agent.id, words=number, at=OLD))

    forget(database)

    with database.reading() as session:
        assert session.scalars(select(Note.words)).all() == ["+358407654321"]


def test_many_are_forgotten_in_small_batches(database: Database) -> None:
    with database.writing() as session:
        for _ in range(5):
            make.a_contact(session, created_at=OLD)

    with database.writing() as session:
        batches = [retention.forget_numbers(session, NOW, limit=2) for _ in range(4)]

    assert batches == [2, 2, 1, 0]


def test_counters_of_days_gone_by_are_deleted(database: Database) -> None:
    today = NOW.date()
    week_ago, eight_days_ago = today - timedelta(days=7), today - timedelta(days=8)
    with database.writing() as session:
        for day in (today, week_ago, eight_days_ago):
            rates.take(session, "legs:contact:1", day, 5)

        retention.forget_counters(session, NOW)

        left = [rates.count(session, "legs:contact:1", day) for day in (today, week_ago)]
        assert left == [1, 1]
        assert rates.count(session, "legs:contact:1", eight_days_ago) == 0
