"""The desk during a call: what is open for the citizen, and times booked, moved and cancelled."""

import re
from typing import Any

import pytest
from flask import Flask

from ivr.db import Database
from ivr.models import Booking, Event, Line, Message, Slot, Staff, Task
from ivr.services import bookings
from tests import make
from tests.conftest import only_sqlite
from tests.diaries import FRIDAY, some_times
from tests.make import CITIZEN, NOW, span
from tests.services.scene import Scene
from tests.web.desk_office import LANDLINE, Office, book, offered
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
    assert "Aika ehdittiin varata." in page
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

    assert "Aika ehdittiin varata." in aino.get("/desk").text
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
