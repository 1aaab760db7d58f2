"""Asking for a callback: every way in which that can turn out, and what is stored of it."""

import pytest
from sqlalchemy import func, select

from ivr.db import Database
from ivr.models import Contact, Event, Line, Promise
from ivr.services import contacts, lines, rates, requests, tallies
from ivr.services.policy import Policy
from ivr.services.requests import Requested, Wish
from tests import make
from tests.conftest import only_sqlite
from tests.make import CITIZEN, KEYER, NOW, at, span
from tests.services.asking import ask, put, stored
from tests.together import together

NEIGHBOUR = "+358501112222"


@pytest.fixture
def line(database: Database) -> Line:
    """An open line with one agent."""
    with database.writing() as session:
        make.an_agent(session)
        return make.an_open_line(session)


def test_a_request_is_stored_counted_promised_and_written_down(
    database: Database, line: Line
) -> None:
    requested = ask(database, line, language="sv")

    assert requested == Requested("today", "inom en halv timme")
    [callback] = stored(database)
    assert (callback.state, callback.language, callback.number_source) == ("waiting", "sv", "shown")
    assert callback.lane == "general/sv/callback"
    assert (callback.arrived_at, callback.not_before) == (NOW, NOW + span("60 s"))
    assert (callback.unasked, callback.epoch, callback.counted) == (False, 0, 0)
    with database.reading() as session:
        assert tallies.counts(session, line.id, "sv") == {"waiting": 1}
        promise = session.scalars(select(Promise)).one()
        assert (promise.words, promise.channel) == (requested.eta, "spoken")
        event = session.scalars(select(Event)).one()
        assert (event.from_state, event.to_state, event.cause) == (None, "waiting", "asked")
        assert event.actor == "citizen"


@only_sqlite
@pytest.mark.parametrize(
    ("moment", "now", "outcome"),
    [
        ("while open", "2026-11-24 10:00", "today"),
        ("early in the morning", "2026-11-24 07:00", "later"),
        ("in the evening", "2026-11-24 20:00", "later"),
        ("on a Sunday", "2026-11-29 12:00", "later"),
        ("a few minutes before closing", "2026-11-24 15:57", "later"),
    ],
)
def test_requests_are_taken_day_and_night(
    database: Database, line: Line, moment: str, now: str, outcome: str
) -> None:
    assert ask(database, line, now=at(now)).outcome == outcome, moment
    assert len(stored(database)) == 1


def test_a_request_is_taken_even_without_a_calendar(database: Database) -> None:
    with database.writing() as session:
        line = make.a_line(session)

    requested = ask(database, line, language="en")

    assert requested == Requested("later", "today or on the next working day")
    assert len(stored(database)) == 1


def test_a_line_that_takes_no_requests_stores_none(database: Database, line: Line) -> None:
    with database.writing() as session:
        general = lines.by_key(session, "general")
        lines.set_switch(session, general, "takes_requests", False, "supervisor:1", NOW)

    assert ask(database, general) == Requested("not_taken")
    assert stored(database) == []


# --- a standing request ---


@pytest.mark.parametrize(
    ("moves", "outcome"),
    [
        ((), "standing"),
        (("ready",), "standing"),
        (("ready", "offered"), "standing"),
        (("ready", "offered", "dialling"), "calling"),
        (("ready", "offered", "dialling", "talking"), "calling"),
        (("ready", "offered", "dialling", "needs_human"), "standing"),
    ],
)
def test_a_shown_number_hears_how_its_open_request_stands(
    database: Database, line: Line, moves: tuple[str, ...], outcome: str
) -> None:
    ask(database, line)
    put(database, *moves)

    assert ask(database, line, now=NOW + span("2 min")).outcome == outcome
    assert len(stored(database)) == 1


def test_a_standing_request_on_one_line_keeps_nobody_from_another(
    database: Database, line: Line
) -> None:
    with database.writing() as session:
        urgent = make.a_line(session, "urgent")

    assert ask(database, line).outcome == "today"
    assert ask(database, urgent).outcome == "today"
    assert len(stored(database)) == 2


