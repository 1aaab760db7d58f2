"""Texts are queued with their cause, sent at decent hours, once, and never again on doubt."""

from datetime import datetime

import pytest
from sqlalchemy import select

from flows.prompts import written
from ivr.db import Database
from ivr.models import Attempt, Callback, Contact, Event, Message, Promise
from ivr.services import callback_texts, messages
from ivr.services.messages import Outgoing
from tests import make
from tests.conftest import only_sqlite
from tests.make import CITIZEN, NOW, at, span
from tests.together import together

SID = "SM" + "0" * 32


def an_attempt(database: Database, number: str = CITIZEN, **callback: object) -> int:
    """An attempt that has just missed a citizen who will be called again at 10:17."""
    values = {"state": "waiting", "not_before": NOW + span("17 min"), **callback}
    with database.writing() as session:
        line = make.an_open_line(session)
        row = make.a_callback(session, line, number=number, **values)
        return make.an_attempt(session, row, make.an_agent(session), state="ended").id


def queue(database: Database, attempt_id: int, kind: str = "missed_first") -> bool:
    with database.writing() as session:
        return callback_texts.queue(session, session.get_one(Attempt, attempt_id), kind, NOW)


def due(database: Database, now: datetime = NOW, limit: int = 20) -> list[Outgoing]:
    with database.writing() as session:
        return list(messages.due(session, now, limit))


def the_message(database: Database) -> Message:
    with database.reading() as session:
        return session.scalars(select(Message)).one()


def queued(database: Database) -> Outgoing:
    """A text that is just being sent."""
    queue(database, an_attempt(database))
    [outgoing] = due(database)
    return outgoing


# --- queued ---


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("fi", "ti 24.11.2026 klo 10.00-12.00"),
        ("sv", "tis 24.11.2026 kl. 10.00-12.00"),
        ("en", "on Tue 24 Nov 2026 between 10:00 and 12:00"),
    ],
)
def test_the_text_after_the_first_miss_tells_when_we_call_again(
    database: Database, language: str, body: str
) -> None:
    assert queue(database, an_attempt(database, language=language))

    message = the_message(database)
    assert body in message.body
    assert make.NAMES[language]["agency"] in message.body
    assert (message.state, message.language, message.send_after) == ("queued", language, NOW)
    with database.reading() as session:
        promise = session.scalars(select(Promise)).one()
        assert (promise.words, promise.channel, promise.language) == (body, "text", language)
        assert (promise.from_at, promise.to_at) == (at("2026-11-24 10:00"), at("2026-11-24 12:00"))


def test_the_text_after_the_last_miss_promises_nothing(database: Database) -> None:
    attempt = an_attempt(database, state="unreached")

    assert queue(database, attempt, "missed_last")

    assert written.number("+358295000100") in the_message(database).body
    with database.reading() as session:
        assert session.scalars(select(Promise)).all() == []


def test_a_text_is_queued_once_for_each_attempt_and_kind(database: Database) -> None:
    attempt = an_attempt(database)

    assert [queue(database, attempt) for _ in range(2)] == [True, False]
    assert queue(database, attempt, "missed_last")
    with database.reading() as session:
        assert len(session.scalars(select(Promise)).all()) == 1


@pytest.mark.parametrize(
    ("whose", "number"), [("a landline's", "+35886123456"), ("a company's", "+358295112233")]
)
def test_a_number_that_takes_no_texts_gets_none(
    database: Database, whose: str, number: str
) -> None:
    assert not queue(database, an_attempt(database, number)), whose


def test_a_number_forgotten_meanwhile_gets_none(database: Database) -> None:
    attempt = an_attempt(database)
    with database.writing() as session:
        session.get_one(Attempt, attempt).callback.contact.number = None

    assert not queue(database, attempt)


def test_no_time_is_texted_that_the_calendar_does_not_know(database: Database) -> None:
    attempt = an_attempt(database, not_before=at("2030-01-02 10:00"))

    assert not queue(database, attempt)
    assert due(database) == []


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00"),
        ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 19:59", "2026-11-24 19:59"),
        ("2026-11-24 20:00", "2026-11-25 08:00"),
        ("2026-11-28 12:00", "2026-11-28 12:00"),
        ("2026-11-28 20:30", "2026-11-30 08:00"),
        ("2026-11-29 12:00", "2026-11-30 08:00"),
        ("2027-03-27 21:00", "2027-03-29 08:00"),
    ],
)
def test_texts_are_sent_from_eight_to_twenty_but_never_on_sundays(now: str, sent: str) -> None:
    assert messages.send_after(at(now)) == at(sent)


