"""Calls to us: who is calling on which line, and the ways of a citizen's call from end to end."""

from typing import Any

import pytest
import structlog
from sqlalchemy import select

from flows.prompts import say
from ivr.db import Database
from ivr.models import Call, Callback, Line
from ivr.services import callbacks, contacts
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.make import CITIZEN, span
from tests.phone import LINE, Phone


@pytest.fixture
def phone(database: Database, clock: Settable) -> Phone:
    """A citizen's telephone, on an open line with an agent."""
    with database.writing() as session:
        make.an_open_line(session)
        make.an_agent(session, number="+358505550001")
    return Phone(database, clock)


def the(phone: Phone, table: type[Any]) -> Any:
    """The only row of a table."""
    with phone.database.reading() as session:
        return session.scalars(select(table)).one()


def number_of(phone: Phone, contact_id: int) -> str:
    with phone.database.reading() as session:
        return contacts.number(session, contact_id)


# --- who is calling ---


@only_sqlite
@pytest.mark.parametrize(
    ("who", "shown", "kept_as", "dialogue"),
    [
        ("a mobile", "+358401234567", "callable", "caller"),
        ("a landline", "+35886123456", "callable", "caller"),
        ("a company's switchboard", "+358295112233", "callable", "caller"),
        ("a mobile of a neighbour country", "+46701234567", "callable", "caller"),
        ("nobody, says the network", "anonymous", "withheld", "caller"),
        ("nobody, spelled in keypad letters", "+266696687", "withheld", "caller"),
        ("nothing at all", "", "withheld", "caller"),
        ("our own line", LINE, "refused", "caller"),
        ("a premium number", "+358600123456", "refused", "caller"),
        ("a far country", "+12025550123", "refused", "caller"),
        ("an agent", "+358505550001", "staff", "agent_line"),
    ],
)
def test_the_number_shown_decides_who_is_calling(
    phone: Phone, who: str, shown: str, kept_as: str, dialogue: str
) -> None:
    phone.number = shown
    phone.call()

    call = the(phone, Call)
    assert (call.shown, call.dialogue, call.direction) == (kept_as, dialogue, "inbound"), who
    assert (call.contact_id is not None) == (kept_as in ("callable", "staff")), who
    assert (call.staff_id is not None) == (kept_as == "staff"), who


def test_the_number_called_decides_the_line(phone: Phone) -> None:
    with phone.database.writing() as session:
        urgent = make.a_line(session, "urgent", number="+358295000200").id
    phone.to = "+358295000200"
    phone.call()

    assert the(phone, Call).line_id == urgent


def test_a_number_that_is_no_line_s_is_answered_by_the_first_line_and_logged(
    phone: Phone,
) -> None:
    phone.to = "+358295999999"
    with structlog.testing.capture_logs() as logs:
        phone.call()

    assert phone.hears("caller.language.fi")
    assert the(phone, Call).line_id == the(phone, Line).id
    assert [log["log_level"] for log in logs] == ["warning"]
    assert "295999999" not in str(logs)


def test_an_agent_hears_her_own_dialogue_in_her_language(phone: Phone) -> None:
    with phone.database.writing() as session:
        make.an_agent(session, "Sven", number="+358505550002", languages=["sv", "fi"])
    phone.number = "+358505550002"

    assert say("agent_line.pin", "sv", {}) in phone.call().heard


# --- key scripts that stay put ---


def test_a_callback_to_the_shown_number_takes_three_keys(phone: Phone) -> None:
    phone.call().press("1", "1", "1")

    assert phone.hears("caller.told_today")
    assert "puolen tunnin kuluessa" in phone.heard
    assert phone.is_over
    callback = the(phone, Callback)
    assert (callback.number_source, callback.language, callback.asked_turn) == ("shown", "fi", 4)
    assert number_of(phone, callback.contact_id) == CITIZEN
    assert callback.call_id == the(phone, Call).id


def test_a_callback_to_another_number(phone: Phone) -> None:
    phone.call().press("2", "1", "2", "0501112222#", "1")

    assert phone.hears("caller.told_today_referred", "caller.reference_told")
    callback = the(phone, Callback)
    assert (callback.number_source, callback.language) == ("typed", "sv")
    assert number_of(phone, callback.contact_id) == "+358501112222"


def test_a_callback_to_whoever_withholds_the_number(phone: Phone) -> None:
    phone.number = "anonymous"
    phone.call().press("3", "1", "0501112222#", "1")

    assert phone.hears("caller.told_today_referred")
    assert the(phone, Callback).number_source == "typed"


def test_whoever_types_the_number_that_is_shown_is_known_by_the_network(phone: Phone) -> None:
    phone.call().press("1", "1", "2", "0401234567#", "1")

    assert the(phone, Callback).number_source == "shown"


@only_sqlite
@pytest.mark.parametrize(
    ("what", "typed", "heard"),
    [
        ("too short", "0401#", "caller.number_invalid"),
        ("too long", "0401234567890123#", "caller.number_invalid"),
        ("without its zero", "401234567#", "caller.number_invalid"),
        ("a company's", "0295112233#", "caller.number_company"),
        ("a foreign one", "0046701234567#", "caller.number_foreign"),
        ("a premium one", "0600123456#", "caller.number_refused"),
        ("the emergency number", "112#", "caller.number_refused"),
        ("our own", "0295000100#", "caller.number_refused"),
        ("an agent's", "0505550001#", "caller.number_refused"),
        ("a mobile", "0501112222#", "caller.number_right"),
        ("a landline", "086123456#", "caller.number_right"),
        ("one in international form", "00358501112222#", "caller.number_right"),
    ],
)
def test_a_typed_number_is_checked_before_it_is_read_back(
    phone: Phone, what: str, typed: str, heard: str
) -> None:
    phone.call().press("3", "1", "2", typed)

    assert phone.hears(heard), what


