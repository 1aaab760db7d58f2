"""The oath on what is said of bookings: by speech and by text, it was so when it was said."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from flows.prompts import spoken
from flows.rules.languages import LANGUAGES
from flows.rules.window import HELSINKI
from ivr.models import Booking, Event, Message
from tests.stories.calls_oath import A_WEBHOOK
from tests.stories.evidence import Answer, Evidence

BOOKED = (
    "Puhelinaikasi on varattu",
    "Varasit ajan",
    "Din telefontid är bokad",
    "Du har bokat ett besök",
    "Your phone time is booked",
    "You have booked a visit",
)
MOVED = ("Aikasi on siirretty", "Din tid är flyttad", "Your booking has been moved")
CANCELLED = ("Aikasi on peruttu", "Din tid är avbokad", "Your booking has been cancelled")
STANDING = (
    "Sinulla on puhelinaika",
    "Sinulla on aika",
    "Du har en telefontid",
    "Du har en tid",
    "You have a phone time",
    "You have a visit",
)
NOTHING_DONE = (
    "Mitään ei varattu eikä muutettu",
    "Inget har bokats eller ändrats",
    "Nothing was booked or changed",
)
A_LOST_ANSWER = 2 * A_WEBHOOK
"""So long after a change its answer may come: at the second try, if the first was lost."""
A_CODE = re.compile(r"\b(koodi|kod|code) \d{4}\b")


def what_is_called_booked_is_booked(evidence: Evidence) -> Iterator[str]:
    """With the very time that is said, in this very call, before it is said."""
    calls = {call.id: call.sid for call in evidence.calls}
    for answer in _with(evidence, BOOKED):
        mine = (
            one
            for one in _just(evidence, answer, "held", "booked")
            if calls.get(one.call_id or 0) == answer.sid
        )
        if not any(_says_its_time(evidence, answer, one) for one in mine):
            yield f"{answer.sid} was told of a time that is not booked"


def what_is_called_moved_is_moved(evidence: Evidence) -> Iterator[str]:
    for answer in _with(evidence, MOVED):
        moved = (
            one for was in ("booked", "displaced") for one in _just(evidence, answer, was, "booked")
        )
        if not any(_says_its_time(evidence, answer, one) for one in moved):
            yield f"{answer.sid} was told of a move that did not happen"


def a_booking_called_cancelled_is_so(evidence: Evidence) -> Iterator[str]:
    for answer in _with(evidence, CANCELLED):
        was = ("booked", "displaced")
        if not any(one for state in was for one in _just(evidence, answer, state, "cancelled")):
            yield f"{answer.sid} was told of a cancellation that did not happen"


def a_booking_called_standing_stands(evidence: Evidence) -> Iterator[str]:
    for answer in _with(evidence, STANDING):
        stands = (one for one in evidence.bookings if _state(evidence, one, answer.at) == "booked")
        if not any(_says_its_time(evidence, answer, one) for one in stands):
            yield f"{answer.sid} was told of a booking that does not stand"


def when_nothing_is_said_to_be_booked_nothing_is(evidence: Evidence) -> Iterator[str]:
    for answer in _with(evidence, NOTHING_DONE):
        for one in _just(evidence, answer, "held", "booked"):
            calls = {call.id: call.sid for call in evidence.calls}
            if calls.get(one.call_id or 0) == answer.sid:
                yield f"{answer.sid} was told that nothing was booked, though a time was"


def _with(evidence: Evidence, sentences: tuple[str, ...]) -> Iterator[Answer]:
    for answer in evidence.answers:
        if any(sentence in answer.body for sentence in sentences):
            yield answer


def _just(evidence: Evidence, answer: Answer, was: str, is_: str) -> Iterator[Booking]:
    """The bookings that have changed so while this answer was made."""
    changed = {
        event.subject_id
        for event in _changes(evidence)
        if (event.from_state, event.to_state) == (was, is_)
        and timedelta() <= answer.at - event.at <= A_LOST_ANSWER
    }
    return (one for one in evidence.bookings if one.id in changed)


def _changes(evidence: Evidence) -> Iterator[Event]:
    return (event for event in evidence.events if event.subject == "booking")


def _says_its_time(evidence: Evidence, answer: Answer, booking: Booking) -> bool:
    """Where it was before it was moved, nobody has kept: then any time is believed."""
    if any(event.at > answer.at for event in _moves(evidence, booking)):
        return True
    at, now = (moment.astimezone(HELSINKI) for moment in (booking.starts_at, answer.at))
    return any(spoken.moment(at, now, language) in answer.body for language in LANGUAGES)


def _moves(evidence: Evidence, booking: Booking) -> Iterator[Event]:
    for event in _changes(evidence):
        if event.subject_id == booking.id and event.cause == "moved":
            yield event


def _state(evidence: Evidence, booking: Booking, at: datetime) -> str | None:
    """Its state at a moment, by the journal."""
    states = (
        event.to_state
        for event in _changes(evidence)
        if event.subject_id == booking.id and event.at <= at
    )
    return next(reversed(list(states)), None)


def texts_of_bookings_are_true(evidence: Evidence) -> Iterator[str]:
    """When they are sent: what stands is the state and the time of which they tell."""
    bookings = {one.id: one for one in evidence.bookings}
    for message in evidence.messages:
        if message.booking_id and message.sent_at:
            booking = bookings[message.booking_id]
            if _state(evidence, booking, message.sent_at) != _told_by(message):
                yield f"message {message.id} told of {message.kind} when it was not so"
            elif _version(evidence, booking, message.sent_at) != message.booking_version:
                yield f"message {message.id} told of a time that had been moved"


def _told_by(message: Message) -> str:
    return message.kind if message.kind in ("cancelled", "displaced") else "booked"


def _version(evidence: Evidence, booking: Booking, at: datetime) -> int:
    return sum(event.at <= at for event in _moves(evidence, booking))


def no_text_has_a_code_that_is_somebody_elses(evidence: Evidence) -> Iterator[str]:
    """Who types a number is not known to have it: the code is the caller's."""
    typed = {one.id for one in evidence.bookings if one.number_source == "typed"}
    for message in evidence.messages:
        if message.booking_id in typed and A_CODE.search(message.body or ""):
            yield f"message {message.id} has a code, and went to a number that was typed"


BOOKED_WORDS = (
    what_is_called_booked_is_booked,
    what_is_called_moved_is_moved,
    a_booking_called_cancelled_is_so,
    a_booking_called_standing_stands,
    when_nothing_is_said_to_be_booked_nothing_is,
    texts_of_bookings_are_true,
    no_text_has_a_code_that_is_somebody_elses,
)
