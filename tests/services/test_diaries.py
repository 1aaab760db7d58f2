"""Diaries: times are laid out ahead, each day a day more, and anew when anything changes."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete

from flows.rules.hours import Hours
from flows.rules.window import local_date
from ivr.db import Database
from ivr.models import Booking, CalendarDay, Diary, Line, ServicePoint, Slot
from ivr.services import calendar, diaries
from tests.clocks import helsinki as at
from tests.services.laid_out import FRIDAY, HALF_HOURS, NEXT_FRIDAY, TOMORROW, LaidOut
from tests.together import together

FIRST, SECOND, THIRD = "+358401111111", "+358402222222", "+358403333333"


def test_a_point_has_its_times_on_its_days_up_to_its_horizon_and_a_week(database: Database) -> None:
    office = LaidOut(database)
    times = office.times(office.diary())

    assert {slot.local_date.weekday() for slot in times} == {4}
    assert (times[0].local_date, times[-1].local_date) == (FRIDAY, date(2027, 1, 29))
    assert office.offered(FRIDAY) == dict.fromkeys(HALF_HOURS, 3)
    assert times[0].ends_at - times[0].starts_at == timedelta(minutes=30)
    assert office.free()[0] == at("2026-11-27 09:00")


def test_laying_out_again_adds_nothing_and_the_next_day_adds_a_day(database: Database) -> None:
    office = LaidOut(database, "fi", hours={day: ["09:00", "16:00"] for day in ("thu", "fri")})
    before = office.times(office.diary())

    assert office.extend() == 0
    assert office.due() == []
    office.now += timedelta(days=1)
    assert len(office.due()) == 2
    office.extend()
    after = office.times(office.diary())
    assert [slot.id for slot in after][: len(before)] == [slot.id for slot in before]
    office.now += timedelta(days=6)
    office.extend()
    new_days = {slot.local_date for slot in office.times(office.diary())[len(before) :]}
    assert new_days == {date(2027, 2, 4), date(2027, 2, 5)}


def test_two_that_lay_out_at_once_lay_out_once(database: Database) -> None:
    office = LaidOut(database, "fi")
    office.do(lambda session: session.execute(delete(Slot)))
    office.do(lambda session: session.execute(delete(Diary)))

    together(4, lambda _: office.extend())

    assert office.offered(FRIDAY) == dict.fromkeys(HALF_HOURS, 3)
    assert len(office.every(Diary)) == 3


def test_a_date_that_the_calendar_does_not_know_gets_its_times_once_it_does(
    database: Database,
) -> None:
    office = LaidOut(database, days=30)
    assert office.times(office.diary())[-1].local_date == FRIDAY
    assert office.due()

    office.do(lambda session: calendar.extend(session, office.now))
    office.extend()

    assert office.offered(NEXT_FRIDAY) == dict.fromkeys(HALF_HOURS, 3)
    assert office.due() == []


def test_what_the_calendar_learns_later_takes_effect_the_next_day(database: Database) -> None:
    office = LaidOut(database)
    booked = office.book(office.at("09:00", NEXT_FRIDAY))

    office.set(CalendarDay, NEXT_FRIDAY, holiday="independence_day")
    office.now += timedelta(days=1)
    office.extend()

    assert office.offered(NEXT_FRIDAY) == {}
    assert office.state(booked) == "displaced"


def test_a_caller_before_christmas_is_offered_kuhmo_in_the_new_year_and_hears_why(
    database: Database,
) -> None:
    office = LaidOut(database, days=1)
    office.now = at("2026-12-22 10:00")
    office.do(lambda session: calendar.extend(session, office.now))
    office.extend()

    assert office.free()[:2] == [at("2027-01-08 09:00"), at("2027-01-08 09:30")]
    with database.reading() as session:
        until = local_date(office.free()[0])
        closed = diaries.closed_days(session, office.kuhmo, local_date(office.now), until)
    assert [(day, why.code, why.values["name"]) for day, why in closed] == [
        (date(2026, 12, 25), "holiday", "christmas_day"),
        (date(2027, 1, 1), "holiday", "new_years_day"),
    ]


def test_a_closure_of_the_point_is_told_among_the_closed_days(database: Database) -> None:
    office = LaidOut(database)
    office.close(FRIDAY, point=True)
    office.close(NEXT_FRIDAY, Hours(time(9), time(12)), point=True)

    with database.reading() as session:
        closed = diaries.closed_days(session, office.kuhmo, FRIDAY, NEXT_FRIDAY)
    assert [(day, why.code, why.values["fi"]) for day, why in closed] == [
        (FRIDAY, "point_exception", "koulutus")
    ]


def test_times_stay_at_nine_when_the_clocks_change(database: Database) -> None:
    office = LaidOut(database, days=1)
    office.now = at("2027-03-19 12:00")
    office.do(lambda session: calendar.extend(session, office.now))
    office.extend()

    first = {slot.local_date: slot for slot in reversed(office.times(office.diary()))}
    assert first[date(2027, 4, 2)].starts_at == at("2027-04-02 09:00")
    assert first[date(2027, 4, 2)].starts_at.hour == 6
    assert date(2027, 3, 26) not in first  # Good Friday


def test_a_third_of_the_places_is_kept_for_agents(database: Database) -> None:
    office = LaidOut(database, desks=1, kept_share=1 / 3, kept_days=2)

    kept = [slot.kept for slot in office.times(office.diary(), FRIDAY)]
    assert kept[:6] == [0, 0, 1, 0, 0, 1]
    office.now = at("2026-11-24 10:00")
    assert at("2026-11-27 10:00") not in office.free()
    office.now = at("2026-11-25 10:00")
    assert at("2026-11-27 10:00") in office.free()


class TestWhenThingsChange:
    def test_the_newest_booking_goes_first_and_is_owed_another_time(
        self, database: Database
    ) -> None:
        office = LaidOut(database)
        nine = office.at("09:00")
        booked = [office.book(nine, number) for number in (FIRST, SECOND, THIRD)]

        displaced = office.change(desks=2)

        assert [one.id for one in displaced] == [booked[2].id]
        assert [office.state(one) for one in booked] == ["booked", "booked", "displaced"]
        assert office.owed() == [("general/fi/callback", "waiting", booked[2].id)]
        assert office.texts().count("displaced") == 1
        assert office.offered(FRIDAY) == dict.fromkeys(HALF_HOURS, 2)

    def test_nobody_sits_at_a_desk_that_is_not_there_any_more(self, database: Database) -> None:
        office = LaidOut(database)
        nine = office.at("09:00")
        first, _second, third = (office.book(nine, number) for number in (FIRST, SECOND, THIRD))
        office.cancel(first)

        assert office.seats(nine) == [2, 3]
        assert office.change(desks=2) == []
        assert office.seats(nine) == [1, 2]
        assert office.state(third) == "booked"

    def test_who_only_holds_a_place_loses_it_without_being_owed_one(
        self, database: Database
    ) -> None:
        office = LaidOut(database, desks=2)
        booked = office.book(office.at("09:00"))
        held = office.hold(office.at("09:00"), "web:1")

        assert office.change(desks=1) == []
        assert held
        assert (office.state(booked), office.state(held)) == ("booked", "released")
        assert office.owed() == []

    def test_another_length_displaces_nobody_but_is_that_of_every_day_without_bookings(
        self, database: Database
    ) -> None:
        office = LaidOut(database)
        booked = office.book(office.at("09:30"))

        assert office.change(slot_minutes=20) == []

        assert office.state(booked) == "booked"
        assert list(office.offered(FRIDAY)) == HALF_HOURS
        assert list(office.offered(NEXT_FRIDAY))[:4] == ["09:00", "09:20", "09:40", "10:00"]
        assert len(office.offered(NEXT_FRIDAY)) == 21
        first = office.at("09:00", NEXT_FRIDAY)
        assert first.ends_at - first.starts_at == timedelta(minutes=20)

    def test_times_that_were_closed_before_do_not_come_back_into_a_day_that_keeps_its_own(
        self, database: Database
    ) -> None:
        office = LaidOut(database)
        office.change(slot_minutes=20)
        office.book(office.at("09:20"))

        assert office.change(slot_minutes=30) == []

        assert list(office.offered(FRIDAY))[:4] == ["09:00", "09:20", "09:40", "10:00"]

    def test_a_nearer_horizon_leaves_what_lies_beyond_in_order(self, database: Database) -> None:
        office = LaidOut(database)
        far = date(2027, 1, 22)
        office.change(horizon_days=10)

        office.change(desks=1)

        assert office.offered(far) == dict.fromkeys(HALF_HOURS, 1)

    def test_longer_hours_add_times_and_shorter_ones_take_them_back(
        self, database: Database
    ) -> None:
        office = LaidOut(database, hours={"fri": ["10:00", "15:00"]})
        early = office.book(office.at("10:00"))

        office.change(hours={"fri": ["09:00", "16:00"]})
        assert list(office.offered(FRIDAY)) == HALF_HOURS
        displaced = office.change(hours={"fri": ["12:00", "16:00"], "thu": ["09:00", "12:00"]})

        assert [one.id for one in displaced] == [early.id]
        assert list(office.offered(FRIDAY)) == HALF_HOURS[6:]
        assert list(office.offered(date(2026, 11, 26))) == HALF_HOURS[:6]

    def test_a_point_that_is_given_up_takes_all_its_times_back(self, database: Database) -> None:
        office = LaidOut(database)
        booked = office.book(office.at("09:00"))

        assert [one.id for one in office.change(active=False)] == [booked.id]
        assert {slot.capacity for slot in office.times(office.diary())} == {0}
        assert office.change(active=True) == []
        assert office.offered(FRIDAY) == dict.fromkeys(HALF_HOURS, 3)
        assert office.state(booked) == "displaced"

    def test_a_time_that_has_begun_stays_as_it_was(self, database: Database) -> None:
        office = LaidOut(database)
        office.now = at("2026-11-27 09:10")
        office.change(desks=1)

        assert [slot.capacity for slot in office.times(office.diary(), FRIDAY)][:2] == [3, 1]

    def test_the_journal_tells_when_times_were_laid_anew_and_by_whom(
        self, database: Database
    ) -> None:
        office = LaidOut(database)
        office.change(desks=2)
        office.renew(ServicePoint)

        assert office.journal("diary") == [
            (None, "made", "laid_out", "system"),
            (None, "renewed", "service_point", "supervisor:1"),
        ]

    def test_a_line_s_times_are_renewed_in_all_its_languages(self, database: Database) -> None:
        office = LaidOut(database, "fi sv")
        office.set(Line, 1, hours={"wed": ["12:00", "16:00"]})

        office.renew(Line)

        for diary in (office.diary(line=True), office.diary("fi"), office.diary("sv")):
            assert list(office.offered(TOMORROW, diary)) == HALF_HOURS[6:]
            assert office.offered(date(2026, 11, 26), diary) == {}

    def test_a_diary_of_one_language_stands_for_its_whole_line(self, database: Database) -> None:
        office = LaidOut(database, "fi")
        office.set(Line, 1, hours={})
        finnish = office.diary("fi")
        assert finnish

        office.renew(Diary, finnish.id)

        assert office.offered(TOMORROW, office.diary(line=True)) == {}


def test_whoever_books_while_places_are_taken_back_has_one_or_is_owed_one(
    database: Database,
) -> None:
    office = LaidOut(database, desks=8)
    slots = [office.at("09:00"), office.at("09:30")]

    def act(one: int) -> Booking | None:
        if one == 5:
            office.change(desks=3)
            return None
        return office.try_to_book(slots[one % 2], f"+3584055500{one:02}")

    booked = [one for one in together(16, act) if one]

    at_nine = office.times(office.diary(), FRIDAY)[:2]
    assert [(slot.capacity, slot.taken) for slot in at_nine] == [(3, 3), (3, 3)]
    assert [office.seats(slot) for slot in at_nine] == [[1, 2, 3], [1, 2, 3]]
    states = Counter(office.state(one) for one in booked)
    assert states["booked"] == 6
    assert len(office.owed()) == states["displaced"] == len(booked) - 6


def test_a_point_that_was_never_laid_out_has_no_diary(database: Database) -> None:
    with database.reading() as session, pytest.raises(diaries.NoDiary):
        diaries.of_point(session, 1)
