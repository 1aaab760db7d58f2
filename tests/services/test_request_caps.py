"""How often a number may ask, when staying on the line is asking, and who gets an old place."""

import pytest
from sqlalchemy import select

from ivr.db import Database, Session
from ivr.models import Callback, Event, Line
from ivr.services import callbacks, contacts, lines, rates, requests
from ivr.services.policy import Policy
from tests import make
from tests.conftest import only_sqlite
from tests.make import CITIZEN, KEYER, NOW, span
from tests.services.asking import ask, change, put, stored

NEIGHBOUR = "+358501112222"


@pytest.fixture
def line(database: Database) -> Line:
    """An open line with one agent."""
    with database.writing() as session:
        make.an_agent(session)
        return make.an_open_line(session)


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


def test_all_who_show_no_number_type_fifty_numbers_a_day_together(
    database: Database, line: Line
) -> None:
    def types(n: int) -> str:
        with database.writing() as session:
            contact = contacts.find_or_make(session, KEYER, f"+3584011{n:05}", NOW)
            session.flush()
            wish = requests.Wish(contact, "typed", "fi", f"call:{n}")
            return requests.request(session, line, Policy(), wish, NOW).outcome

    outcomes = [types(n) for n in range(51)]

    assert set(outcomes[:50]) <= {"today", "later"}
    assert outcomes[50] == "limit"
    assert ask(database, line, NEIGHBOUR, "typed").outcome != "limit"


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
