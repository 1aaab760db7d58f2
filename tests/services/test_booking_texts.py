"""Texts about phone times and visits: one for each thing that becomes of them, while it is so."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from ivr.db import Database
from ivr.models import Booking, Callback, Event, Message, Promise, ServicePoint, Task
from ivr.services import booking_texts, messages
from ivr.services.bookings import Booked
from ivr.services.messages import Outgoing
from tests import diaries
from tests.clocks import helsinki as at
from tests.diaries import FRIDAY
from tests.make import CITIZEN, NOW, span
from tests.services.booking_scene import Kuhmo

LANDLINE = "+35886123456"
NOON = at("2026-11-26 12:00")
"""Of the Thursday before the Friday of the visit."""
SID = "SM" + "0" * 32


@pytest.fixture
def kuhmo(database: Database) -> Kuhmo:
    return Kuhmo(database)


def texts(kuhmo: Kuhmo) -> list[Message]:
    return kuhmo.every(Message)


def kinds(kuhmo: Kuhmo, state: str = "queued") -> list[str]:
    return [one.kind for one in texts(kuhmo) if one.state == state]


def body(kuhmo: Kuhmo, kind: str) -> str:
    [text] = [one for one in texts(kuhmo) if one.kind == kind]
    assert text.body is not None
    return text.body


def send(kuhmo: Kuhmo, now: datetime) -> list[Outgoing]:
    """What goes out at that moment."""
    with kuhmo.database.writing() as session:
        return list(messages.due(session, now))


def bodies(kuhmo: Kuhmo, now: datetime) -> list[str]:
    return [one.body.split(": ", 1)[1] for one in send(kuhmo, now)]


# --- a visit ---


def test_who_has_booked_a_visit_reads_when_and_where_and_the_code(kuhmo: Kuhmo) -> None:
    booking = kuhmo.book(kuhmo.nine)

    [outgoing] = send(kuhmo, NOW)

    assert (outgoing.to, outgoing.from_) == (CITIZEN, "+358295000100")
    assert outgoing.body == (
        "Virasto: Aikasi pe 27.11.2026 klo 9.00, Kuhmo, Torikatu 1. Ota henkilötodistus. "
        f"Siirto/peruutus: 029 500 0100, koodi {booking.code}."
    )


@pytest.mark.parametrize(
    ("language", "when", "code"),
    [
        ("sv", "fre 27.11.2026 kl. 9.00", "029 500 0100, kod "),
        ("en", "on Fri 27 Nov 2026 at 9:00", "029 500 0100, code "),
    ],
)
def test_it_is_told_in_the_language_of_the_booking(
    kuhmo: Kuhmo, language: str, when: str, code: str
) -> None:
    kuhmo.confirm(kuhmo.hold(kuhmo.nine, language=language))

    assert when in body(kuhmo, "booked_visit")
    assert code in body(kuhmo, "booked_visit")


@pytest.mark.parametrize("code", [False, True])
def test_a_number_that_somebody_typed_gets_no_code(kuhmo: Kuhmo, code: bool) -> None:
    """Whoever holds it is told how to reach us; the digits are the caller's."""
    kuhmo.confirm(kuhmo.hold(kuhmo.nine), CITIZEN, "typed", code=code)

    assert body(kuhmo, "booked_visit").endswith("Siirto/peruutus: 029 500 0100.")


def test_what_an_agent_books_is_told_at_once_with_the_code(kuhmo: Kuhmo) -> None:
    booking = kuhmo.book_now(kuhmo.nine)

    assert booking is not None
    assert str(booking.code) in body(kuhmo, "booked_visit")


def test_a_landline_gets_no_text_and_keeps_its_booking(kuhmo: Kuhmo) -> None:
    booked = kuhmo.confirm(kuhmo.hold(kuhmo.nine), LANDLINE)

    assert isinstance(booked, Booked)
    assert texts(kuhmo) == []


def test_a_point_without_a_name_fails_no_booking(kuhmo: Kuhmo) -> None:
    kuhmo.do(lambda session: session.execute(update(ServicePoint).values(names={"fi": {}})))

    assert kuhmo.book(kuhmo.nine).state == "booked"
    assert texts(kuhmo) == []


def test_at_night_it_waits_for_the_morning(kuhmo: Kuhmo) -> None:
    kuhmo.at(at("2026-11-24 21:00"))
    kuhmo.book(kuhmo.nine)

    assert send(kuhmo, at("2026-11-25 07:59")) == []
    assert len(send(kuhmo, at("2026-11-25 08:00"))) == 1


