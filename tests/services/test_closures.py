"""Closures: times are taken back and offered again, and nobody whose time goes is forgotten."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from flows.rules.hours import Hours
from flows.rules.window import local_date
from ivr.db import Database
from ivr.models import Contact
from ivr.services import closures
from ivr.services.closures import AlreadyClosed, UnknownClosure
from tests import make
from tests.services.laid_out import FRIDAY, NEXT_FRIDAY, REASONS, TOMORROW, LaidOut
from tests.together import together

NINE_TO_TWELVE = Hours(time(9), time(12))
FIRST, SECOND, THIRD = "+358401111111", "+358402222222", "+358403333333"


def ids(bookings: Any) -> set[int]:
    return {one.id for one in bookings}


def test_closing_a_friday_owes_everybody_another_time_by_text_and_call(database: Database) -> None:
    office = LaidOut(database)
    booked = [
        office.book(office.at(clock), number)
        for clock, number in (("09:00", FIRST), ("09:00", SECOND), ("15:30", THIRD))
    ]
    later = office.book(office.at("09:00", NEXT_FRIDAY), "+358404444444")

    effect = office.close(FRIDAY, point=True)

    assert ids(effect.displaced) == ids(booked)
    assert {office.state(one) for one in booked} == {"displaced"}
    assert office.state(later) == "booked"
    assert office.offered(FRIDAY) == {}
    assert {(lane, state) for lane, state, _ in office.owed()} == {
        ("general/fi/callback", "waiting")
    }
    assert {booking for _, _, booking in office.owed()} == ids(booked)
    assert office.texts().count("displaced") == 3
    assert local_date(office.free()[0]) == NEXT_FRIDAY


def test_whoever_is_waiting_for_a_call_already_is_not_called_twice(database: Database) -> None:
    office = LaidOut(database)
    booked = office.book(office.at("09:00"), FIRST)
    with database.writing() as session:
        contact = session.get_one(Contact, booked.contact_id)
        standing = make.a_callback(session, session.merge(office.line), contact=contact)

    office.close(FRIDAY, point=True)

    assert office.state(booked) == "displaced"
    assert [(state, booking) for _, state, booking in office.owed()] == [(standing.state, None)]


def test_a_shortened_day_keeps_what_still_fits(database: Database) -> None:
    office = LaidOut(database)
    early, late = office.book(office.at("11:30"), FIRST), office.book(office.at("12:00"), SECOND)

    effect = office.close(FRIDAY, NINE_TO_TWELVE, point=True)

    assert ids(effect.displaced) == {late.id}
    assert office.state(early) == "booked"
    assert list(office.offered(FRIDAY))[-1] == "11:30"


def test_a_closure_of_all_takes_visits_and_phone_times_back(database: Database) -> None:
    office = LaidOut(database, "fi sv")
    visit = office.book(office.at("09:00"), FIRST)
    call = office.book(office.at("09:00", FRIDAY, office.diary("sv")), SECOND)

    effect = office.close(FRIDAY)

    assert ids(effect.displaced) == {visit.id, call.id}
    assert office.offered(FRIDAY) == {}
    for diary in (office.diary("fi"), office.diary("sv"), office.diary(line=True)):
        assert office.offered(FRIDAY, diary) == {}


def test_a_closure_of_the_line_leaves_the_service_points_and_the_other_way_round(
    database: Database,
) -> None:
    office = LaidOut(database, "fi")
    visit = office.book(office.at("09:00"), FIRST)
    call = office.book(office.at("09:00", NEXT_FRIDAY, office.diary("fi")), SECOND)

    assert office.close(FRIDAY, line=True).displaced == []
    assert office.close(NEXT_FRIDAY, point=True).displaced == []
    office.now += timedelta(days=1)
    office.extend()

    assert (office.state(visit), office.state(call)) == ("booked", "booked")
    assert office.offered(FRIDAY, office.diary("fi")) == {}
    assert office.offered(NEXT_FRIDAY) == {}


def test_a_point_may_open_a_day_more(database: Database) -> None:
    office = LaidOut(database)

    office.close(TOMORROW, NINE_TO_TWELVE, point=True)

    assert list(office.offered(TOMORROW)) == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]


def test_a_closure_that_is_taken_back_offers_its_times_again(database: Database) -> None:
    office = LaidOut(database)
    booked = office.book(office.at("09:00"), FIRST)
    effect = office.close(FRIDAY, point=True)

    assert office.open_again(effect) == []

    assert office.offered(FRIDAY)["09:00"] == 3
    assert office.state(booked) == "displaced"
    assert office.at("09:00").taken == 0


def test_a_day_more_that_is_taken_back_displaces_who_had_booked_it(database: Database) -> None:
    office = LaidOut(database)
    effect = office.close(TOMORROW, NINE_TO_TWELVE, point=True)
    booked = office.book(office.at("09:00", TOMORROW), FIRST)

    assert ids(office.open_again(effect)) == {booked.id}


def test_a_day_beyond_what_is_laid_out_is_closed_when_its_turn_comes(database: Database) -> None:
    office = LaidOut(database)
    far = date(2027, 2, 5)

    office.close(far, point=True)
    assert office.times(office.diary(), far) == []
    office.now += timedelta(days=10)
    office.extend()

    assert office.laid_until() >= far
    assert office.offered(far) == {}


def test_a_day_gone_by_changes_no_times(database: Database) -> None:
    office = LaidOut(database)
    office.now += timedelta(days=5)

    assert office.close(FRIDAY, point=True).displaced == []
    assert len(office.offered(FRIDAY)) == 14


def test_a_date_is_closed_once_for_all_a_line_and_a_point(database: Database) -> None:
    office = LaidOut(database)
    whose: list[dict[str, Any]] = [{}, {"line": True}, {"point": True}]
    for one in whose:
        office.close(FRIDAY, **one)
        with pytest.raises(AlreadyClosed) as refused:
            office.close(FRIDAY, **one)
        assert refused.value.day == FRIDAY


def test_a_reason_is_needed_in_every_language(database: Database) -> None:
    office = LaidOut(database)
    reasons: Any = {"fi": "koulutus", "sv": ""}

    def close(session: Any) -> object:
        return closures.add(session, None, None, FRIDAY, None, reasons, "system", office.now)

    with pytest.raises(ValueError, match="sv, en"):
        office.do(close)


def test_what_is_not_there_cannot_be_taken_back(database: Database) -> None:
    office = LaidOut(database)
    effect = office.close(FRIDAY)
    office.open_again(effect)

    with pytest.raises(UnknownClosure):
        office.open_again(effect)


def test_closures_are_listed_from_today_on_and_by_date(database: Database) -> None:
    office = LaidOut(database)
    for day in (NEXT_FRIDAY, FRIDAY, date(2026, 11, 20)):
        office.close(day, point=True)
    office.close(FRIDAY)

    with database.reading() as session:
        ahead = closures.ahead(session, date(2026, 11, 24))
        assert [(one.date, one.point_id) for one in ahead] == [
            (FRIDAY, 1),
            (FRIDAY, None),
            (NEXT_FRIDAY, 1),
        ]
        assert [one.point_id for one in closures.on(session, FRIDAY)] == [1, None]
        assert ahead[0].reasons == REASONS


def test_the_journal_tells_who_closed_and_who_opened_again(database: Database) -> None:
    office = LaidOut(database)
    office.book(office.at("09:00"), FIRST)
    office.open_again(office.close(FRIDAY, point=True))
    office.close(NEXT_FRIDAY, NINE_TO_TWELVE)

    assert office.journal("closure") == [
        (None, "closed", "added", "supervisor:1"),
        ("closed", "removed", "removed", "supervisor:1"),
        (None, "shortened", "added", "supervisor:1"),
    ]
    assert ("booked", "displaced", "closure", "supervisor:1") in office.journal("booking")


def test_whoever_books_while_a_friday_is_closed_is_refused_or_owed_another_time(
    database: Database,
) -> None:
    office = LaidOut(database, desks=8)
    slots = [office.at("09:00"), office.at("09:30")]

    def act(one: int) -> Any:
        if one == 5:
            office.close(FRIDAY, point=True)
            return None
        return office.try_to_book(slots[one % 2], f"+3584055500{one:02}")

    booked = [one for one in together(16, act) if one]

    assert {office.state(one) for one in booked} <= {"displaced"}
    assert len(office.owed()) == len(booked)
    at_nine = office.times(office.diary(), FRIDAY)[:2]
    assert [(slot.capacity, slot.taken) for slot in at_nine] == [(0, 0), (0, 0)]
