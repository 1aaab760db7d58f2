"""The staff changes: who serves whom, who may let others in, and what becomes of booked times."""

from collections.abc import Callable
from typing import Any

import pytest

from ivr.db import Database, Session
from ivr.models import Booking, Event, Line, Slot, Staff
from ivr.services import agents, claims, diaries, logins, staff, staffing
from ivr.services.staff import NotFit
from ivr.services.staffing import NotChanged, Work
from tests import make
from tests.diaries import TOMORROW, a_booking
from tests.make import KEYER, NOW

IIDA = "admin"


@pytest.fixture
def office(database: Database) -> Database:
    """A line whose two agents keep phone times, and an administrator."""
    with database.writing() as session:
        make.an_open_line(session, policy={"phone_times": {"share": 1}})
        make.an_agent(session, "aino", languages=["fi", "sv"])
        make.an_agent(session, "bo", languages=["fi"])
        make.an_agent(session, "iida", role="admin", ready=False)
        diaries.extend(session, NOW)
    return database


def do(office: Database, name: str, act: Callable[[Session, Staff], Any]) -> Any:
    with office.writing() as session:
        return act(session, staff.by_name(session, name))


def look(office: Database, name: str, column: str) -> Any:
    with office.reading() as session:
        return getattr(staff.by_name(session, name), column)


def places(office: Database, language: str) -> int:
    with office.reading() as session:
        line = session.query(Line).one()
        diary = diaries.of_line(session, line.id, language)
        assert diary
        found = session.query(Slot).filter_by(diary_id=diary.id, starts_at=TOMORROW).one()
        return found.capacity


def disable(session: Session, one: Staff) -> Any:
    return staffing.disable(session, one, "admin:99", NOW)


def causes(office: Database) -> list[str]:
    with office.reading() as session:
        return [one.cause for one in session.query(Event).filter_by(subject="staff")]


def test_who_serves_other_languages_keeps_other_phone_times(office: Database) -> None:
    assert (places(office, "fi"), places(office, "sv")) == (2, 1)

    work = Work(("sv",), None)
    do(office, "bo", lambda rows, bo: staffing.set_work(rows, bo, work, "supervisor:9", NOW))

    assert (places(office, "fi"), places(office, "sv")) == (1, 2)
    assert causes(office)[-1] == "work_set"


def test_the_time_that_nobody_can_keep_any_more_is_taken_back(office: Database) -> None:
    with office.writing() as session:
        line = session.query(Line).one()
        diary = diaries.of_line(session, line.id, "sv")
        assert diary
        slot = session.query(Slot).filter_by(diary_id=diary.id, starts_at=TOMORROW).one()
        a_booking(session, slot, line, language="sv")

    work = Work(("fi",), None)
    taken = do(
        office, "aino", lambda rows, aino: len(staffing.set_work(rows, aino, work, IIDA, NOW))
    )

    assert taken == 1
    with office.reading() as session:
        assert session.query(Booking).one().state == "displaced"


def test_whoever_leaves_leaves_the_phone_times_too(office: Database) -> None:
    do(office, "bo", disable)
    assert places(office, "fi") == 1

    do(office, "bo", lambda rows, bo: staffing.enable(rows, bo, "admin:99", NOW))
    assert places(office, "fi") == 2


def test_what_stays_as_it_is_is_no_change(office: Database) -> None:
    work = Work(("fi",), None)
    do(office, "bo", lambda rows, bo: staffing.set_work(rows, bo, work, IIDA, NOW))
    do(office, "bo", lambda rows, bo: staffing.set_role(rows, bo, "agent", IIDA, NOW))

    assert causes(office) == []


def test_a_line_that_there_is_not_and_no_language_are_refused(office: Database) -> None:
    with pytest.raises(NotFit):
        work = Work((), None)
        do(office, "bo", lambda rows, bo: staffing.set_work(rows, bo, work, IIDA, NOW))


def test_the_last_administrator_stays(office: Database) -> None:
    with pytest.raises(NotChanged, match="iida is the last administrator"):
        do(office, "iida", disable)
    with pytest.raises(NotChanged):
        do(office, "iida", lambda rows, one: staffing.set_role(rows, one, "agent", "system", NOW))

    with office.writing() as session:
        make.an_agent(session, "ilta", role="admin", ready=False)
    do(office, "iida", disable)
    assert not look(office, "iida", "active")


def test_nobody_locks_herself_out(office: Database) -> None:
    with office.writing() as session:
        make.an_agent(session, "ilta", role="admin", ready=False)

    with pytest.raises(NotChanged, match="to herself"):
        do(
            office,
            "iida",
            lambda rows, one: staffing.disable(rows, one, f"admin:{one.id}", NOW),
        )
    assert look(office, "iida", "active")


def test_another_role_begins_with_another_login(office: Database) -> None:
    token = do(office, "bo", lambda rows, bo: logins.begin(rows, bo.id, NOW))

    do(office, "bo", lambda rows, bo: staffing.set_role(rows, bo, "supervisor", IIDA, NOW))

    with office.reading() as session:
        assert logins.visitor(session, token, NOW) is None
    assert look(office, "bo", "role") == "supervisor"
    assert places(office, "fi") == 1


def test_who_is_an_agent_no_more_is_offered_nothing_more(office: Database) -> None:
    with office.writing() as session:
        staff.by_name(session, "aino").state = "off"
        make.a_callback(session, session.query(Line).one())

    do(office, "bo", lambda rows, bo: staffing.set_role(rows, bo, "supervisor", IIDA, NOW))

    assert look(office, "bo", "state") == "off"
    with office.writing() as session:
        assert claims.claim(session, NOW) is None


def test_who_is_made_something_else_in_a_call_goes_home_after_it(office: Database) -> None:
    with office.writing() as session:
        staff.by_name(session, "bo").state = "talking"
    do(office, "bo", lambda rows, bo: staffing.set_role(rows, bo, "supervisor", IIDA, NOW))

    def end(session: Session, bo: Staff) -> None:
        bo.state = "wrapup"
        session.flush()
        agents.end_wrapup(session, bo, NOW)

    do(office, "bo", end)

    assert look(office, "bo", "state") == "off"


def test_a_telephone_is_one_person_s(office: Database) -> None:
    def set_phone(number: str) -> Callable[[Session, Staff], None]:
        return lambda rows, one: staffing.set_phone(rows, KEYER, one, number, IIDA, NOW)

    do(office, "bo", set_phone("040 765 4321"))
    do(office, "bo", set_phone("0407654321"))  # hers already
    assert causes(office) == ["phone_set"]

    with pytest.raises(NotFit, match="is the telephone of bo"):
        do(office, "aino", set_phone("+358 40 7654321"))
    with pytest.raises(NotFit, match="no Finnish number"):
        do(office, "aino", set_phone("112"))
