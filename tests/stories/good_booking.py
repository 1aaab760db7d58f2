"""Made-up evidence of bookings that went well, and the means to spoil them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from ivr.models import (
    Booking,
    Call,
    Contact,
    Diary,
    Message,
    Promise,
    ServicePoint,
    Slot,
)
from ivr.simnet.legs import Leg
from ivr.simnet.texts import Text
from tests.stories.evidence import Answer, Evidence
from tests.stories.good_day import DAY, SERVICE, at, event

VISITOR = "+358407654321"
VISIT, PHONE_TIME = 1, 2
AT_ONE, AT_TWO = "tänään kello kolmetoista", "tänään kello neljätoista"
SAID = {
    VISIT: f"Varasit ajan Kajaanin palvelupisteeseen {AT_ONE}. Ota mukaan henkilötodistus.",
    PHONE_TIME: f"Puhelinaikasi on varattu. Soitamme sinulle {AT_TWO}. Soitamme numerosta.",
}
TEXTS = {VISIT: "Aikasi klo 13.00, koodi 4821.", PHONE_TIME: "Soitamme klo 14.00, koodi 1234."}


def with_bookings(day: Evidence) -> Evidence:
    """Somebody books a visit at ten past ten, and ten minutes later a phone time."""
    return replace(
        day,
        legs=(*day.legs, _leg("visits", "10:10"), _leg("phones", "10:20")),
        texts=(*day.texts, _text(VISIT, "10:12"), _text(PHONE_TIME, "10:22")),
        answers=(
            *day.answers,
            Answer(at("10:11:00"), "visits", SAID[VISIT]),
            Answer(at("10:21:00"), "phones", SAID[PHONE_TIME]),
        ),
        bookings=(_booking(VISIT, "10:11", "13:00"), _booking(PHONE_TIME, "10:21", "14:00")),
        slots=(
            _slot(1, "13:00", capacity=2),
            _slot(2, "14:00", diary_id=2),
            _slot(3, "14:00", diary_id=3, within_id=2),
        ),
        diaries=(
            Diary(id=1, point_id=1),
            Diary(id=2, line_id=1),
            Diary(id=3, line_id=1, language="fi"),
        ),
        points=(ServicePoint(id=1, key="kajaani", hours={"tue": ["09:00", "16:00"]}),),
        calls=(Call(id=1, sid="visits"), Call(id=2, sid="phones")),
        promises=(*day.promises, _promise()),
        messages=(*day.messages, _message(VISIT, "10:12"), _message(PHONE_TIME, "10:22")),
        contacts=(*day.contacts, Contact(id=3, number=VISITOR)),
        events=(
            *day.events,
            *(change for one in (VISIT, PHONE_TIME) for change in _changes(one)),
        ),
    )


def changed(*states: str | None, booking: int = VISIT, at_: str = "10:30", **values: Any) -> Any:
    """A booking has gone from one state to the other, at that time."""
    known = {"subject_id": booking, "at": at(at_)}
    return event(40 + booking, "booking", *states, **known | values)  # type: ignore[arg-type]


def _leg(sid: str, begun: str) -> Leg:
    moment = at(begun)
    return Leg(
        sid=sid,
        direction="inbound",
        person=VISITOR,
        status="completed",
        created_at=moment,
        updated_at=moment,
        answered_at=moment,
        ended_at=moment.replace(minute=moment.minute + 2),
        from_=VISITOR,
        to=SERVICE,
    )


def _text(booking: int, sent: str) -> Text:
    moment = at(sent)
    body = TEXTS[booking]
    sid = f"text {booking}"
    return Text(sid, "outbound-api", SERVICE, VISITOR, body, "delivered", moment, moment)


def _message(booking: int, sent: str) -> Message:
    kind = {VISIT: "booked_visit", PHONE_TIME: "booked_phone"}[booking]
    about = {"booking_id": booking, "booking_version": 0, "contact_id": 3, "kind": kind}
    return Message(id=10 + booking, body=TEXTS[booking], sent_at=at(sent), **about)


def _booking(number: int, made: str, starts: str) -> Booking:
    return Booking(
        id=number,
        kind={VISIT: "visit", PHONE_TIME: "phone_time"}[number],
        slot_id={VISIT: 1, PHONE_TIME: 3}[number],
        seat=1,
        starts_at=at(starts),
        line_id=1,
        language="fi",
        contact_id=3,
        number_source="shown",
        channel="phone",
        call_id=number,
        code="4821",
        state="booked",
        state_since=at(made),
        version=0,
    )


def _slot(number: int, starts: str, capacity: int = 1, **values: Any) -> Slot:
    known = {"diary_id": 1, "local_date": date.fromisoformat(DAY)}
    counts = {"capacity": capacity, "taken": 1, "staffed": 0}
    starts_at: datetime = at(starts)
    ends_at = starts_at.replace(minute=30)
    return Slot(id=number, starts_at=starts_at, ends_at=ends_at, **counts, **known | values)


def _promise() -> Promise:
    return Promise(
        id=2,
        booking_id=PHONE_TIME,
        from_at=at("14:00"),
        to_at=at("14:15"),
        local_date=date.fromisoformat(DAY),
        form="booked",
        language="fi",
        words=AT_TWO,
        channel="spoken",
        told_at=at("10:21:00"),
    )


def _changes(booking: int) -> list[Any]:
    made = {VISIT: "10:11", PHONE_TIME: "10:21"}[booking]
    return [
        event(20 + booking, "booking", None, "held", subject_id=booking, at=at(f"{made[:-1]}0")),
        event(30 + booking, "booking", "held", "booked", subject_id=booking, at=at(made)),
    ]
