"""When more unknown numbers ask than there are people: whom we know waits as ever."""

import pytest

from ivr.db import Database
from ivr.models import Line
from ivr.services import contacts
from ivr.services.policy import Policy
from tests import make
from tests.make import KEYER, NOW, span
from tests.services.asking import ask, stored

POLICY = Policy.read({"caps": {"newcomers": 5, "newcomers_put_off": 3}})
KNOWN = "+358409990000"


@pytest.fixture
def line(database: Database) -> Line:
    """An open line with ten agents and somebody who was helped last week."""
    with database.writing() as session:
        for n in range(10):
            make.an_agent(session, f"Agent {n}")
        line = make.an_open_line(session)
        known = contacts.find_or_make(session, KEYER, KNOWN, NOW)
        session.flush()
        make.a_callback(session, line, contact=known, state="done")
        return line


def strangers(
    database: Database, line: Line, many: int, first: int = 0, later: str = "0 s"
) -> list[str]:
    now = NOW + span(later)
    numbers = [f"+35841000{n:04}" for n in range(first, first + many)]
    return [ask(database, line, number, now=now, policy=POLICY).outcome for number in numbers]


def test_beyond_the_bound_unknown_numbers_wait_for_another_day_and_then_are_refused(
    database: Database, line: Line
) -> None:
    assert strangers(database, line, 9) == ["today"] * 5 + ["later"] * 3 + ["limit"]

    waiting = [one for one in stored(database) if one.state == "waiting"]
    assert [one.not_before > NOW + span("10 h") for one in waiting] == [False] * 5 + [True] * 3


def test_whom_we_have_talked_with_and_who_is_proven_on_a_page_wait_as_ever(
    database: Database, line: Line
) -> None:
    strangers(database, line, 9)

    assert ask(database, line, KNOWN, policy=POLICY).outcome != "limit"
    assert ask(database, line, "+358408880000", "web", policy=POLICY).outcome != "limit"
    assert all(one.not_before < NOW + span("1 h") for one in stored(database)[-2:])


@pytest.mark.parametrize(("later", "waits"), [("50 min", True), ("80 min", False)])
def test_a_flood_is_reckoned_with_for_an_hour(
    database: Database, line: Line, later: str, waits: bool
) -> None:
    strangers(database, line, 6)

    strangers(database, line, 1, first=100, later=later)

    assert (stored(database)[-1].not_before > NOW + span("10 h")) is waits


def test_who_was_refused_in_a_flood_has_used_up_none_of_her_own_requests(
    database: Database, line: Line
) -> None:
    strangers(database, line, 8)
    hers = "+358407770000"

    refused = [ask(database, line, hers, policy=POLICY).outcome for _ in range(4)]
    afterwards = ask(database, line, hers, now=NOW + span("80 min"), policy=POLICY).outcome

    assert refused == ["limit"] * 4
    assert afterwards != "limit"
    assert stored(database)[-1].not_before < NOW + span("2 h")


def test_without_a_bound_everybody_waits_as_ever(database: Database, line: Line) -> None:
    outcomes = [ask(database, line, f"+35841000{n:04}").outcome for n in range(40)]

    assert "limit" not in outcomes
    assert all(one.not_before < NOW + span("1 h") for one in stored(database)[1:])
