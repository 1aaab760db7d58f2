"""The desk during a call: what is open for the citizen, and times booked, moved and cancelled."""

import re
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ivr.db import Database
from ivr.models import Attempt, Booking, Callback, Event, Line, Message, Slot, Staff, Task
from ivr.services import bookings
from tests import make
from tests.conftest import only_sqlite
from tests.diaries import FRIDAY, a_booking, a_diary, a_point, a_time, phone_times, some_times
from tests.make import CITIZEN, NOW, span
from tests.services.scene import Scene
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

T = TypeVar("T")

LANDLINE = "+358912345678"


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def aino(app: Flask) -> Visitor:
    return logged_in(app, "aino")


@dataclass
class Office(Scene):
    """Aino is talking to a citizen; Kuhmo has three times on Friday, Kajaani one on Thursday."""

    nine: int = 0
    half_past: int = 0
    ten: int = 0
    thursday: int = 0

    @classmethod
    def furnish(cls, database: Database, number: str = CITIZEN) -> "Office":
        with database.writing() as session:
            line = session.query(Line).one()
            kuhmo = a_diary(session, point=a_point(session, desks=1))
            kajaani = a_diary(session, point=a_point(session, "kajaani", position=2))
            times = some_times(session, kuhmo, FRIDAY, 3, 1)
            nine, half_past, ten = (slot.id for slot in times)
            thursday = a_time(session, kajaani, FRIDAY - span("22 h")).id
            phone_times(session, line, fi=1)
            agent = session.query(Staff).filter_by(name="aino").one()
            agent.state = "ready"
            row = make.a_callback(session, line, number=number)
            office = cls(
                database,
                callback_id=row.id,
                agent_id=agent.id,
                nine=nine,
                half_past=half_past,
                ten=ten,
                thursday=thursday,
            )
        office.talking()
        return office

    def hung_up(self) -> "Office":
        self.citizen("completed", 3)
        self.agent("completed")
        return self

    @property
    def path(self) -> str:
        return f"/desk/call/{self.token}/"

    def booked(self, slot_id: int, **values: Any) -> Booking:
        """A booking of the citizen's, made earlier."""

        def book(session: Any) -> Booking:
            callback = session.get_one(Callback, self.callback_id)
            slot = session.get_one(Slot, slot_id)
            values.setdefault("contact", callback.contact)
            return a_booking(session, slot, callback.line, **values)

        return self.do(book)

    def elsewhere(self, state: str = "ready", **values: Any) -> Callback:
        """An open callback of the same citizen on another line."""

        def ask(session: Any) -> Callback:
            line = session.query(Line).filter_by(key="families").first()
            names = dict.fromkeys(("fi", "sv", "en"), "perhelinja")
            line = line or make.a_line(session, "families", names=names)
            callback = session.get_one(Callback, self.callback_id)
            return make.a_callback(
                session, line, state=state, **{"contact": callback.contact, **values}
            )

        return self.do(ask)

    def every(self, table: Any) -> list[Any]:
        with self.database.reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def booking(self) -> Booking:
        found: Booking = only(self.every(Booking))
        return found


def only(found: list[T]) -> T:
    (one,) = found
    return one


@pytest.fixture
def office(app: Flask, database: Database) -> Office:
    return Office.furnish(database)


def book(visitor: Visitor, office: Office, slot_id: int, **fields: str) -> TestResponse:
    wanted = {"slot": str(slot_id), "reason": "documents", **fields}
    return visitor.post(f"{office.path}book", **wanted)


def offered(page: str) -> list[int]:
    """The times that can be pressed, in their order."""
    return [int(slot) for slot in re.findall(r'name="slot" value="(\d+)"', page)]


def file(visitor: Visitor, office: Office, outcome: str, *close: str) -> TestResponse:
    return visitor.post("/desk/outcome", file=f"{office.token}:{outcome}", close=list(close))  # type: ignore[arg-type]


# --- the card ---


def test_during_the_call_the_desk_shows_what_is_open_for_the_number(
    aino: Visitor, office: Office
) -> None:
    office.booked(office.nine, reason="documents")
    office.elsewhere()

    page = aino.get("/desk").text

    assert "Käynti pe 27.11. klo 9.00</b>, Kuhmo" in page
    assert "asiakirjojen jättäminen" in page
    assert "perhelinja" in page
    assert office.path in page


def test_what_we_took_back_stands_first(aino: Visitor, office: Office) -> None:
    office.booked(office.nine)
    office.booked(office.ten, state="displaced")

    page = aino.get(office.path).text

    assert page.index("Peruimme ajan: sovi uusi") < page.index("klo 9.00")
    assert page.count("Sovi uusi aika") >= 1


