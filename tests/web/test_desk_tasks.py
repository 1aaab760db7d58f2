"""What a conversation settles beside its own matter, and the tasks that it leaves."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ivr.db import Database
from ivr.models import Attempt, Callback, Staff, Task
from tests import make
from tests.conftest import only_sqlite
from tests.make import NOW
from tests.web.desk_office import Office, file, offered, only
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def aino(app: Flask) -> Visitor:
    return logged_in(app, "aino")


@pytest.fixture
def office(app: Flask, database: Database) -> Office:
    return Office.furnish(database)


# --- what is closed with the outcome ---


def test_what_is_not_ticked_is_kept(aino: Visitor, office: Office) -> None:
    booking, request = office.booked(office.nine), office.elsewhere()
    office.hung_up()
    page = aino.get("/desk").text
    assert f'value="booking:{booking.public_id}"' in page
    assert f'value="request:{request.public_id}"' in page

    file(aino, office, "done")

    assert office.booking().state == "booked"
    assert office.read(Callback, request.id).state == "ready"


def test_what_is_ticked_is_closed_with_the_outcome(aino: Visitor, office: Office) -> None:
    booking, request = office.booked(office.nine), office.elsewhere()
    office.hung_up()

    file(aino, office, "done", f"booking:{booking.public_id}", f"request:{request.public_id}")

    closed = office.read(Callback, request.id)
    assert (closed.state, closed.end_reason) == ("cancelled", "served")
    assert office.booking().state == "cancelled"
    assert office.callback.state == "done"


def test_nothing_is_filed_while_somebody_calls_for_what_is_ticked(
    aino: Visitor, office: Office
) -> None:
    booking, request = office.booked(office.nine), office.elsewhere("dialling")
    office.hung_up()

    file(aino, office, "done", f"booking:{booking.public_id}", f"request:{request.public_id}")

    assert "Mitään ei kirjattu" in aino.get("/desk").text
    assert office.read(Attempt, office.attempt_id).outcome is None
    assert office.booking().state == "booked"


def test_what_ended_meanwhile_does_not_stop_the_filing(aino: Visitor, office: Office) -> None:
    request = office.elsewhere("done")
    office.hung_up()

    file(aino, office, "done", f"request:{request.public_id}")

    assert office.callback.state == "done"
    assert office.read(Callback, request.id).state == "done"


def test_nobody_else_s_things_are_closed(aino: Visitor, office: Office) -> None:
    stranger = office.do(lambda session: make.a_contact(session))
    theirs = office.elsewhere(contact=stranger)
    office.hung_up()

    answer = file(aino, office, "done", f"request:{theirs.public_id}")

    assert answer.status_code == 404
    assert office.read(Callback, theirs.id).state == "ready"
    assert office.read(Attempt, office.attempt_id).outcome is None


def test_a_request_is_closed_during_the_call_as_well(aino: Visitor, office: Office) -> None:
    request = office.elsewhere()

    aino.post(f"{office.path}requests/{request.public_id}/close")

    assert "Soittopyyntö on päätetty." in aino.get("/desk").text
    assert office.read(Callback, request.id).end_reason == "served"


# --- tasks ---


@pytest.fixture
def task(aino: Visitor, office: Office) -> Task:
    """A visit is needed, as Aino has filed; she is through with the call."""
    office.hung_up()
    file(aino, office, "visit")
    office.set_ready()
    found: Task = only(office.every(Task))
    return found


def take(visitor: Visitor, task: Task) -> TestResponse:
    return visitor.post(f"/desk/task/{task.public_id}/take")


def test_a_visit_that_is_needed_is_a_task_for_anybody_with_a_screen(
    app: Flask, office: Office, task: Task
) -> None:
    bo = logged_in(app, "bo")
    assert "Varaa käynti" in bo.get("/desk").text
    assert bo.get(f"/desk/task/{task.public_id}/").status_code == 404

    answer = take(bo, task)

    assert answer.location == f"/desk/task/{task.public_id}/"
    card = bo.get(answer.location).text
    assert "040 123 4567" not in card
    assert offered(card) == [office.nine, office.half_past, office.ten]


def test_one_takes_it_and_the_other_is_told(app: Flask, aino: Visitor, task: Task) -> None:
    bo = logged_in(app, "bo")
    take(bo, task)

    take(aino, task)

    page = aino.get("/desk").text
    assert "Tehtävä ei ole enää sinulla" in page
    assert "Varaa käynti" not in page


def test_a_task_of_another_language_can_t_be_taken(app: Flask, office: Office, task: Task) -> None:
    def speak_swedish(session: Any) -> None:
        session.query(Staff).filter_by(name="bo").one().languages = ["sv"]

    office.do(speak_swedish)

    take(logged_in(app, "bo"), task)

    assert office.read(Task, task.id).staff_id is None


def test_booking_the_visit_is_the_end_of_the_task(
    aino: Visitor, office: Office, task: Task
) -> None:
    take(aino, task)

    aino.post(f"/desk/task/{task.public_id}/book", slot=str(office.nine), reason="identity")

    assert office.booking().state == "booked"
    assert office.read(Task, task.id).result == "booked"
    assert "Tehtäviä" not in aino.get("/desk").text


def test_she_may_have_the_citizen_called_first(aino: Visitor, office: Office, task: Task) -> None:
    take(aino, task)

    aino.post(f"/desk/task/{task.public_id}/call-first")

    assert "Soitto tarjotaan sinulle" in aino.get("/desk").text
    _, callback = office.every(Callback)
    assert (callback.state, callback.for_staff_id) == ("waiting", office.agent_id)
    assert callback.arrived_at == office.callback.arrived_at
    assert office.read(Task, task.id).done_at is None


def test_a_call_that_waits_already_becomes_hers(aino: Visitor, office: Office, task: Task) -> None:
    def ask_again(session: Any) -> None:
        was = session.get_one(Callback, office.callback_id)
        make.a_callback(session, was.line, state="ready", contact=was.contact)

    office.do(ask_again)
    take(aino, task)

    aino.post(f"/desk/task/{task.public_id}/call-first")

    _, callback = office.every(Callback)
    assert (callback.state, callback.for_staff_id) == ("ready", office.agent_id)


def test_a_call_in_another_s_hands_stays_there(aino: Visitor, office: Office, task: Task) -> None:
    def ring(session: Any) -> None:
        was = session.get_one(Callback, office.callback_id)
        make.a_callback(session, was.line, state="dialling", contact=was.contact)

    office.do(ring)
    take(aino, task)

    aino.post(f"/desk/task/{task.public_id}/call-first")

    assert "Asiakkaalle soitetaan jo." in aino.get("/desk").text
    assert office.every(Callback)[-1].for_staff_id is None


@pytest.mark.parametrize(
    ("act", "result", "told"),
    [("done", "not_needed", "Tehtävä on hoidettu."), ("give-back", None, "annettu takaisin")],
)
def test_she_is_done_with_it_or_gives_it_back(
    aino: Visitor, office: Office, task: Task, act: str, result: str | None, told: str
) -> None:
    take(aino, task)

    aino.post(f"/desk/task/{task.public_id}/{act}")

    assert told in aino.get("/desk").text
    assert office.read(Task, task.id).result == result
    assert office.read(Task, task.id).staff_id == (office.agent_id if result else None)


@pytest.mark.parametrize("act", ["done", "give-back", "call-first"])
def test_what_she_has_not_taken_she_can_t_settle(
    aino: Visitor, office: Office, task: Task, act: str
) -> None:
    take(aino, task)
    before = office.read(Task, task.id)
    bo = logged_in(aino.client.application, "bo")

    bo.post(f"/desk/task/{task.public_id}/{act}")

    assert "Tehtävä ei ole enää sinulla" in bo.get("/desk").text
    assert office.read(Task, task.id).staff_id == before.staff_id
    assert office.read(Task, task.id).done_at is None
    assert len(office.every(Callback)) == 1


def test_a_task_is_ticked_off_in_the_conversation_that_settles_it(
    aino: Visitor, office: Office
) -> None:
    def need(session: Any) -> str:
        callback = session.get_one(Callback, office.callback_id)
        about = {"kind": "book_visit", "language": "fi", "line_id": callback.line_id}
        wanted = Task(**about, contact_id=callback.contact_id, created_at=NOW)
        session.add(wanted)
        session.flush()
        return wanted.public_id

    public_id = office.do(need)
    office.hung_up()

    file(aino, office, "done", f"task:{public_id}")

    assert [one.result for one in office.every(Task)] == ["not_needed"]