# --- a phone time ---


def test_a_phone_time_is_told_with_the_number_we_call_from(kuhmo: Kuhmo) -> None:
    with kuhmo.database.writing() as session:
        line = session.merge(kuhmo.line)
        times = diaries.phone_times(session, line, FRIDAY, fi=1)
        slot_id = times["fi"].id
    booking = kuhmo.book(slot_id)

    assert body(kuhmo, "booked_phone") == (
        "Virasto: Soitamme sinulle pe 27.11.2026 klo 9.00 numerosta 029 500 0100. "
        f"Puhelu on sinulle maksuton. Siirto/peruutus: 029 500 0100, koodi {booking.code}."
    )
    assert "Muistutus. Soitamme sinulle pe 27.11.2026" in body(kuhmo, "reminder_phone")


# --- moved, cancelled, taken back ---


def test_a_moved_visit_is_told_with_its_new_time_and_the_old_text_is_not_sent(
    kuhmo: Kuhmo,
) -> None:
    kuhmo.at(at("2026-11-24 21:00"))
    booking = kuhmo.book(kuhmo.nine)

    assert kuhmo.move(booking, kuhmo.ten)

    [text] = bodies(kuhmo, at("2026-11-25 08:00"))
    assert text.startswith("Aikasi on siirretty: pe 27.11.2026 klo 10.00, Kuhmo, Torikatu 1.")
    assert f"koodi {booking.code}" in text
    assert kinds(kuhmo, "obsolete") == ["booked_visit"]


def test_each_move_is_told(kuhmo: Kuhmo) -> None:
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.move(booking, kuhmo.ten)
    kuhmo.move(booking, kuhmo.half_past)

    assert kinds(kuhmo).count("moved_visit") == 2


def test_who_cancels_is_told_so_and_reminded_of_nothing(kuhmo: Kuhmo) -> None:
    booking = kuhmo.book(kuhmo.nine)
    send(kuhmo, NOW)

    assert kuhmo.cancel(booking)

    assert bodies(kuhmo, NOW) == [
        "Aikasi pe 27.11.2026 klo 9.00 on peruttu. Uuden ajan voit varata numerosta 029 500 0100."
    ]
    assert send(kuhmo, NOON) == []
    assert kinds(kuhmo, "obsolete") == ["reminder_visit"]


def test_who_loses_a_time_to_us_reads_when_we_call_and_that_is_a_promise(kuhmo: Kuhmo) -> None:
    booking = kuhmo.book(kuhmo.nine)

    assert kuhmo.displace(booking)

    [callback], [promise] = kuhmo.every(Callback), kuhmo.every(Promise)
    assert (promise.callback_id, promise.channel) == (callback.id, "text")
    assert body(kuhmo, "displaced") == (
        "Virasto: Joudumme valitettavasti perumaan aikasi pe 27.11.2026 klo 9.00. "
        f"Soitamme sinulle {promise.words} ja sovimme uuden ajan."
    )


def test_a_callback_that_stands_already_keeps_the_time_it_was_told(kuhmo: Kuhmo) -> None:
    booking, other = kuhmo.book(kuhmo.nine), kuhmo.book(kuhmo.ten)
    kuhmo.displace(booking)
    kuhmo.displace(other)

    [promise] = kuhmo.every(Promise)
    assert [promise.words in str(one.body) for one in texts(kuhmo) if one.kind == "displaced"] == [
        True,
        True,
    ]


def test_nobody_reads_of_a_lost_time_who_has_another_one_meanwhile(kuhmo: Kuhmo) -> None:
    kuhmo.at(at("2026-11-24 21:00"))
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.displace(booking)
    kuhmo.move(booking, kuhmo.ten)

    assert [text.split(".")[0] for text in bodies(kuhmo, at("2026-11-25 08:00"))] == [
        "Aikasi on siirretty: pe 27"
    ]


# --- reminders ---


def test_a_reminder_goes_out_at_noon_of_the_working_day_before_and_once(kuhmo: Kuhmo) -> None:
    booking = kuhmo.book(kuhmo.nine)
    send(kuhmo, NOW)

    assert send(kuhmo, NOON - span("1 s")) == []
    assert bodies(kuhmo, NOON) == [
        "Muistutus. Aikasi on pe 27.11.2026 klo 9.00, Kuhmo, Torikatu 1. "
        f"Jos et pääse, soita 029 500 0100, koodi {booking.code}."
    ]
    assert send(kuhmo, NOON + span("1 h")) == []


