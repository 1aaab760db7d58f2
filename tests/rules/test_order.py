"""The one order of all work, why a callback is next, and which agent is asked first."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.languages import Language
from flows.rules.order import (
    HEAD_STARTS,
    Candidate,
    Kind,
    Lane,
    Skills,
    choose,
    pick_order,
    rank,
    why,
)
from tests.rules.calendars import at

NOW = at("24.11.2026 11:00")
GENERAL = Lane("general", "fi")


def asked(clock: str, id: int, kind: Kind = "callback", day: str = "24.11.2026") -> Candidate:
    return Candidate(id, Lane("general", "fi", kind), at(f"{day} {clock}"), HEAD_STARTS[kind])


def agent(id: int, languages: str = "fi", lines: str = "general", ready: str = "10:00") -> Skills:
    spoken: frozenset[Language] = frozenset(languages.split())  # type: ignore[arg-type]
    return Skills(id, frozenset(lines.split()), spoken, at(f"24.11.2026 {ready}"))


def test_who_asked_first_is_called_first() -> None:
    assert choose([asked("9:50", 1), asked("9:40", 2), asked("10:10", 3)]) == asked("9:40", 2)


def test_without_candidates_nobody_is_next() -> None:
    assert choose([]) is None


def test_a_conversation_cut_off_comes_before_everyone_even_who_asked_last_month() -> None:
    cut_off, last_month = asked("10:59", 1, "cut_off"), asked("9:00", 2, day="26.10.2026")
    assert choose([last_month, cut_off]) == cut_off


def test_of_two_conversations_cut_off_the_one_asked_first_comes_first() -> None:
    first, second = asked("9:00", 9, "cut_off"), asked("9:30", 1, "cut_off")
    assert choose([second, first]) == first


def test_a_head_start_counts_as_having_asked_earlier() -> None:
    plain = asked("9:40", 1)
    ahead = Candidate(2, GENERAL, at("24.11.2026 10:00"), timedelta(minutes=30))
    assert rank(ahead.arrived_at, ahead.head_start) == at("24.11.2026 09:30")
    assert choose([plain, ahead]) == ahead


def test_equal_ranks_go_by_arrival_and_then_by_the_order_of_asking() -> None:
    early = asked("9:40", 7)
    late = Candidate(1, GENERAL, at("24.11.2026 10:00"), timedelta(minutes=20))
    assert choose([late, early]) == early
    assert choose([asked("9:40", 8), early]) == early


def test_why_next_is_one_subtraction() -> None:
    next_one = asked("9:40", 1)
    assert why(next_one).code == "earliest"
    assert why(next_one).values == {"arrived_at": at("24.11.2026 09:40"), "head_start": 0}


@given(st.permutations([asked(f"9:{minute}", minute) for minute in range(10, 20)]))
def test_the_order_of_looking_does_not_matter(candidates: list[Candidate]) -> None:
    assert choose(candidates) == asked("9:10", 10)


def test_a_lane_is_known_by_its_key() -> None:
    lane = Lane("authority", "sv", "cut_off")
    assert lane.key == "authority/sv/cut_off"
    assert Lane.read(lane.key) == lane


@pytest.mark.parametrize(
    "key", ["", "general", "general/fi", "general/se/callback", "/fi/callback"]
)
def test_what_is_not_a_lane_is_refused(key: str) -> None:
    with pytest.raises(ValueError):
        Lane.read(key)


def test_narrow_skills_are_used_first_so_that_broad_ones_stay_free() -> None:
    broad, narrow = agent(1, "fi sv en", ready="9:00"), agent(2, "fi", ready="10:30")
    assert pick_order([broad, narrow]) == (narrow, broad)


def test_of_equal_skills_the_longest_ready_is_asked_first() -> None:
    long, short = agent(9, ready="9:10"), agent(1, ready="10:30")
    assert pick_order([short, long]) == (long, short)
