"""Calls through the webhooks: idempotent turns, one answer each, and words when all else fails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ivr.app import create_app
from ivr.db import Database, Waits, make_engine
from ivr.models import Attempt, Line
from ivr.settings import Settings
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.make import NOW
from tests.web.conftest import Network, Rows

SMS = "SM" + "0" * 32


def test_three_keys_leave_a_request_for_the_number_shown(network: Network, rows: Rows) -> None:
    assert "paina yksi" in network.calls_in().text
    farewell = network.presses("1", "1", "1")
    assert "Soittopyyntösi on tallessa" in farewell.text
    assert farewell.text.rstrip().endswith("<Hangup /></Response>")
    [callback] = rows("callback")["callback"]
    assert "'waiting'" in callback


def test_swedish_and_english_callers_are_answered_in_their_language(network: Network) -> None:
    network.calls_in()
    assert 'language="sv-SE"' in network.presses("2").text
    network.sid = "CA" + "1" * 32
    network.calls_in()
    assert 'language="en-GB"' in network.presses("3").text


def test_a_turn_told_twice_gets_the_same_bytes_and_has_one_effect(
    network: Network, rows: Rows
) -> None:
    first = network.calls_in().data
    network.presses("1", "1")
    stored = network.presses("1", first=4).data
    before = rows()
    assert network.calls_in().data == first
    assert network.post("/voice/turn/4/", Digits="1").data == stored
    assert network.post("/voice/turn/4/", Digits="2").data == stored
    assert rows() == before


def test_repeats_at_the_same_moment_agree(network: Network, rows: Rows) -> None:
    network.calls_in()
    network.presses("1", "1")
    network.clock.advance(seconds=3)

    def confirm(_: int) -> bytes:
        return network.post("/voice/turn/4/", Digits="1").data

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(confirm, range(8)))
    assert len(answers) == 1
    assert b"tallessa" in answers.pop()
    assert len(rows("callback")["callback"]) == 1


def test_first_requests_at_the_same_moment_agree(network: Network, rows: Rows) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = {answer.data for answer in threads.map(lambda _: network.calls_in(), range(8))}
    assert len(answers) == 1
    assert len(rows("call")["call"]) == 1


def test_hanging_up_right_after_confirming_loses_nothing(network: Network, rows: Rows) -> None:
    network.calls_in()
    network.presses("1", "1", "1")
    assert network.post("/voice/status", CallStatus="completed").status_code == 204
    assert len(rows("callback")["callback"]) == 1


def test_a_key_sent_twice_by_one_press_is_not_the_answer_to_the_next_question(
    network: Network, rows: Rows
) -> None:
    network.calls_in()
    network.presses("1", "1")
    network.clock.advance(seconds=0.4)
    again = network.post("/voice/turn/4/", Digits="1")
    assert "<Gather" in again.text
    assert rows("callback")["callback"] == []


def test_hanging_up_before_confirming_stores_no_request(network: Network, rows: Rows) -> None:
    network.calls_in()
    network.presses("1", "1")
    network.post("/voice/status", CallStatus="completed")
    assert rows("callback")["callback"] == []


def test_a_withheld_number_is_asked_for(network: Network, rows: Rows) -> None:
    network.caller = "anonymous"
    network.calls_in()
    assert 'finishOnKey="#"' in network.presses("1", "1").text
    farewell = network.presses("0401234567", "1", first=4)
    assert "tallessa" in farewell.text
    assert len(rows("callback")["callback"]) == 1


def test_a_thousand_digits_are_a_wrong_number_not_an_error(network: Network) -> None:
    network.caller = "anonymous"
    network.calls_in()
    answer = network.presses("1", "1", "1" * 1000)
    assert answer.status_code == 200
    assert "<Gather" in answer.text


def test_after_a_failed_answer_the_step_is_read_again(network: Network) -> None:
    network.calls_in()
    menu = network.presses("1").text
    again = network.post("/voice/fallback", ErrorCode="11200").text
    assert "<Gather" in again
    assert menu.count("<Say") == again.count("<Say") or "paina yksi" in again
    assert "turn/4/" in again


def test_an_unknown_call_ends_politely(network: Network) -> None:
    answer = network.post("/voice/turn/7/", Digits="1")
    assert answer.status_code == 200
    assert "<Hangup" in answer.text


def test_an_unknown_offer_or_leg_changes_nothing(network: Network, rows: Rows) -> None:
    before = rows()
    assert network.post("/voice/offer/nobody/", Direction="outbound-api").status_code == 200
    assert network.post("/voice/offer/nobody/status/", CallStatus="completed").status_code == 204
    assert network.post("/voice/leg/nobody/", SequenceNumber="0").status_code == 204
    assert rows() == before


@pytest.mark.parametrize("timestamp", ["", "now", "Tue, 24 Nov 2026 08:00:00 +0000"])
def test_a_report_without_a_usable_time_is_taken(network: Network, timestamp: str) -> None:
    answer = network.post("/voice/leg/nobody/", SequenceNumber="0", Timestamp=timestamp)
    assert answer.status_code == 204


def test_without_a_database_the_caller_still_hears_words(
    settings: Settings, tmp_path: Path, clock: Settable
) -> None:
    nowhere = Database(make_engine(f"sqlite:///{tmp_path / 'empty.db'}"))
    network = Network(create_app(settings, database=nowhere, clock=clock), clock)
    answer = network.calls_in()
    assert answer.status_code == 200
    assert answer.text.count("<Say") == 3
    assert answer.text.rstrip().endswith("<Hangup /></Response>")
    nowhere.close()


@only_sqlite  # whose one lock is for all
def test_a_locked_database_is_said_in_words_and_reports_are_asked_for_again(
    network: Network, database: Database, database_url: str, settings: Settings
) -> None:
    impatient = Database(make_engine(database_url, Waits(lock=0.2, pool=0.2)))
    network.app = create_app(settings, database=impatient, clock=network.clock)
    with database.writing() as session:
        session.connection()
        assert "Pieni hetki" in network.calls_in().text
        assert network.post("/voice/status", CallStatus="completed").status_code == 503
        text = network.post("/sms/status/nobody/", MessageSid=SMS, MessageStatus="sent")
        assert text.status_code == 503
    assert "<Gather" in network.calls_in().text
    impatient.close()


def test_a_leg_was_answered_and_ended_when_the_network_says_so(
    network: Network, database: Database, clock: Settable
) -> None:
    with database.writing() as session:
        line = session.scalars(select(Line)).one()
        callback = make.a_callback(session, line, state="dialling")
        agent = make.an_agent(session, state="talking")
        attempt = make.an_attempt(session, callback, agent, state="dialling", released_at=NOW)
    clock.advance(minutes=5)
    network.post(
        f"/voice/leg/{attempt.leg_token}/",
        CallStatus="completed",
        SequenceNumber="3",
        CallDuration="90",
        Timestamp="Tue, 24 Nov 2026 08:03:00 +0000",
    )
    with database.reading() as session:
        settled = session.get_one(Attempt, attempt.id)
    assert settled.citizen_ended_at == NOW + timedelta(minutes=3)
    assert settled.answered_at == NOW + timedelta(minutes=1, seconds=30)


def test_a_call_that_is_over_is_left_as_it_was_by_what_is_told_again(
    network: Network, rows: Rows, clock: Settable
) -> None:
    network.calls_in()
    network.presses("1", "1", "1")
    network.post("/voice/status", CallStatus="completed")
    clock.advance(minutes=1)
    before = rows()

    for _ in range(2):
        assert network.post("/voice/fallback", ErrorCode="11200").status_code == 200
        network.calls_in()
        network.post("/voice/turn/3/", Digits="2")
        network.post("/voice/turn/9/", Digits="2")
        network.post("/voice/status", CallStatus="completed")

    assert rows() == before