def test_asking_again_after_an_unfiled_conversation_puts_the_same_row_back_in_its_place(
    database: Database, line: Line
) -> None:
    ask(database, line)
    put(database, "ready", "offered", "dialling", "talking", "unfiled")
    later = NOW + span("20 min")

    assert ask(database, line, now=later).outcome == "today"

    [callback] = stored(database)
    assert (callback.state, callback.arrived_at) == ("waiting", NOW)
    assert callback.not_before == later + span("5 min")


def test_once_it_has_ended_a_new_request_has_a_new_row_at_the_end_of_the_queue(
    database: Database, line: Line
) -> None:
    ask(database, line)
    put(database, "cancelled")
    later = NOW + span("20 min")

    assert ask(database, line, now=later).outcome == "today"
    assert [callback.arrived_at for callback in stored(database)] == [NOW, later]


# --- a typed number ---


def test_a_typed_number_with_an_open_request_hears_the_words_of_a_new_one(
    database: Database, line: Line
) -> None:
    ask(database, line, NEIGHBOUR)
    put(database, "ready", "offered", "dialling")
    before = stored(database)[0]

    typed = ask(database, line, NEIGHBOUR, "typed", now=NOW + span("2 min"))
    fresh = ask(database, line, "+358503334444", "typed", now=NOW + span("2 min"))

    assert typed == fresh
    assert len(stored(database)) == 2
    after = stored(database)[0]
    assert (after.state, after.arrived_at) == (before.state, before.arrived_at)
    with database.reading() as session:
        promises = select(func.count()).where(Promise.callback_id == before.id)
        assert session.scalar(promises) == 1


@pytest.mark.parametrize("flag", ["refuses_typed", "unreachable"])
def test_a_typed_number_that_is_not_to_be_called_is_refused(
    database: Database, line: Line, flag: str
) -> None:
    with database.writing() as session:
        make.a_contact(session, NEIGHBOUR, **{flag: True})

    assert ask(database, line, NEIGHBOUR, "typed") == Requested("refused")
    assert stored(database) == []


def test_its_holder_may_still_ask_from_that_very_telephone(database: Database, line: Line) -> None:
    with database.writing() as session:
        make.a_contact(session, NEIGHBOUR, refuses_typed=True, unreachable=True)

    assert ask(database, line, NEIGHBOUR).outcome == "today"
    with database.reading() as session:
        contact = contacts.find(session, KEYER, NEIGHBOUR)
        assert (contact.refuses_typed, contact.unreachable) == (True, False)


def test_sixteen_requests_for_the_same_number_at_once_make_one_row(
    database: Database, line: Line
) -> None:
    with database.writing() as session:
        make.a_contact(session, CITIZEN)

    outcomes = together(16, lambda _: ask(database, line).outcome)

    assert sorted(outcomes) == ["standing"] * 15 + ["today"]
    assert len(stored(database)) == 1
    with database.reading() as session:
        contact = session.scalar(select(Contact.id).where(Contact.number == CITIZEN))
        assert rates.count(session, f"requests:shown:contact:{contact}", NOW.date()) == 1
        assert tallies.counts(session, line.id, "fi") == {"waiting": 1}


def test_sixteen_typed_requests_for_the_same_number_at_once_make_one_row(
    database: Database, line: Line
) -> None:
    generous = Policy.read({"caps": {"requests": 99, "typed_numbers": 99}})

    def ask_for(n: int) -> Requested:
        with database.writing() as session:
            contact = contacts.find_or_make(session, KEYER, NEIGHBOUR, NOW)
            wish = Wish(contact, "typed", "fi", f"call:{n}")
            return requests.request(session, line, generous, wish, NOW)

    told = {requested.outcome for requested in together(16, ask_for)}

    assert told == {"today"}
    assert len(stored(database)) == 1


def test_twelve_different_citizens_at_once_are_all_counted(database: Database, line: Line) -> None:
    outcomes = together(12, lambda n: ask(database, line, f"+35850111{n:04}").outcome)

    assert set(outcomes) == {"today"}
    with database.reading() as session:
        assert tallies.counts(session, line.id, "fi") == {"waiting": 12}