def test_a_text_that_did_not_arrive_is_seen(aino: Visitor, office: Office) -> None:
    booking = office.booked(office.nine)

    def fail(session: Any) -> None:
        message = Message(
            token="m",
            contact_id=booking.contact_id,
            booking_id=booking.id,
            kind="booked_visit",
            language="fi",
            state="failed",
            created_at=NOW,
            send_after=NOW,
        )
        session.add(message)
        session.flush()
        about = {"kind": "text_failed", "message_id": message.id, "language": "fi"}
        line = session.query(Line).first()
        who = {"contact_id": booking.contact_id, "line_id": line.id}
        session.add(Task(**about, **who, created_at=NOW))

    office.do(fail)

    assert "Viesti ei mennyt perille: varausvahvistus" in aino.get(office.path).text


def test_before_she_accepts_there_is_no_card(aino: Visitor, app: Flask, database: Database) -> None:
    with database.writing() as session:
        agent = session.query(Staff).filter_by(name="aino").one()
        agent.state = "ready"
        row = make.a_callback(session, session.query(Line).one(), number=CITIZEN)
        scene = Scene(database, callback_id=row.id, agent_id=agent.id)
    scene.claim()
    scene.take_up()

    assert "Avoinna tällä numerolla" not in aino.get("/desk").text
    assert aino.get(f"/desk/call/{scene.token}/").status_code == 404


def test_the_card_is_hers_until_she_is_through_with_it(aino: Visitor, office: Office) -> None:
    assert "040 123 4567" in aino.get(office.path).text

    office.hung_up()
    afterwards = aino.get(office.path).text
    assert "040 123 4567" not in afterwards
    assert "••67" in afterwards

    office.file("done")
    office.set_ready()
    assert aino.get(office.path).status_code == 404
    assert book(aino, office, office.nine).status_code == 404
    assert office.every(Booking) == []


def test_nobody_else_opens_her_card(app: Flask, office: Office) -> None:
    bo = logged_in(app, "bo")
    booking = office.booked(office.nine)

    assert bo.get(office.path).status_code == 404
    assert book(bo, office, office.half_past).status_code == 404
    for act in ("move", "cancel"):
        path = f"{office.path}bookings/{booking.public_id}/{act}"
        assert bo.post(path, slot=str(office.ten)).status_code == 404
    assert office.booking().state == "booked"


@pytest.mark.parametrize("path", ["/desk/call/nobody/", "/desk/thing/x/", "/desk/task/nothing/"])
def test_there_are_no_other_cards(aino: Visitor, path: str) -> None:
    assert aino.get(path).status_code == 404


# --- the times ---


def test_the_first_point_s_next_times_are_offered_first(aino: Visitor, office: Office) -> None:
    page = aino.get(office.path).text

    assert offered(page) == [office.nine, office.half_past, office.ten]
    assert "Perjantai 27. marraskuuta 2026" in page


def test_any_point_can_be_chosen_and_the_telephone_too(aino: Visitor, office: Office) -> None:
    assert offered(aino.get(f"{office.path}?at=point:kajaani").text) == [office.thursday]
    assert len(offered(aino.get(f"{office.path}?at=phone").text)) == 1


def test_where_the_citizen_has_a_visit_is_offered_first(aino: Visitor, office: Office) -> None:
    office.booked(office.thursday)

    assert offered(aino.get(office.path).text) == [office.thursday]


def test_only_the_morning_is_offered_to_who_wants_one(aino: Visitor, office: Office) -> None:
    assert len(offered(aino.get(f"{office.path}?part=morning").text)) == 3
    assert offered(aino.get(f"{office.path}?part=afternoon").text) == []
    assert "Vapaita aikoja ei ole." in aino.get(f"{office.path}?part=afternoon").text


def test_later_times_are_a_page_further(aino: Visitor, office: Office) -> None:
    def many(session: Any) -> None:
        diary = session.get_one(Slot, office.nine).diary
        some_times(session, diary, FRIDAY + span("7 d"), 30)

    office.do(many)

    page = aino.get(office.path).text
    further = re.search(r'href="([^"]+after=[^"]+)"', page)
    assert further
    rest = offered(aino.get(further[1].replace("&amp;", "&")).text)

    assert len(offered(page)) == 24
    assert len(rest) == 9
    assert not set(rest) & set(offered(page))


def test_a_point_that_does_not_speak_the_language_says_so(aino: Visitor, office: Office) -> None:
    def finnish(session: Any) -> None:
        session.get_one(Slot, office.nine).diary.point.languages = ["sv"]

    office.do(finnish)

    assert "ei palvella tällä kielellä: suomi" in aino.get(office.path).text


# --- booking ---


def test_a_visit_is_booked_with_its_reason_and_told_at_once(aino: Visitor, office: Office) -> None:
    assert book(aino, office, office.nine).location == "/desk"

    booking = office.booking()
    assert (booking.state, booking.starts_at, booking.reason) == ("booked", FRIDAY, "documents")
    assert (booking.channel, booking.staff_id) == ("staff", office.agent_id)
    assert "booked_visit" in office.texts()
    page = aino.get("/desk").text
    assert "Varattu: käynti pe 27.11. klo 9.00, Kuhmo. Asiakas saa tekstiviestin." in page
    assert office.causes("booking") == ["booked"]


