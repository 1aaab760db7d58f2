"""Each promise that may never break is seen to break when it does."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from flows.rules.states import CallbackState
from ivr.services.policy import Policy
from scheduler.world.reckoning.broken import Broken
from scheduler.world.reckoning.oath import Oath
from scheduler.world.reckoning.people import Agent, Attempt, anybody
from scheduler.world.reckoning.requests import Book, Request

WEDNESDAY = date(2026, 1, 7)
TEN = datetime(2026, 1, 7, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def oath() -> Oath:
    return Oath(Policy(), timedelta(seconds=1), WEDNESDAY, WEDNESDAY)


def asked(id: int = 1, at: datetime = TEN) -> Request:
    caller = anybody(Random(id), id)
    caller.calls = 1
    return Request(id, caller, "fi", at, at, at + MINUTE, state_since=at + MINUTE)


def with_agent(request: Request) -> Attempt:
    agent = Agent(1, frozenset({"fi"}), request=request.id)
    return Attempt(request.id, agent, TEN)


def test_a_call_in_the_window_breaks_nothing(oath: Oath) -> None:
    oath.rung(asked(), with_agent(asked()), TEN)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 7, 6, 59, 59, tzinfo=UTC),
        datetime(2026, 1, 7, 14, tzinfo=UTC),
        datetime(2026, 1, 10, 8, tzinfo=UTC),
        datetime(2026, 1, 6, 8, tzinfo=UTC),
    ],
    ids=["before nine", "at four", "on a Saturday", "at Epiphany"],
)
def test_a_call_outside_the_window_is_seen(oath: Oath, moment: datetime) -> None:
    with pytest.raises(Broken, match="I1:"):
        oath.rung(asked(), with_agent(asked()), moment)


def test_a_call_without_an_agent_is_seen(oath: Oath) -> None:
    attempt = with_agent(asked())
    attempt.agent.request = 99

    with pytest.raises(Broken, match="I10:"):
        oath.rung(asked(), attempt, TEN)


def test_one_call_too_many_for_a_request_is_seen(oath: Oath) -> None:
    request = asked()
    request.in_vain = 6

    with pytest.raises(Broken, match="I7:"):
        oath.rung(request, with_agent(request), TEN)


def test_a_second_call_too_soon_is_seen(oath: Oath) -> None:
    request = asked()
    request.last_ended = TEN - timedelta(minutes=4, seconds=59)

    with pytest.raises(Broken, match="I8:"):
        oath.rung(request, with_agent(request), TEN)


def test_a_fifth_call_to_a_telephone_on_a_day_is_seen_and_none_on_the_next(oath: Oath) -> None:
    request = asked()
    for _ in range(4):
        oath.rung(request, with_agent(request), TEN)
    with pytest.raises(Broken, match="I9:"):
        oath.rung(request, with_agent(request), TEN)

    oath.rung(request, with_agent(request), TEN + timedelta(days=1))


def test_who_is_overtaken_is_seen(oath: Oath) -> None:
    earlier, later = asked(1, TEN), asked(2, TEN + MINUTE)
    oath.offered(later, Agent(1, frozenset({"fi"})), TEN + 5 * MINUTE)

    with pytest.raises(Broken, match="I13:"):
        oath.offered(earlier, Agent(2, frozenset({"fi"})), TEN + 6 * MINUTE)


def test_an_agent_with_two_is_seen(oath: Oath) -> None:
    with pytest.raises(Broken, match="I23:"):
        oath.offered(asked(2), Agent(1, frozenset({"fi"}), request=1), TEN)


def test_two_calls_in_a_second_are_seen(oath: Oath) -> None:
    oath.offered(asked(1), Agent(1, frozenset({"fi"})), TEN)

    with pytest.raises(Broken, match="I27:"):
        oath.offered(asked(2), Agent(2, frozenset({"fi"})), TEN + timedelta(milliseconds=999))


def test_a_request_that_is_lost_is_seen(oath: Oath) -> None:
    book = Book()
    book.accept(asked(1))
    oath.conserved(book)
    del book.open[1]

    with pytest.raises(Broken, match="I26:"):
        oath.conserved(book)


def test_a_request_that_never_ends_is_seen(oath: Oath) -> None:
    book = Book()
    book.accept(asked(1))

    with pytest.raises(Broken, match="I4:"):
        oath.ended(book)


def test_a_move_that_is_not_in_the_table_is_seen() -> None:
    book = Book()
    book.accept(asked(1))

    with pytest.raises(Broken, match="can't go from waiting to talking"):
        book.move(book.open[1], CallbackState.TALKING, TEN)
