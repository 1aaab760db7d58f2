"""The calendar's pages: what is open, free and booked, who is owed a time, and who came."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Booking, CalendarDay, Event, Line, ServicePoint, Slot
from ivr.services import bookings, diaries, points
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.diaries import FRIDAY, a_booking, a_point
from tests.make import NOW, span
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

READERS = ["aino", "saara", "iida", "arvo"]


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    """Everybody is hired, and Kuhmo is open on Fridays with three desks."""
    hire(database)
    with database.writing() as session:
        a_point(session)
        diaries.extend(session, NOW)


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


@pytest.fixture
def do(database: Database) -> Callable[[Callable[[Session], Any]], Any]:
    def act(what: Callable[[Session], Any]) -> Any:
        with database.writing() as session:
            return what(session)

    return act


Do = Callable[[Callable[[Session], Any]], Any]


def book(session: Session, at: Any = FRIDAY, **values: Any) -> str:
    """A citizen's visit at Kuhmo; its public id."""
    kuhmo = session.query(ServicePoint).filter_by(key="kuhmo").one()
    diary = diaries.of_point(session, kuhmo.id)
    slot = session.query(Slot).filter_by(diary_id=diary.id, starts_at=at).one()
    return a_booking(session, slot, session.query(Line).one(), **values).public_id


def displace(session: Session, public_id: str) -> None:
    booking = session.query(Booking).filter_by(public_id=public_id).one()
    bookings.displace(session, booking, "closure", "supervisor:1", NOW)


def state(session: Session, public_id: str) -> str:
    return session.query(Booking).filter_by(public_id=public_id).one().state


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


# --- closing ---


REASONS = {"reason.fi": "remontti", "reason.sv": "renovering", "reason.en": "repairs"}


def close(visitor: Visitor, *, sure: bool = True, **fields: str) -> Any:
    """Fill in the form; and store it, if she is `sure` after the second look."""
    typed = {"whose": "all", "first": "2026-11-27", **REASONS, **fields}
    look = visitor.post("/calendar/closing/", **typed)
    if not sure:
        return look
    mark = look.text.partition('name="seen" value="')[2].partition('"')[0]
    assert mark, look.text
    return visitor.post("/calendar/closing/", **typed, seen=mark)


def test_before_a_closure_is_stored_it_is_seen_whom_it_hits(do: Do, saara: Visitor) -> None:
    visit = do(lambda session: book(session, number="+358401234567"))

    look = close(saara, sure=False)

    assert look.status_code == 200
    assert "Peruuntuu käyntejä: 1, puhelinaikoja: 0." in look.text
    assert "pe 27.11. klo 9.00" in look.text
    assert "+358 40 ••• ••67" in look.text
    assert do(lambda session: state(session, visit)) == "booked"
    assert "Poikkeuksia ei ole tiedossa." in saara.get("/calendar").text


def test_after_the_second_look_it_is_stored_with_who_did_it(do: Do, saara: Visitor) -> None:
    visit = do(book)

    answer = close(saara)

    assert answer.location == "/calendar"
    assert do(lambda session: state(session, visit)) == "displaced"
    assert "Uusi aika sovittava: 1" in saara.get("/calendar").text
    events = do(lambda session: session.query(Event).filter_by(subject="closure").all())
    assert [(one.to_state, one.actor.partition(":")[0]) for one in events] == [
        ("closed", "supervisor")
    ]


def test_who_books_between_the_two_looks_is_seen_in_a_third(do: Do, saara: Visitor) -> None:
    look = close(saara, sure=False)
    assert "Kenenkään varattu aika ei peruunnu." in look.text
    mark = look.text.partition('name="seen" value="')[2].partition('"')[0]
    visit = do(book)

    typed = {"whose": "all", "first": "2026-11-27", **REASONS, "seen": mark}
    again = saara.post("/calendar/closing/", **typed)

    assert "Varaukset ehtivät muuttua." in again.text
    assert "Peruuntuu käyntejä: 1" in again.text
    assert do(lambda session: state(session, visit)) == "booked"