def test_a_shown_number_that_can_not_be_called_is_asked_for(phone: Phone) -> None:
    phone.number = "+12025550123"

    assert phone.call().press("3", "1").hears("caller.shown_refused", "caller.number")


def test_hours_and_price_are_told_in_the_callers_language(phone: Phone) -> None:
    with phone.database.writing() as session:
        line = session.scalars(select(Line)).one()
        line.hours_words = {"fi": "-", "sv": "-", "en": "We are open from nine to four."}
        line.price_words = {"fi": "-", "sv": "-", "en": "The price is that of a local call."}

    phone.call().press("3", "5")

    assert "We are open from nine to four. The price is that of a local call." in phone.heard


def test_a_later_day_is_told_with_the_urgent_way(phone: Phone) -> None:
    phone.clock.to("Fri 17:00")
    phone.call().press("3", "1", "1")

    assert phone.hears("caller.told_later", "caller.urgent")
    assert "on Monday, the thirtieth of November, in the morning" in phone.heard


# --- a standing request ---


def test_a_caller_with_a_request_hears_when_we_call_and_may_keep_it(phone: Phone) -> None:
    phone.call().press("3", "1", "1").hang_up()

    phone.call().press("3")
    assert phone.hears("caller.standing")
    assert "within half an hour" in phone.heard

    assert phone.press("1").hears("caller.kept")
    assert the(phone, Callback).state == "waiting"


def test_a_caller_may_cancel_and_ask_anew_for_another_number(phone: Phone) -> None:
    phone.call().press("3", "1", "1").hang_up()

    phone.call().press("3", "2", "1")
    assert phone.hears("caller.cancelled")
    assert the(phone, Callback).state == "cancelled"

    phone.press("1", "2", "0501112222#", "1")
    assert phone.hears("caller.told_today_referred")


def test_a_caller_may_cancel_while_an_agent_is_being_rung_but_not_while_we_dial(
    phone: Phone,
) -> None:
    phone.call().press("3", "1", "1").hang_up()
    move(phone, "ready", "offered", "dialling")

    assert phone.call().press("3").hears("caller.calling")
    assert phone.is_over


def test_a_request_by_another_number_is_mentioned_to_nobody(phone: Phone) -> None:
    phone.number = "+358501112222"
    phone.call().press("3", "1", "1").hang_up()

    phone.number = CITIZEN
    phone.call().press("3")
    assert phone.hears("caller.main")
    phone.press("1", "2", "0501112222#", "1")
    assert phone.hears("caller.told_today_referred")
    assert the(phone, Callback).number_source == "shown"


def move(phone: Phone, *states: str) -> None:
    with phone.database.writing() as session:
        callback = session.scalars(select(Callback)).one()
        for state in states:
            now = phone.clock.now()
            callbacks.move(session, callback, state, cause="no_answer", actor="system", now=now)


def test_a_citizen_we_missed_hears_so_and_gets_the_old_place_with_one_key(phone: Phone) -> None:
    asked = phone.clock.now()
    phone.call().press("3", "1", "1").hang_up()
    move(phone, "ready", "offered", "dialling", "unreached")
    phone.clock.advance(days=2)

    assert phone.call().press("3").hears("caller.missed")
    assert phone.press("1").hears("caller.told_today")
    with phone.database.reading() as session:
        again = session.scalars(select(Callback).order_by(Callback.id.desc())).first()
    assert again.arrived_at == asked + span("9 s")


def test_a_citizen_whose_conversation_is_not_filed_yet_may_ask_for_more(phone: Phone) -> None:
    phone.call().press("3", "1", "1").hang_up()
    move(phone, "ready", "offered", "dialling", "talking", "unfiled")

    assert phone.call().press("3").hears("caller.main")
    assert phone.press("1", "1").hears("caller.told_today")
    assert the(phone, Callback).state == "waiting"


# --- nobody presses a key ---


def test_whoever_presses_nothing_gets_a_call_by_staying_on_the_line(phone: Phone) -> None:
    phone.call().stay_silent(times=2)
    assert phone.hears("caller.stay_any")

    phone.stay_silent()

    assert phone.hears("caller.told_any")
    callback = the(phone, Callback)
    assert (callback.unasked, callback.number_source) == (True, "shown")


def test_a_language_chosen_then_is_the_callbacks_language(phone: Phone) -> None:
    phone.call().stay_silent(times=3)

    assert phone.press("2").hears("caller.standing")
    assert the(phone, Callback).language == "sv"


def test_whoever_withholds_the_number_and_presses_nothing_is_told_how_to_ask(
    phone: Phone,
) -> None:
    phone.number = "anonymous"
    phone.call().stay_silent(times=2)

    assert phone.hears("caller.leave_any")
    with phone.database.reading() as session:
        assert session.scalars(select(Callback)).all() == []


def test_in_a_chosen_language_staying_on_the_line_is_offered_in_it(phone: Phone) -> None:
    phone.call().press("3").stay_silent(times=2)
    assert phone.hears("caller.stay")

    assert phone.stay_silent().hears("caller.told_today")
    assert the(phone, Callback).language == "en"
