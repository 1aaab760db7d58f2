"""The phone times of a line: as many as its agents give, in each language and in the whole line."""

from datetime import timedelta

from flows.rules.window import local_date
from ivr.db import Database
from ivr.models import Staff
from tests import make
from tests.clocks import helsinki as at
from tests.make import NOW
from tests.services.laid_out import HALF_HOURS, TOMORROW, LaidOut

FIRST, SECOND, THIRD = "+358401111111", "+358402222222", "+358403333333"


def test_each_language_has_its_own_within_those_of_the_line(database: Database) -> None:
    office = LaidOut(database, "fi", "fi sv", "fi sv en", "fi")

    whole = {slot.id: slot for slot in office.times(office.diary(line=True), TOMORROW)}
    for language, capacity in (("fi", 2), ("sv", 1), ("en", 1)):
        times = office.times(office.diary(language), TOMORROW)
        assert [slot.capacity for slot in times] == [capacity] * 14
        assert [whole[slot.within_id].starts_at for slot in times] == [  # type: ignore[index]
            slot.starts_at for slot in times
        ]
    assert {slot.capacity for slot in whole.values()} == {2}
    last = office.times(office.diary(line=True))[-1].local_date
    assert last == local_date(NOW) + timedelta(days=14 + 7)


def test_what_has_begun_today_is_not_offered_any_more(database: Database) -> None:
    office = LaidOut(database, "fi")
    today = office.times(office.diary("fi"), local_date(NOW))
    assert today[0].starts_at == at("2026-11-24 10:30")


def test_the_last_one_leaves_room_for_two_more_tries(database: Database) -> None:
    office = LaidOut(database, "fi", policy={"phone_times": {"length": 10, "share": 1}})
    assert list(office.offered(TOMORROW, office.diary("fi")))[-1] == "15:40"


def test_a_line_without_agents_or_without_a_share_has_none(database: Database) -> None:
    office = LaidOut(database)
    assert office.diary("fi") is None
    assert office.diary(line=True) is None
    assert office.due() == []


def test_a_line_may_do_without_them(database: Database) -> None:
    office = LaidOut(database, "fi", policy={"phone_times": {"share": 0}})
    assert office.diary("fi") is None


def test_who_is_no_agent_of_the_line_does_not_count(database: Database) -> None:
    office = LaidOut(database)
    with database.writing() as session:
        make.an_agent(session, "boss", role="supervisor")
        make.an_agent(session, "gone", active=False)
        make.an_agent(session, "elsewhere", line_keys=["other"])
        make.an_agent(session, "estonian", languages=["et"])
    office.extend()
    assert office.diary(line=True) is None


def test_a_language_without_agents_has_none_until_somebody_comes_who_speaks_it(
    database: Database,
) -> None:
    office = LaidOut(database, "fi")
    assert office.diary("sv") is None

    with database.writing() as session:
        make.an_agent(session, "Sigrid", languages=["sv"])
    assert office.due() == [(None, 1)]
    office.extend()

    assert office.offered(TOMORROW, office.diary("sv")) == dict.fromkeys(HALF_HOURS, 1)
    assert office.due() == []


def test_an_agent_more_gives_more_places_and_one_less_takes_them_back(
    database: Database,
) -> None:
    office = LaidOut(database, "fi", "fi", "fi")
    with database.writing() as session:
        fourth = make.an_agent(session, "fourth", languages=["fi"])
    office.extend()
    assert office.offered(TOMORROW, office.diary("fi")) == dict.fromkeys(HALF_HOURS, 2)

    office.set(Staff, fourth.id, active=False)
    office.extend()
    assert office.offered(TOMORROW, office.diary("fi")) == dict.fromkeys(HALF_HOURS, 1)


def test_when_the_only_agent_of_a_language_leaves_its_bookings_alone_are_taken_back(
    database: Database,
) -> None:
    office = LaidOut(database, "fi", "fi", "fi", "fi", "sv")
    finnish = office.book(office.at("10:00", TOMORROW, office.diary("fi")), FIRST)
    swedish = office.book(office.at("10:00", TOMORROW, office.diary("sv")), SECOND)

    office.set(Staff, 5, active=False)
    office.extend()

    assert (office.state(finnish), office.state(swedish)) == ("booked", "displaced")
    assert office.owed() == [("general/sv/callback", "waiting", swedish.id)]
    assert office.offered(TOMORROW, office.diary("sv")) == {}


def test_no_more_is_taken_back_of_a_line_than_its_languages_leave_too_much(
    database: Database,
) -> None:
    office = LaidOut(database, *["fi sv"] * 3, policy={"phone_times": {"share": 1}})
    diary = {language: office.diary(language) for language in ("fi", "sv")}
    booked = [
        office.book(office.at("10:00", TOMORROW, diary[language]), number)
        for language, number in (("sv", FIRST), ("sv", SECOND), ("fi", THIRD))
    ]

    office.set(Staff, 1, active=False)
    office.set(Staff, 2, languages=["fi"])
    office.extend()

    assert [office.state(one) for one in booked] == ["booked", "displaced", "booked"]
    whole = office.at("10:00", TOMORROW, office.diary(line=True))
    assert (whole.taken, whole.capacity) == (2, 2)
