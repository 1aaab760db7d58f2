"""A held time becomes somebody's, within the caps; an agent books at once; what is ahead."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Slot
from ivr.services import bookings, sweeps
from ivr.services.bookings import Booked
from tests import diaries, make
from tests.diaries import FRIDAY
from tests.make import CITIZEN, NOW, span
from tests.services.booking_scene import Kuhmo

OTHER = "+358409999999"

# --- taking ---


def test_a_held_time_becomes_the_caller_s(database: Database) -> None:
    kuhmo = Kuhmo(database)

    booked = kuhmo.confirm(kuhmo.hold(kuhmo.nine))

    assert isinstance(booked, Booked)
    booking = kuhmo.again(booked.booking)
    assert (booking.state, booking.seat, booking.held_until) == ("booked", 1, None)
    assert booking.contact_id == kuhmo.contact().id
    assert (booking.number_source, booking.channel, booking.booked_at) == ("shown", "phone", NOW)
    assert kuhmo.places(kuhmo.nine) == (1, 0)
    assert kuhmo.moves()[1:] == [("held", "booked", "booked")]


def test_who_shows_the_number_gets_four_digits_and_others_are_told_eight(
    database: Database,
) -> None:
    kuhmo = Kuhmo(database)

    shown = kuhmo.confirm(kuhmo.hold(kuhmo.nine))
    typed = kuhmo.confirm(kuhmo.hold(kuhmo.ten, "call:2"), OTHER, "typed")

    assert isinstance(shown, Booked)
    assert shown.reference is None
    assert shown.booking.code is not None
    assert len(shown.booking.code) == 4
    assert isinstance(typed, Booked)
    assert typed.booking.code is None
    assert typed.reference is not None
    assert len(typed.reference) == 8
    assert typed.reference not in str(vars(kuhmo.again(typed.booking)))


def test_a_hold_that_has_expired_is_taken_again_while_the_time_is_free(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    held = kuhmo.hold(kuhmo.nine)
    kuhmo.at(NOW + span("11 min"))
    sweeps.run(database, sweeps.HOLDS, kuhmo.now)

    assert isinstance(kuhmo.confirm(held), Booked)
    assert kuhmo.seats() == [("released", None), ("booked", 1)]


def test_a_hold_that_has_expired_is_lost_once_another_has_the_time(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    held = kuhmo.hold(kuhmo.nine)
    kuhmo.at(NOW + span("11 min"))
    sweeps.run(database, sweeps.HOLDS, kuhmo.now)
    kuhmo.book(kuhmo.nine, OTHER, "call:2")

    assert kuhmo.confirm(held) == "taken"


@pytest.mark.parametrize(("minutes", "outcome"), [(1, Booked), (0, "taken"), (-1, "taken")])
def test_a_time_that_has_begun_meanwhile_is_not_taken(
    database: Database, minutes: int, outcome: object
) -> None:
    kuhmo = Kuhmo(database).at(FRIDAY - span("60 min"))
    held = kuhmo.hold(kuhmo.nine)
    kuhmo.at(FRIDAY - span(f"{minutes} min"))

    result = kuhmo.confirm(held)

    assert isinstance(result, Booked) if outcome is Booked else result == outcome


def test_a_hold_that_has_expired_needs_notice_again(database: Database) -> None:
    kuhmo = Kuhmo(database).at(FRIDAY - span("61 min"))
    held = kuhmo.hold(kuhmo.nine)
    kuhmo.at(FRIDAY - span("50 min"))
    sweeps.run(database, sweeps.HOLDS, kuhmo.now)

    assert kuhmo.confirm(held) == "taken"


def test_a_time_that_was_closed_meanwhile_is_not_taken(database: Database) -> None:
    kuhmo = Kuhmo(database)
    held = kuhmo.hold(kuhmo.nine)
    assert held is not None

    def close(session: Session) -> None:
        bookings.displace(session, held, "closure", "agent:1", NOW)
        session.get_one(Slot, kuhmo.nine).capacity = 0

    kuhmo.do(close)

    assert kuhmo.confirm(held) == "taken"
    assert kuhmo.calls_owed() == [], "nobody was told that it was theirs"


def test_who_has_taken_a_time_can_not_take_it_once_more(database: Database) -> None:
    kuhmo = Kuhmo(database)
    held = kuhmo.hold(kuhmo.nine)
    assert isinstance(kuhmo.confirm(held), Booked)

    assert kuhmo.confirm(held, OTHER) == "taken"
    assert kuhmo.places(kuhmo.nine) == (1, 0)


# --- how many, and for whom ---


def test_a_number_has_two_visits_ahead_at_most(database: Database) -> None:
    kuhmo = Kuhmo(database)
    first = kuhmo.book(kuhmo.nine)
    kuhmo.book(kuhmo.half_past)

    third = kuhmo.hold(kuhmo.ten)
    assert kuhmo.confirm(third) == "limit"

    assert kuhmo.cancel(first)
    assert isinstance(kuhmo.confirm(third), Booked)


def test_what_we_have_taken_back_stands_in_nobody_s_way(database: Database) -> None:
    kuhmo = Kuhmo(database)
    kuhmo.book(kuhmo.nine)
    kuhmo.displace(kuhmo.book(kuhmo.half_past))

    assert kuhmo.book(kuhmo.ten)


def test_visits_that_have_been_do_not_count(database: Database) -> None:
    kuhmo = Kuhmo(database)
    kuhmo.book(kuhmo.nine)
    kuhmo.book(kuhmo.half_past)
    with database.writing() as session:
        diary = session.get_one(Slot, kuhmo.nine).diary
        later = diaries.a_time(session, diary, FRIDAY + span("7 d"))

    kuhmo.at(FRIDAY + span("1 h"))

    assert kuhmo.book(later.id)


def test_agents_book_as_many_as_needed(database: Database) -> None:
    kuhmo = Kuhmo(database)
    kuhmo.book(kuhmo.nine)
    kuhmo.book(kuhmo.half_past)

    assert kuhmo.book_now(kuhmo.ten)


def test_a_caller_types_no_more_than_two_numbers_a_day(database: Database) -> None:
    kuhmo = Kuhmo(database, places=9)

    def typed(n: int) -> object:
        return kuhmo.confirm(kuhmo.hold(kuhmo.nine), f"+35840100000{n}", "typed")

    assert [isinstance(typed(n), Booked) for n in (1, 2, 3, 2)] == [True, True, False, True]


def test_for_a_typed_number_no_more_is_booked_than_asked_for_on_a_day(database: Database) -> None:
    kuhmo = Kuhmo(database, places=9)
    for _ in range(3):
        booked = kuhmo.confirm(kuhmo.hold(kuhmo.nine), OTHER, "typed")
        assert isinstance(booked, Booked)
        kuhmo.cancel(booked.booking)

    assert kuhmo.confirm(kuhmo.hold(kuhmo.nine), OTHER, "typed") == "limit"


@pytest.mark.parametrize("fact", ["refuses_typed", "unreachable"])
def test_a_typed_number_that_is_not_to_be_called_is_refused(database: Database, fact: str) -> None:
    kuhmo = Kuhmo(database)
    with database.writing() as session:
        make.a_contact(session, CITIZEN, **{fact: True})

    assert kuhmo.confirm(kuhmo.hold(kuhmo.nine), CITIZEN, "typed") == "refused"
    assert isinstance(kuhmo.confirm(kuhmo.hold(kuhmo.nine), CITIZEN, "shown"), Booked)


# --- agents ---


def test_an_agent_books_at_once_on_the_last_seat(database: Database) -> None:
    kuhmo = Kuhmo(database)

    booking = kuhmo.book_now(kuhmo.nine)

    assert booking is not None
    assert (booking.state, booking.seat, booking.channel) == ("booked", 3, "staff")
    assert (booking.staff_id, booking.reason) == (kuhmo.agent_id, "identity")
    assert booking.code is not None
    assert kuhmo.places(kuhmo.nine) == (1, 1)
    assert kuhmo.moves() == [(None, "booked", "booked")]


def test_an_agent_hears_that_a_time_is_full(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    kuhmo.book(kuhmo.nine)

    assert kuhmo.book_now(kuhmo.nine, OTHER) is None


# --- what is ahead ---


def test_what_is_ahead_comes_in_order_and_what_we_owe_with_it(database: Database) -> None:
    kuhmo = Kuhmo(database)
    later, owed = kuhmo.book(kuhmo.ten), kuhmo.book(kuhmo.nine)
    kuhmo.displace(owed)
    kuhmo.cancel(kuhmo.book(kuhmo.half_past))
    kuhmo.hold(kuhmo.half_past)

    def ahead(now: datetime) -> list[int]:
        with database.reading() as session:
            return [one.id for one in bookings.open_of(session, kuhmo.contact().id, now)]

    assert ahead(NOW) == [owed.id, later.id]
    assert ahead(FRIDAY + span("1 h")) == [owed.id]


def test_visits_are_kept_unless_somebody_says_otherwise(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)

    assert sweeps.run(database, sweeps.VISITS, FRIDAY + span("23 h")) == 0
    assert sweeps.run(database, sweeps.VISITS, FRIDAY + span("24 h")) == 1
    assert kuhmo.again(booking).state == "kept"
