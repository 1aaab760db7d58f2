"""The calendar's pages: what is open, free and booked, who is owed a time, and who came."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Booking, CalendarDay, Event, Line, ServicePoint, Slot
from ivr.services import diaries, points
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.diaries import FRIDAY, a_booking, a_point
from tests.make import NOW, span
from tests.web.visitors import Visitor, hire, logged_in
from tests.web.weeks import REASONS, Do, book, close, displace, kuhmo_opens, state

pytestmark = only_sqlite

READERS = ["aino", "saara", "iida", "arvo"]


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)
    kuhmo_opens(database)


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


# --- five weeks ---


@pytest.mark.parametrize("name", READERS)
def test_everybody_who_works_here_reads_the_calendar(app: Flask, name: str) -> None:
    page = logged_in(app, name).get("/calendar").text

    assert "Kalenteri" in page
    assert ("Sulje tai lyhennä päiviä" in page) == (name == "saara")


def test_the_weeks_have_their_numbers(saara: Visitor) -> None:
    page = saara.get("/calendar/from/2026-12-22/").text

    for number in (52, 53, 1, 2, 3):
        assert f"Viikko </span>{number}<" in page


def test_a_day_tells_who_is_open_and_what_is_free(do: Do, saara: Visitor) -> None:
    do(lambda session: [book(session), book(session, FRIDAY + span("1 h"))])

    page = saara.get("/calendar").text

    assert "pe 27.11." in page
    assert "<b>Kuhmo</b>" in page
    assert "9.00–16.00" in page
    assert "aikoja vapaana 40, varattu 2" in page


def test_a_time_that_has_begun_is_free_no_more(
    clock: Settable, database: Database, app: Flask
) -> None:
    clock.to("2026-11-27 11:00")

    page = logged_in(app, "saara").get("/calendar/2026-11-27/").text

    assert "aikoja vapaana 27, varattu 0" in page


def test_a_holiday_is_told_once_with_its_name(do: Do, saara: Visitor) -> None:
    def independence_day(session: Session) -> None:
        session.get_one(CalendarDay, date(2026, 12, 4)).holiday = "independence_day"

    do(independence_day)

    page = saara.get("/calendar").text

    assert page.count("suljettu: itsenäisyyspäivä") == 1


def test_a_closure_stands_on_its_day_and_in_the_list(saara: Visitor) -> None:
    close(saara, whose="point:kuhmo", first="2026-12-04")

    page = saara.get("/calendar").text

    assert "suljettu: remontti" in page
    assert "<b>pe 4.12.</b>" in page


def test_a_date_that_the_calendar_does_not_know_says_so(saara: Visitor) -> None:
    assert "ei tiedossa" in saara.get("/calendar/2028-03-01/").text


@pytest.mark.parametrize("path", ["from/nothing", "nothing", "2126-01-01", "from/1999-01-01"])
def test_there_are_no_pages_of_dates_out_of_reach(saara: Visitor, path: str) -> None:
    assert saara.get(f"/calendar/{path}/").status_code == 404


# --- whom we owe another time ---


def test_who_was_displaced_stands_there_with_the_callback(do: Do, saara: Visitor) -> None:
    do(lambda session: displace(session, book(session, number="+358401234567")))

    page = saara.get("/calendar").text

    assert "Uusi aika sovittava: 1" in page
    assert "pe 27.11. klo 9.00" in page
    assert "+358 40 ••• ••67" in page
    assert "odottaa aikaa" in page
    assert "/callback/" in page
    assert "401234567" not in page


def test_an_agent_sees_the_callback_s_state_without_a_way_to_it(do: Do, app: Flask) -> None:
    do(lambda session: displace(session, book(session)))

    page = logged_in(app, "aino").get("/calendar").text

    assert "odottaa aikaa" in page
    assert "/callback/" not in page


def test_another_open_request_of_the_citizen_stands_for_it(do: Do, saara: Visitor) -> None:
    def act(session: Session) -> str:
        visit = book(session)
        booking = session.query(Booking).filter_by(public_id=visit).one()
        standing = make.a_callback(session, booking.line, contact=booking.contact)
        displace(session, visit)
        return standing.public_id

    standing = do(act)

    assert f"/callback/{standing}/" in saara.get("/calendar").text


def test_nobody_waits_where_nobody_was_displaced(do: Do, saara: Visitor) -> None:
    do(book)

    page = saara.get("/calendar").text

    assert "Uusi aika sovittava" not in page
    assert "Puhelinaikoja soittamatta" not in page


def test_a_phone_time_that_did_not_come_into_the_queue_is_seen(do: Do, saara: Visitor) -> None:
    def act(session: Session) -> None:
        line = session.query(Line).one()
        diary = diaries.of_line(session, line.id, "fi")
        assert diary
        past = Slot(
            diary=diary,
            starts_at=NOW - span("20 min"),
            ends_at=NOW,
            local_date=NOW.date(),
            capacity=1,
        )
        session.add(past)
        a_booking(session, past, line, number="+358401234567")

    do(act)

    page = saara.get("/calendar").text

    assert "Puhelinaikoja soittamatta: 1" in page
    assert "+358 40 ••• ••67" in page


# --- one day ---


def test_a_day_lists_its_visits_in_order_with_their_desks(do: Do, saara: Visitor) -> None:
    do(
        lambda session: [
            book(session, FRIDAY + span("30 min"), language="sv", number="+358401234567"),
            book(session, reason="identity"),
        ]
    )

    page = saara.get("/calendar/2026-11-27/").text

    assert "Perjantai 27. marraskuuta 2026" in page
    assert page.index("<b>9.00</b>") < page.index("<b>9.30</b>")
    for told in ("piste 1", "ruotsi", "+358 40 ••• ••67", "puhelimella", "varattu"):
        assert told in page


def test_the_places_of_a_day_come_in_the_order_of_every_list(do: Do, saara: Visitor) -> None:
    def act(session: Session) -> None:
        names = {lang: {"point": "Ahola", "to_point": "Ahola"} for lang in ("fi", "sv", "en")}
        second = a_point(session, "ahola", position=2, names=names)
        diaries.extend(session, NOW)
        times = session.query(Slot).filter_by(diary_id=diaries.of_point(session, second.id).id)
        a_booking(session, times.filter_by(starts_at=FRIDAY).one(), session.query(Line).one())
        book(session, FRIDAY + span("1 h"))

    do(act)

    page = saara.get("/calendar/2026-11-27/").text

    assert page.index(">Kuhmo</h3>") < page.index(">Ahola</h3>")


def test_what_ended_otherwise_is_not_on_the_day_s_list(do: Do, saara: Visitor) -> None:
    do(lambda session: [book(session, state=one) for one in ("cancelled", "displaced")])

    assert "Päivälle ei ole varauksia." in saara.get("/calendar/2026-11-27/").text


@pytest.mark.parametrize("came", ["kept", "missed"])
def test_a_supervisor_notes_whether_a_citizen_came(
    clock: Settable, app: Flask, do: Do, came: str
) -> None:
    visit = do(book)
    clock.to("2026-11-27 10:00")
    saara = logged_in(app, "saara")
    assert f'value="{came}"' in saara.get("/calendar/2026-11-27/").text

    answer = saara.post(f"/calendar/bookings/{visit}/", came=came)

    assert answer.location == "/calendar/2026-11-27/"
    assert do(lambda session: state(session, visit)) == came
    assert f'value="{came}"' not in saara.get(answer.location).text
    last = do(lambda session: session.query(Event).order_by(Event.id.desc()).first())
    assert (last.cause, last.actor.partition(":")[0]) == ("marked", "supervisor")


def test_nothing_is_noted_before_the_time_nor_twice_nor_otherwise(do: Do, saara: Visitor) -> None:
    visit = do(book)

    assert 'value="kept"' not in saara.get("/calendar/2026-11-27/").text
    assert saara.post(f"/calendar/bookings/{visit}/", came="kept").location == "/calendar"
    assert saara.post(f"/calendar/bookings/{visit}/", came="late").status_code == 400
    assert do(lambda session: state(session, visit)) == "booked"


def test_the_journal_names_points_and_hides_the_numbers_of_bookings(do: Do, saara: Visitor) -> None:
    def act(session: Session) -> None:
        point = session.query(ServicePoint).one()
        points.save(session, point, {"desks": 4}, "supervisor:1", NOW)
        displace(session, book(session, number="+358401234567"))

    do(act)

    page = saara.get("/queue").text

    assert "<b>Palvelupiste kuhmo:</b>" in page
    assert "<b>Varaus +358 40 ••• ••67:</b>" in page
    assert "varattu → peruttu meidän puoleltamme (poikkeus)" in page


def test_what_is_written_can_t_become_part_of_the_page(do: Do, saara: Visitor) -> None:
    evil = "<script>alert(1)</script>"

    def rename(session: Session) -> None:
        point = session.query(ServicePoint).one()
        points.save(session, point, {"names": names}, "supervisor:1", NOW)

    names = {
        lang: {"point": evil, "to_point": evil, "at_point": evil} for lang in ("fi", "sv", "en")
    }
    do(rename)
    close(saara, **dict.fromkeys(REASONS, evil))

    for path in ("/calendar", "/calendar/2026-11-27/", "/calendar/closing/", "/service-points"):
        page = saara.get(path).text
        assert "alert(1)" in page
        assert "<script>alert" not in page
