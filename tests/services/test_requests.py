"""Asking for a callback: every way in which that can turn out, and what is stored of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from ivr.db import Database, Session
from ivr.models import Callback, Contact, Event, Line, Promise
from ivr.services import callbacks, contacts, lines, rates, requests, tallies
from ivr.services.policy import Policy
from ivr.services.requests import Requested, Wish
from tests import make
from tests.conftest import only_sqlite
from tests.make import CITIZEN, KEYER, NOW, at, span
from tests.together import together

NEIGHBOUR = "+358501112222"


@pytest.fixture
def line(database: Database) -> Line:
    """An open line with one agent."""
    with database.writing() as session:
        make.an_agent(session)
        return make.an_open_line(session)


def ask(
    database: Database,
    line: Line,
    number: str = CITIZEN,
    source: str = "shown",
    now: datetime = NOW,
    policy: Policy = Policy(),  # noqa: B008
    **wish: Any,
) -> Requested:
    """One request in a transaction of its own, by a caller whose own number is CITIZEN."""
    with database.writing() as session:
        contact = contacts.find_or_make(session, KEYER, number, now)
        asker = contacts.find_or_make(session, KEYER, CITIZEN, now)
        session.flush()
        wanted = Wish(contact, source, wish.pop("language", "fi"), f"contact:{asker.id}", **wish)
        return requests.request(session, line, policy, wanted, now)


def stored(database: Database) -> list[Callback]:
    with database.reading() as session:
        return list(session.scalars(select(Callback).order_by(Callback.id)))


def change(database: Database, do: Callable[[Session, Callback], object]) -> None:
    """Something happens to the one open callback."""
    with database.writing() as session:
        do(session, session.scalars(select(Callback).where(Callback.ended_at.is_(None))).one())


def put(database: Database, *states: str) -> None:
    """The open callback goes through these states, one after the other."""
    for state in states:
        change(
            database,
            lambda session, callback, to=state: callbacks.move(
                session, callback, to, cause="test", actor="system", now=NOW
            ),
        )


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


# --- caps ---


def test_a_number_may_ask_three_times_a_day(database: Database, line: Line) -> None:
    outcomes = []
    for _ in range(4):
        outcomes.append(ask(database, line).outcome)
        if outcomes[-1] != "limit":
            put(database, "cancelled")

    assert outcomes == ["today", "today", "today", "limit"]
    assert len(stored(database)) == 3
    assert ask(database, line, now=NOW + span("1 d")).outcome == "today"


def test_whoever_types_a_number_uses_up_none_of_its_holders_own_requests(
    database: Database, line: Line
) -> None:
    typed = [ask(database, line, NEIGHBOUR, "typed").outcome for _ in range(4)]
    put(database, "cancelled")

    assert typed == ["today", "today", "today", "limit"]
    assert ask(database, line, NEIGHBOUR).outcome == "today"


def test_a_caller_may_type_two_different_numbers_a_day_each_as_often_as_it_may_ask(
    database: Database, line: Line
) -> None:
    numbers = ["+358501110001", "+358501110002", "+358501110003", "+358501110001"]

    outcomes = [ask(database, line, number, "typed").outcome for number in numbers]

    assert outcomes == ["today", "today", "limit", "today"]
    assert len(stored(database)) == 2


def test_a_refusal_by_one_cap_uses_up_no_other(database: Database, line: Line) -> None:
    for n in range(2):
        ask(database, line, f"+35850111000{n}", "typed")
    assert ask(database, line, NEIGHBOUR, "typed").outcome == "limit"

    with database.reading() as session:
        contact = contacts.find(session, KEYER, NEIGHBOUR)
        assert rates.count(session, f"requests:typed:contact:{contact.id}", NOW.date()) == 0


def test_the_caps_are_those_of_the_line(database: Database, line: Line) -> None:
    strict = Policy.read({"caps": {"requests": 1}})
    ask(database, line, policy=strict)
    put(database, "cancelled")

    assert ask(database, line, policy=strict).outcome == "limit"


# --- staying on the line ---


def test_staying_on_the_line_asks_once_a_day(database: Database, line: Line) -> None:
    first = ask(database, line, unasked=True)
    put(database, "cancelled")
    second = ask(database, line, unasked=True)
    next_day = ask(database, line, unasked=True, now=NOW + span("1 d"))

    assert [one.outcome for one in (first, second, next_day)] == ["today", "limit", "today"]
    assert [callback.unasked for callback in stored(database)] == [True, True]
    with database.reading() as session:
        causes = session.scalars(select(Event.cause).where(Event.from_state.is_(None))).all()
        assert causes == ["stayed", "stayed"]


def may_stay(database: Database, line: Line, policy: Policy) -> bool:
    with database.writing() as session:
        contact = contacts.find_or_make(session, KEYER, CITIZEN, NOW)
        line = lines.by_key(session, line.key)
        return requests.may_stay_on_the_line(session, line, policy, contact, NOW)


@only_sqlite
@pytest.mark.parametrize(
    ("when", "prepare", "settings", "offered"),
    [
        ("nothing stands against it", None, {}, True),
        ("the line does not offer it", None, {"unasked": False}, False),
        ("a request stands already", "asked", {}, False),
        ("it was done today already", "stayed", {}, False),
        ("the line takes no requests", "switched off", {}, False),
    ],
)
def test_staying_on_the_line_is_offered_where_it_would_be_taken(
    database: Database, line: Line, when: str, prepare: str, settings: dict, offered: bool
) -> None:
    match prepare:
        case "asked":
            ask(database, line)
        case "stayed":
            ask(database, line, unasked=True)
            put(database, "cancelled")
        case "switched off":
            with database.writing() as session:
                row = lines.by_key(session, line.key)
                lines.set_switch(session, row, "takes_requests", False, "supervisor:1", NOW)

    assert may_stay(database, line, Policy.read(settings)) is offered, when


# --- the place of a missed request ---


def missed(database: Database, *, days_ago: float) -> None:
    """The open callback's attempts were all in vain."""
    put(database, "ready", "offered", "dialling")

    def give_up(session: Session, callback: Callback) -> None:
        ended = NOW - span(f"{days_ago} d")
        callbacks.move(session, callback, "unreached", cause="no_answer", actor="system", now=ended)

    change(database, give_up)


@pytest.mark.parametrize(
    ("asked_for", "days_ago", "kept"),
    [
        ("its place, within a week", 6.9, True),
        ("its place, after a week", 7.0, False),
        ("nothing special", 1.0, False),
    ],
)
def test_a_missed_request_gives_its_place_to_the_next_one_for_a_week(
    database: Database, line: Line, asked_for: str, days_ago: float, kept: bool
) -> None:
    first = NOW - span("8 d")
    ask(database, line, now=first)
    missed(database, days_ago=days_ago)

    ask(database, line, keeps_place=asked_for != "nothing special")

    assert stored(database)[1].arrived_at == (first if kept else NOW), asked_for


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
