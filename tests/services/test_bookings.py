"""A held time becomes somebody's, goes to another time, is cancelled, or is taken back by us."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Booking, Callback, Contact, Promise, Slot
from ivr.services import bookings, codes, holds, sweeps
from ivr.services.bookings import Booked
from tests import diaries, make
from tests.diaries import FRIDAY, TOMORROW
from tests.make import CITIZEN, KEYER, NOW, span
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


# --- moving ---


def test_moving_frees_the_old_place_and_keeps_the_code(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)

    assert kuhmo.move(booking, kuhmo.ten)

    moved = kuhmo.again(booking)
    assert (moved.slot_id, moved.starts_at) == (kuhmo.ten, FRIDAY + span("1 h"))
    assert (moved.state, moved.seat, moved.version) == ("booked", 1, 1)
    assert moved.code == booking.code
    assert (kuhmo.places(kuhmo.nine), kuhmo.places(kuhmo.ten)) == ((0, 0), (1, 0))
    assert kuhmo.moves()[-1] == ("booked", "booked", "moved")


def test_moving_to_a_full_time_leaves_all_as_it_was(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.book(kuhmo.ten, OTHER, "call:2")

    assert not kuhmo.move(booking, kuhmo.ten)

    assert vars_of(kuhmo.again(booking)) == vars_of(booking)
    assert (kuhmo.places(kuhmo.nine), kuhmo.places(kuhmo.ten)) == ((1, 0), (1, 0))


def vars_of(booking: Booking) -> dict[str, object]:
    return {column.name: getattr(booking, column.name) for column in Booking.__table__.columns}


def test_moving_to_what_is_held_for_it_takes_that_place(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    booking = kuhmo.book(kuhmo.nine)
    held = kuhmo.hold(kuhmo.ten)
    assert held is not None

    assert kuhmo.move(booking, held)

    assert kuhmo.seats() == [("booked", 1), ("released", None)]
    assert (kuhmo.places(kuhmo.nine), kuhmo.places(kuhmo.ten)) == ((0, 0), (1, 0))
    assert ("held", "released", "taken_up") in kuhmo.moves()


@pytest.mark.parametrize("taken", [False, True])
def test_a_hold_that_has_expired_may_be_too_late_to_move_to(
    database: Database, taken: bool
) -> None:
    kuhmo = Kuhmo(database, places=1)
    booking = kuhmo.book(kuhmo.nine)
    held = kuhmo.hold(kuhmo.ten)
    assert held is not None
    kuhmo.at(NOW + span("10 min"))
    sweeps.run(database, sweeps.HOLDS, kuhmo.now)
    if taken:
        kuhmo.book(kuhmo.ten, OTHER, "call:2")

    assert kuhmo.move(booking, held) == (not taken)
    assert kuhmo.again(booking).slot_id == (kuhmo.nine if taken else kuhmo.ten)


def test_moving_to_where_it_is_changes_nothing(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    held = kuhmo.hold(kuhmo.nine)
    assert held is not None

    assert kuhmo.move(booking, held)

    assert vars_of(kuhmo.again(booking)) == vars_of(booking)
    assert kuhmo.places(kuhmo.nine) == (1, 0)


def test_what_an_agent_moves_takes_a_place_of_staff_from_then_on(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)

    assert kuhmo.move(booking, kuhmo.ten, "agent:1", staff_id=kuhmo.agent_id)

    assert kuhmo.places(kuhmo.ten) == (1, 1)
    assert kuhmo.cancel(kuhmo.again(booking))
    assert kuhmo.places(kuhmo.ten) == (0, 0)


def test_what_a_citizen_moves_gives_the_place_of_staff_back(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book_now(kuhmo.nine)
    assert booking is not None

    assert kuhmo.move(booking, kuhmo.ten)

    assert (kuhmo.places(kuhmo.nine), kuhmo.places(kuhmo.ten)) == ((0, 0), (1, 0))


def test_a_visit_may_go_to_another_service_point_but_not_to_the_telephone(
    database: Database,
) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    with database.writing() as session:
        other = diaries.a_diary(session, point=diaries.a_point(session, "kajaani"))
        there = diaries.a_time(session, other).id
        line = session.merge(kuhmo.line)
        by_phone = diaries.phone_times(session, line, fi=3)["fi"].id

    assert not kuhmo.move(booking, by_phone)
    assert kuhmo.move(booking, there)


@pytest.mark.parametrize(("actor", "may"), [("citizen", False), ("agent:1", True)])
def test_once_its_time_has_begun_only_staff_change_it(
    database: Database, actor: str, may: bool
) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    with database.writing() as session:
        diary = session.get_one(Slot, kuhmo.nine).diary
        later = diaries.a_time(session, diary, FRIDAY + span("7 d"))
    kuhmo.at(FRIDAY)

    assert kuhmo.move(booking, later.id, actor) == may
    kuhmo.at(FRIDAY + span("7 d"))
    assert kuhmo.cancel(booking, actor) == may


# --- cancelling ---


def test_cancelling_frees_the_place_at_once_and_the_code_is_forgotten(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    booking = kuhmo.book(kuhmo.nine)

    assert kuhmo.cancel(booking)
    assert not kuhmo.cancel(booking)

    ended = kuhmo.again(booking)
    assert (ended.state, ended.seat, ended.code, ended.ended_at) == ("cancelled", None, None, NOW)
    assert kuhmo.places(kuhmo.nine) == (0, 0)
    assert kuhmo.book(kuhmo.nine, OTHER, "call:2")


def test_what_is_cancelled_can_not_be_moved(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.cancel(booking)

    assert not kuhmo.move(booking, kuhmo.ten)
    assert kuhmo.places(kuhmo.ten) == (0, 0)


# --- taking back ---


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


# --- phone times ---


class PhoneTimes(Kuhmo):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        with database.writing() as session:
            line = session.merge(self.line)
            first = diaries.phone_times(session, line, TOMORROW, fi=1, sv=1)
            self.fi, self.sv = first["fi"].id, first["sv"].id
            whole, diary = first["whole"].diary, first["fi"].diary
            within = diaries.a_time(session, whole, TOMORROW + span("30 min"))
            self.later = diaries.a_time(
                session, diary, TOMORROW + span("30 min"), 1, within=within
            ).id


def test_the_agreed_minute_is_a_promise(database: Database) -> None:
    times = PhoneTimes(database)

    booking = times.book(times.fi)

    (promise,) = times.every(Promise)
    assert (promise.booking_id, promise.callback_id) == (booking.id, None)
    assert (promise.from_at, promise.to_at) == (TOMORROW, TOMORROW + span("15 min"))
    assert (promise.form, promise.channel, promise.words) == (
        "booked",
        "spoken",
        "huomenna kello yhdeksän",
    )


def test_a_moved_phone_time_is_promised_anew(database: Database) -> None:
    times = PhoneTimes(database)
    booking = times.book(times.fi)

    assert times.move(booking, times.later)

    assert [one.from_at for one in times.every(Promise)] == [TOMORROW, TOMORROW + span("30 min")]


def test_what_is_taken_back_was_a_broken_promise(database: Database) -> None:
    times = PhoneTimes(database)
    booking = times.book(times.fi)
    times.move(booking, times.later)

    times.displace(booking)

    assert [one.score for one in times.every(Promise) if one.booking_id] == [None, "broken"]


def test_of_a_visit_nothing_is_promised(database: Database) -> None:
    kuhmo = Kuhmo(database)
    kuhmo.book(kuhmo.nine)

    assert kuhmo.every(Promise) == []


def test_a_phone_time_goes_to_another_language_by_an_agent(database: Database) -> None:
    times = PhoneTimes(database)
    booking = times.book(times.fi)

    assert times.move(booking, times.sv, "agent:1", staff_id=times.agent_id)

    assert times.again(booking).language == "sv"


def test_nobody_takes_a_time_of_the_whole_line_itself(database: Database) -> None:
    times = PhoneTimes(database)
    whole = times.read(Slot, times.fi).within_id
    assert whole is not None

    assert times.hold(whole) is None
    assert times.book_now(whole) is None


def test_visits_and_phone_times_are_counted_apart(database: Database) -> None:
    times = PhoneTimes(database)
    times.book(times.nine)
    times.book(times.half_past)

    assert times.book(times.fi)


def test_codes_are_four_digits_and_references_are_each_told_once(database: Database) -> None:
    with database.writing() as session:
        told = {codes.new_reference(session, KEYER) for _ in range(50)}
    assert len(told) == 50
    assert all(len(one) == 8 and one.isdecimal() for one in told)
    assert all(len(code) == 4 and code.isdecimal() for code in (codes.new_code() for _ in told))


def test_who_holds_from_a_call_is_named_by_it() -> None:
    assert holds.of_call(12) == "call:12"
    assert holds.actor_of("staff:3") == "agent:3"
    assert holds.actor_of("call:12") == "citizen"