# --- sent ---


def test_a_due_text_is_handed_out_once_with_its_numbers(database: Database) -> None:
    queue(database, an_attempt(database))

    [outgoing] = due(database)

    assert (outgoing.to, outgoing.from_) == (CITIZEN, "+358295000100")
    assert outgoing.body == the_message(database).body
    assert due(database) == []


def test_a_text_is_not_handed_out_before_its_hour(database: Database) -> None:
    queue(database, an_attempt(database))
    with database.writing() as session:
        session.scalars(select(Message)).one().send_after = NOW + span("1 s")

    assert due(database) == []
    assert len(due(database, NOW + span("1 s"))) == 1


def test_four_senders_at_once_hand_out_each_text_once(database: Database) -> None:
    with database.writing() as session:
        line, agent = make.an_open_line(session), make.an_agent(session)
        for _ in range(12):
            row = make.a_callback(session, line, state="waiting")
            attempt = make.an_attempt(session, row, agent, state="ended")
            callback_texts.queue(session, attempt, "missed_first", NOW)

    handed = [one.id for part in together(4, lambda _: due(database, limit=5)) for one in part]
    handed += [one.id for one in due(database)]

    assert len(handed) == len(set(handed)) == 12


def test_a_text_whose_number_is_forgotten_before_it_is_sent_fails(database: Database) -> None:
    queue(database, an_attempt(database))
    with database.writing() as session:
        session.scalars(select(Contact).where(Contact.number == CITIZEN)).one().number = None

    assert due(database) == []
    assert the_message(database).state == "failed"


def test_a_crash_while_sending_leaves_a_text_in_doubt_and_unsent(database: Database) -> None:
    queued(database)

    def doubt(after: str) -> int:
        with database.writing() as session:
            return messages.doubt(session, NOW + span(after))

    assert [doubt("9 min"), doubt("10 min"), doubt("11 min")] == [0, 1, 0]
    assert the_message(database).state == "unknown"
    assert due(database, NOW + span("1 h")) == []


# --- what the network says ---


def tell(database: Database, message: Outgoing, *words: str) -> tuple[str, int | None]:
    """The sender and the network say these things; the state and error that come of them."""
    with database.writing() as session:
        for word in words:
            match word:
                case "accepted by the network":
                    messages.sent(session, message.id, SID, NOW)
                case "refused by the network":
                    messages.failed(session, message.id, 21610, NOW)
                case "no answer":
                    messages.unknown(session, message.id, NOW)
                case status:
                    error = 30003 if status in ("failed", "undelivered") else None
                    messages.status(session, message.token, SID, status, error, NOW)
    stored = the_message(database)
    return stored.state, stored.error


@only_sqlite
@pytest.mark.parametrize(
    ("words", "state", "error"),
    [
        (["accepted by the network"], "sent", None),
        (["accepted by the network", "delivered"], "delivered", None),
        (["accepted by the network", "undelivered"], "failed", 30003),
        (["refused by the network"], "failed", 21610),
        (["no answer"], "unknown", None),
        (["no answer", "delivered"], "delivered", None),
        (["no answer", "accepted by the network"], "sent", None),
        # late, twice, in any order
        (["delivered", "accepted by the network"], "delivered", None),
        (["accepted by the network", "delivered", "sent"], "delivered", None),
        (["accepted by the network", "delivered", "failed"], "delivered", None),
        (["accepted by the network", "failed", "delivered"], "failed", 30003),
        (["delivered", "no answer"], "delivered", None),
        (["delivered", "refused by the network"], "delivered", None),
        (["queued", "sending", "sent"], "sending", None),
    ],
)
def test_the_first_result_stands_whatever_is_said_after_it(
    database: Database, words: list[str], state: str, error: int | None
) -> None:
    assert tell(database, queued(database), *words) == (state, error)


def test_the_network_s_name_for_a_text_is_kept_and_its_way_is_written_down(
    database: Database,
) -> None:
    tell(database, queued(database), "accepted by the network", "delivered")

    message = the_message(database)
    assert (message.sid, message.settled_at) == (SID, NOW)
    with database.reading() as session:
        events = session.scalars(select(Event).where(Event.subject == "message")).all()
        assert [event.to_state for event in events] == ["queued", "sending", "sent", "delivered"]
        assert session.scalars(select(Callback)).one().state == "waiting"


def test_a_report_on_an_unknown_text_is_passed_over(database: Database) -> None:
    with database.writing() as session:
        messages.status(session, "nothing", SID, "delivered", None, NOW)
        assert session.scalars(select(Message)).all() == []
