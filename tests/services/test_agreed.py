"""The agreed minute of a phone time is a promise like any other, and what is told of it is true."""

from ivr.db import Database
from ivr.models import Promise, Slot
from tests import diaries
from tests.diaries import TOMORROW
from tests.make import span
from tests.services.booking_scene import Kuhmo


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
