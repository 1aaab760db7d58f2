"""Cleared by …: from the reckoning behind the promises, and never more hopeful than they are."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.clearing import STEP, Clearing, clear, together, whole
from flows.rules.estimate import Outlook, estimate, paced
from flows.rules.window import is_open, local_date
from tests.rules.calendars import at, calendar

RULES = calendar()
MINUTE = timedelta(minutes=1)
TUESDAY = "24.11.2026"

minutes = st.integers(0, 4 * 365 * 24 * 60).map(lambda n: at("1.1.2026 00:00") + n * MINUTE)
agents = st.integers(0, 6)
outlooks = st.builds(
    Outlook,
    ahead=st.integers(0, 300),
    agents_today=agents,
    agents_later=agents,
    handling=st.integers(1, 40).map(lambda n: n * MINUTE),
)


@pytest.mark.parametrize(
    ("now", "ahead", "agents", "by", "left"),
    [
        ("10:00", 0, 0, "10:00", 0),
        ("10:00", 10, 1, "11:55", 0),
        ("10:00", 10, 2, "11:05", 0),
        ("08:00", 6, 1, "10:10", 0),
        ("15:00", 10, 1, None, 5),
        ("15:55", 3, 5, None, 3),
        ("17:00", 3, 5, None, 3),
        ("10:00", 4, 0, None, 4),
    ],
)
def test_a_queue_is_empty_by_a_time_or_some_are_left(
    now: str, ahead: int, agents: int, by: str | None, left: int
) -> None:
    outlook = Outlook(ahead, agents, 5)
    expected = Clearing(at(f"{TUESDAY} {by}") if by else None, left)
    assert clear(at(f"{TUESDAY} {now}"), RULES, outlook) == expected


def test_on_a_closed_day_all_are_left() -> None:
    assert clear(at("28.11.2026 12:00"), RULES, Outlook(3, 5, 5)) == Clearing(None, 3)


@given(minutes, outlooks, st.integers(1, 5))
def test_more_agents_never_clear_it_later(now: datetime, outlook: Outlook, more: int) -> None:
    helped = clear(now, RULES, replace(outlook, agents_today=outlook.agents_today + more))
    alone = clear(now, RULES, outlook)

    assert helped.left <= alone.left
    assert alone.by is None or (helped.by is not None and helped.by <= alone.by)


@given(minutes, outlooks, st.integers(0, 2 * 24 * 60))
def test_it_is_cleared_inside_the_window_and_not_before_a_promise_ahead(
    now: datetime, outlook: Outlook, held: int
) -> None:
    latest = now + held * MINUTE
    cleared = clear(now, RULES, replace(outlook, ahead=outlook.ahead + 1, latest=latest))

    if cleared.by is None:
        assert 0 < cleared.left <= outlook.ahead + 1
    else:
        assert is_open(RULES, cleared.by - MINUTE / 60)
        assert local_date(cleared.by) == local_date(now)
        assert cleared.by >= latest


@given(minutes, outlooks)
def test_whoever_asks_now_is_promised_today_just_if_the_queue_is_cleared_today(
    now: datetime, outlook: Outlook
) -> None:
    outlook = replace(outlook, ahead=outlook.ahead + 1)
    cleared, promise = clear(now, RULES, outlook), estimate(now, RULES, outlook)

    assert promise is not None
    assert (cleared.by is not None) == (local_date(promise.to_at) == local_date(now))
    if cleared.by:
        assert cleared.by <= promise.to_at + STEP


def test_queues_of_two_languages_share_the_agents_who_speak_both() -> None:
    now = at(f"{TUESDAY} 10:00")
    finnish, swedish = Outlook(12, 2, 2), Outlook(12, 2, 2)
    single = [clear(now, RULES, one) for one in (finnish, swedish)]
    both = clear(now, RULES, together([finnish, swedish], 2, 2))

    assert whole(single, [both]).by == both.by == at(f"{TUESDAY} 12:15")


def test_what_is_left_of_queues_without_a_shared_agent_is_added_up() -> None:
    assert whole([Clearing(None, 3), Clearing(None, 2)], [Clearing(None, 1)]) == Clearing(None, 5)


@pytest.mark.parametrize(
    ("served", "busy", "length"), [(0, 0, 10), (0, 20, 12), (10, 200, 15), (90, 450, 5.5)]
)
def test_the_pace_of_today_outweighs_the_usual_one_with_every_call(
    served: int, busy: int, length: float
) -> None:
    assert paced(10 * MINUTE, busy * MINUTE, served) == length * MINUTE