def test_a_shortened_day_hits_only_those_outside_its_hours(do: Do, saara: Visitor) -> None:
    early, late = do(lambda session: [book(session), book(session, FRIDAY + span("5 h"))])

    close(saara, whose="point:kuhmo", opens="9.00", closes="12.00")

    assert do(lambda session: state(session, early)) == "booked"
    assert do(lambda session: state(session, late)) == "displaced"
    assert "9.00–12.00, remontti" in saara.get("/calendar").text


def test_a_range_closes_its_working_days(saara: Visitor) -> None:
    look = close(saara, sure=False, first="2026-12-03", last="8.12.2026")
    for day in ("to 3.12.", "pe 4.12.", "ma 7.12.", "ti 8.12."):
        assert day in look.text
    assert "la 5.12." not in look.text

    close(saara, first="2026-12-03", last="8.12.2026")

    assert "tallennettu päiville: 4" in saara.get("/calendar").text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"reason.sv": ""}, "Täytä tämä."),
        ({"reason.fi": "x" * 81}, "Enintään 80 merkkiä."),
        ({"first": "huomenna"}, "Kirjoita päivä"),
        ({"first": "2026-11-23"}, "Päivä on jo mennyt."),
        ({"first": "2026-11-28"}, "Viikonloppuna on aina suljettu."),
        ({"last": "2026-11-26"}, "Viimeinen päivä voi olla"),
        ({"last": "2027-11-26"}, "Viimeinen päivä voi olla"),
        ({"opens": "9.00"}, "Kirjoita kellonaika"),
        ({"opens": "12", "closes": "9"}, "Loppuajan pitää olla alkuajan jälkeen."),
        ({"opens": "8", "closes": "12"}, "Ajan pitää olla välillä 9.00–16.00."),
        ({"whose": "point:nowhere"}, "Täytä tämä."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    saara: Visitor, fields: dict[str, str], told: str
) -> None:
    answer = close(saara, sure=False, **fields)

    assert answer.status_code == 400
    assert told in answer.text
    assert 'role="alert"' in answer.text
    for typed in {**REASONS, **fields}.values():
        assert f'value="{typed[:80]}' in answer.text or typed == "point:nowhere"


def test_a_date_that_has_a_closure_is_not_closed_twice(saara: Visitor) -> None:
    close(saara)

    again = close(saara, sure=False, first="2026-11-26", last="2026-11-30")

    assert again.status_code == 400
    assert "Päivällä pe 27.11. on jo poikkeus." in again.text
    assert close(saara, whose="point:kuhmo").location == "/calendar"


def test_from_the_second_look_a_way_leads_back_to_the_form(saara: Visitor) -> None:
    typed = {"whose": "point:kuhmo", "first": "2026-11-27", **REASONS, "again": "on"}

    back = saara.post("/calendar/closing/", **typed)

    assert back.status_code == 200
    assert 'value="renovering"' in back.text
    assert '<option value="point:kuhmo" selected>' in back.text


def test_the_form_begins_with_the_date_it_was_asked_for_on(saara: Visitor) -> None:
    assert "/calendar/2026-11-27/closing/" in saara.get("/calendar/2026-11-27/").text
    assert 'value="2026-11-27"' in saara.get("/calendar/2026-11-27/closing/").text
    assert saara.get("/calendar/yesterday/closing/").status_code == 404


def test_a_closure_is_removed_after_a_second_look(do: Do, saara: Visitor) -> None:
    visit = do(book)
    close(saara)
    path = saara.get("/calendar").text.partition('href="/calendar/closures/')[2].partition('"')[0]

    look = saara.get(f"/calendar/closures/{path}")
    assert "Poistetaanko poikkeus?" in look.text
    mark = look.text.partition('name="seen" value="')[2].partition('"')[0]
    assert saara.post(f"/calendar/closures/{path}", seen=mark).location == "/calendar"

    page = saara.get("/calendar").text
    assert "Poikkeuksia ei ole tiedossa." in page
    assert "aikoja vapaana 42, varattu 0" in page
    assert do(lambda session: state(session, visit)) == "displaced"
    assert saara.get(f"/calendar/closures/{path}").status_code == 404


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
