"""Texts that citizens send us: an answer that gives nothing away, once a day, or none at all."""

import re

import pytest
from sqlalchemy import select

from ivr.app import create_app
from ivr.db import Database, Waits, make_engine
from ivr.models import Line
from ivr.settings import Settings
from tests import make
from tests.conftest import only_sqlite
from tests.make import CITIZEN, KEYER
from tests.web.conftest import LINE, Network, Rows

ALL = (
    "Virasto: Emme lue tekstiviestejä. Soita 029 500 0100. Vi läser inte sms. "
    "Ring 029 500 0100. We do not read texts. Call 029 500 0100."
)
SIDS = [f"SM{n:032x}" for n in range(9)]


def write(
    network: Network, body: str = "Tulen myöhässä.", sid: str = SIDS[0], from_: str = CITIZEN
) -> str:
    """A telephone sends a text to our number; the words of the answer, if there are any."""
    fields = {
        **network.fields(From=from_),
        "Body": body,
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "NumMedia": "0",
        "NumSegments": "1",
    }
    for of_calls in ("CallSid", "CallStatus", "Direction"):
        del fields[of_calls]
    answer = network.send("/sms/incoming", list(fields.items()))
    assert answer.status_code == 200
    found = re.findall("<Message>(.*)</Message>", answer.text)
    assert found or answer.text.endswith("<Response />")
    return found[0] if found else ""


def test_who_writes_to_us_is_told_in_all_languages_where_to_call(network: Network) -> None:
    assert write(network) == ALL


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "Virasto: Emme lue tekstiviestejä. Soita 029 500 0100."),
        ("sv", "Verket: Vi läser inte sms. Ring 029 500 0100."),
        ("en", "The Agency: We do not read texts. Call 029 500 0100."),
    ],
)
def test_whom_we_know_is_answered_in_the_language_of_the_last_request(
    network: Network, database: Database, language: str, words: str
) -> None:
    with database.writing() as session:
        line = session.scalars(select(Line)).one()
        contact = make.a_contact(session, CITIZEN)
        for waiting, spoken in (("3 h", "sv"), ("1 h", language), ("2 h", "en")):
            make.a_callback(
                session, line, state="done", contact=contact, waiting=waiting, language=spoken
            )

    assert write(network) == words


def test_each_number_is_answered_once_a_day(network: Network) -> None:
    assert write(network) == ALL
    assert write(network, sid=SIDS[1]) == ""
    assert write(network, sid=SIDS[2], from_="+358409999999") == ALL

    network.clock.advance(hours=24)

    assert write(network, sid=SIDS[3]) == ALL


def test_the_same_text_told_again_gets_the_same_answer(network: Network, rows: Rows) -> None:
    first = write(network)
    before = rows()

    assert write(network) == first
    assert rows() == before


@pytest.mark.parametrize("body", ["STOP", " stop ", "Unsubscribe", "START", "help", "Cancel"])
def test_words_that_the_network_heeds_are_left_to_it(
    network: Network, rows: Rows, body: str
) -> None:
    before = rows()

    assert write(network, body) == ""
    assert rows() == before


@pytest.mark.parametrize(
    ("who", "from_"),
    [
        ("a landline", "+35886123456"),
        ("a company", "+358295112233"),
        ("a short number", "17163"),
        ("a name", "Elisa"),
        ("nobody", ""),
        ("ourselves", LINE),
        ("a far country", "+12025550123"),
    ],
)
def test_what_can_or_need_not_be_answered_is_not(
    network: Network, rows: Rows, who: str, from_: str
) -> None:
    before = rows()

    assert write(network, from_=from_) == "", who
    assert rows() == before


@pytest.mark.parametrize("body", ["", "x" * 1600, "<Response>", "\x00", "😀", "From+358409999999"])
def test_whatever_is_written_the_answer_is_the_same(network: Network, body: str) -> None:
    assert write(network, body) == ALL


def test_no_number_is_kept_for_having_written(network: Network, rows: Rows) -> None:
    write(network)

    assert rows("contact")["contact"] == []
    assert CITIZEN not in str(rows())
    assert KEYER.key(CITIZEN) in str(rows("rate"))


@only_sqlite  # whose one lock is for all
def test_while_the_database_is_away_a_text_gets_no_answer(
    network: Network, database: Database, database_url: str, settings: Settings
) -> None:
    impatient = Database(make_engine(database_url, Waits(lock=0.2, pool=0.2)))
    network.app = create_app(settings, database=impatient, clock=network.clock)
    with database.writing() as session:
        session.connection()
        assert write(network) == ""
    assert write(network) == ALL
    impatient.close()