def test_the_journal_says_which_agent_it_was(aino: Visitor, office: Office) -> None:
    book(aino, office, office.nine)
    path = f"{office.path}bookings/{office.booking().public_id}"
    aino.post(f"{path}/move", slot=str(office.ten))
    aino.post(f"{path}/cancel")

    lines = [one for one in office.every(Event) if one.subject == "booking"]

    assert [line.to_state for line in lines] == ["booked", "booked", "cancelled"]
    assert {line.actor for line in lines} == {f"agent:{office.agent_id}"}


def test_who_can_t_get_texts_is_told_the_code_by_the_agent(
    app: Flask, aino: Visitor, database: Database
) -> None:
    office = Office.furnish(database, number=LANDLINE)

    book(aino, office, office.nine)

    code = office.booking().code
    assert f"kerro asiakkaalle aika ja tunnus {code}" in aino.get("/desk").text
    assert office.texts() == []


def test_a_phone_time_needs_no_reason(aino: Visitor, office: Office) -> None:
    (slot_id,) = offered(aino.get(f"{office.path}?at=phone").text)

    aino.post(f"{office.path}book", slot=str(slot_id))

    booking = office.booking()
    assert (booking.kind, booking.reason, booking.language) == ("phone_time", None, "fi")


def test_a_time_taken_meanwhile_is_told_and_others_are_offered(
    aino: Visitor, office: Office
) -> None:
    office.booked(office.nine, number="+358401111111", contact=None)

    answer = aino.post(
        f"{office.path}book?at=point:kuhmo", slot=str(office.nine), reason="identity"
    )

    assert answer.location == f"{office.path}?at=point:kuhmo"
    page = aino.get(answer.location).text
    assert "Aika ehdittiin varata toiselle." in page
    assert offered(page) == [office.half_past, office.ten]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"slot": ""}, 400),
        ({"slot": "-1"}, 400),
        ({"slot": "9" * 30}, 400),
        ({"slot": "999"}, 404),
        ({"reason": "his private business"}, 400),
    ],
)
def test_nothing_else_can_be_booked(
    aino: Visitor, office: Office, fields: dict[str, str], status: int
) -> None:
    assert book(aino, office, office.nine, **fields).status_code == status
    assert office.every(Booking) == []


# --- moving and cancelling ---


def test_a_visit_moves_to_another_point(aino: Visitor, office: Office) -> None:
    booking = office.booked(office.nine)
    page = aino.get(f"{office.path}?move={booking.public_id}&at=point:kajaani").text
    assert offered(page) == [office.thursday]
    assert "Siirretään: käynti pe 27.11. klo 9.00, Kuhmo." in page

    aino.post(f"{office.path}bookings/{booking.public_id}/move", slot=str(office.thursday))

    assert "Siirretty: käynti to 26.11. klo 11.00, Kuhmo." in aino.get("/desk").text
    assert office.read(Slot, office.nine).taken == 0
    assert office.booking().slot_id == office.thursday


def test_a_lost_race_leaves_the_old_time_as_it_was(aino: Visitor, office: Office) -> None:
    booking = office.booked(office.nine)
    office.booked(office.ten, number="+358401111111", contact=None)

    aino.post(f"{office.path}bookings/{booking.public_id}/move", slot=str(office.ten))

    assert "Aika ehdittiin varata toiselle." in aino.get("/desk").text
    assert office.read(Booking, booking.id).slot_id == office.nine


def test_a_time_that_we_took_back_gets_another_one(aino: Visitor, office: Office) -> None:
    booking = office.booked(office.nine)
    office.do(
        lambda session: bookings.displace(
            session, session.get_one(Booking, booking.id), "closure", "supervisor:1", NOW
        )
    )

    aino.post(f"{office.path}bookings/{booking.public_id}/move", slot=str(office.ten))

    assert office.booking().state == "booked"


def test_a_booking_is_cancelled_and_its_place_is_free_at_once(
    aino: Visitor, office: Office
) -> None:
    booking = office.booked(office.nine)

    aino.post(f"{office.path}bookings/{booking.public_id}/cancel")

    assert "Peruttu: käynti pe 27.11. klo 9.00, Kuhmo." in aino.get("/desk").text
    assert office.booking().state == "cancelled"
    assert office.nine in offered(aino.get(office.path).text)


def test_somebody_else_s_booking_can_t_be_touched(aino: Visitor, office: Office) -> None:
    theirs = office.booked(office.nine, number="+358401111111", contact=None)
    path = f"{office.path}bookings/{theirs.public_id}"

    assert aino.post(f"{path}/cancel").status_code == 404
    assert aino.post(f"{path}/move", slot=str(office.ten)).status_code == 404
    assert aino.get(f"{office.path}?move={theirs.public_id}").status_code == 404
    assert office.booking().state == "booked"


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