def test_who_has_moved_is_reminded_of_the_new_time_alone(kuhmo: Kuhmo) -> None:
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.move(booking, kuhmo.ten)
    send(kuhmo, NOW)

    [reminder] = bodies(kuhmo, NOON)
    assert "klo 10.00" in reminder


def test_no_reminder_goes_out_once_the_time_has_begun(kuhmo: Kuhmo) -> None:
    """However long nobody sent anything."""
    kuhmo.book(kuhmo.nine)

    assert send(kuhmo, FRIDAY) == []
    assert kinds(kuhmo, "obsolete") == ["reminder_visit", "booked_visit"]


def test_who_books_on_the_day_before_is_not_reminded(kuhmo: Kuhmo) -> None:
    kuhmo.at(FRIDAY - span("20 h")).book(kuhmo.nine)

    assert kinds(kuhmo) == ["booked_visit"]


# --- what is not sent, and what fails ---


def test_the_same_is_told_once(kuhmo: Kuhmo) -> None:
    booking = kuhmo.book(kuhmo.nine)

    def tell_again() -> bool:
        with kuhmo.database.writing() as session:
            mine = session.get_one(Booking, booking.id)
            return booking_texts.tell(session, mine, "booked", NOW)

    assert not tell_again()
    assert kinds(kuhmo) == ["reminder_visit", "booked_visit"]


def test_texts_about_bookings_use_no_share_of_those_about_misses(kuhmo: Kuhmo) -> None:
    booking = kuhmo.book(kuhmo.nine)
    for to in (kuhmo.ten, kuhmo.half_past, kuhmo.nine):
        kuhmo.move(booking, to)

    assert kinds(kuhmo).count("moved_visit") == 3


def tasks(kuhmo: Kuhmo) -> list[Task]:
    return kuhmo.every(Task)


def fail(kuhmo: Kuhmo, outgoing: Outgoing, now: datetime = NOW) -> None:
    with kuhmo.database.writing() as session:
        messages.status(session, outgoing.token, SID, "undelivered", 30006, now)


def test_a_text_that_fails_is_a_task_and_fails_no_booking(kuhmo: Kuhmo) -> None:
    booking = kuhmo.book(kuhmo.nine)
    [outgoing] = send(kuhmo, NOW)

    fail(kuhmo, outgoing)
    fail(kuhmo, outgoing)

    [task] = tasks(kuhmo)
    assert (task.kind, task.message_id) == ("text_failed", outgoing.id)
    assert (task.line_id, task.language) == (kuhmo.line_id, "fi")
    assert task.contact_id == kuhmo.contact().id
    assert kuhmo.again(booking).state == "booked"


def test_a_text_in_doubt_is_a_task_only_once_it_was_certainly_not_sent(kuhmo: Kuhmo) -> None:
    kuhmo.book(kuhmo.nine)
    kuhmo.book(kuhmo.ten, "+358409999999", "call:2")
    refused, doubtful = send(kuhmo, NOW)
    with kuhmo.database.writing() as session:
        messages.failed(session, refused.id, 21610, NOW)
        messages.unknown(session, doubtful.id, NOW)

    assert [one.message_id for one in tasks(kuhmo)] == [refused.id]

    with kuhmo.database.writing() as session:
        messages.never_sent(session, doubtful.id, NOW)

    assert [one.message_id for one in tasks(kuhmo)] == [refused.id, doubtful.id]


def test_a_text_that_failed_about_what_is_over_is_nobody_s_task(kuhmo: Kuhmo) -> None:
    booking = kuhmo.book(kuhmo.nine)
    [outgoing] = send(kuhmo, NOW)
    kuhmo.cancel(booking)

    fail(kuhmo, outgoing)

    assert tasks(kuhmo) == []


def test_every_text_is_in_the_journal(kuhmo: Kuhmo) -> None:
    kuhmo.book(kuhmo.nine)
    send(kuhmo, NOW)

    with kuhmo.database.reading() as session:
        told = session.execute(
            select(Event.to_state, Event.cause).where(Event.subject == "message").order_by(Event.id)
        ).all()
    assert [tuple(one) for one in told] == [
        ("queued", "reminder_visit"),
        ("queued", "booked_visit"),
        ("sending", "due"),
    ]
