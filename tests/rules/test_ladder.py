"""The ladder of retries: when the next attempt is, when there is none, which text goes out."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.ladder import (
    MISSES,
    Again,
    Closed,
    Ladder,
    Result,
    Tries,
    Unreached,
    after,
    counts,
    first_call,
    weighed,
)
from flows.rules.window import HELSINKI, RELEASE_MARGIN, Calendar, local_date, may_start
from tests.rules.calendars import at, calendar

RULES, LADDER = calendar(), Ladder()
MINUTE = timedelta(minutes=1)
TUESDAY_MORNING = "24.11.2026 10:00"


def tried(counted: int, *hours: int, texts: bool = True, leg_left: bool = True) -> Tries:
    return Tries(counted, frozenset(hours), texts, leg_left)


def missed(
    result: Result, tries: Tries, ended: str = TUESDAY_MORNING
) -> Again | Unreached | Closed:
    return after(result, tries, at(ended), RULES, LADDER)


def again(result: Result, tries: Tries, ended: str = TUESDAY_MORNING) -> Again:
    follows = missed(result, tries, ended)
    assert isinstance(follows, Again)
    return follows


@pytest.mark.parametrize(
    ("result", "counted", "minutes"),
    [
        ("no_answer", 1, 15),
        ("no_answer", 2, 90),
        ("not_reached", 1, 15),
        ("failed", 2, 90),
        ("busy", 1, 5),
        ("busy", 2, 5),
    ],
)
def test_the_next_attempt_is_counted_from_the_end_of_the_leg(
    result: Result, counted: int, minutes: int
) -> None:
    follows = again(result, tried(counted, 10))
    assert follows.not_before == at(TUESDAY_MORNING) + minutes * MINUTE
    assert follows.reason.code == "retry"
    assert follows.reason.values["counted"] == counted


@pytest.mark.parametrize("result", sorted(MISSES))
def test_after_three_counted_attempts_the_callback_is_unreached(result: Result) -> None:
    assert isinstance(missed(result, tried(2, 10)), Again)
    follows = missed(result, tried(3, 10))
    assert isinstance(follows, Unreached)
    assert follows.reason.values == {"counted": 3}


def test_texts_go_out_after_the_first_and_the_last_miss_only() -> None:
    texts = [missed("no_answer", tried(counted, 10)) for counted in (1, 2, 3)]
    assert [getattr(each, "text", None) for each in texts] == ["first_miss", None, "last_miss"]


def test_a_number_that_takes_no_texts_gets_none_and_a_fourth_attempt_on_a_later_day() -> None:
    assert again("no_answer", tried(1, 10, texts=False)).text is None
    fourth = again("no_answer", tried(3, 9, 10, texts=False))
    assert fourth.not_before == at("25.11.2026 11:00")
    assert fourth.reason.code == "further_attempt"
    assert missed("no_answer", tried(4, 9, 10, 11, texts=False)) == Unreached(
        missed("no_answer", tried(4, texts=False)).reason, None
    )


@pytest.mark.parametrize(
    ("what", "ended", "tries", "next_time"),
    [
        ("Friday at ten to four", "27.11.2026 15:50", tried(1, 15), "30.11.2026 09:00"),
        ("just in time", "27.11.2026 15:44", tried(1, 15), "27.11.2026 15:59"),
        ("too near closing to start", "24.11.2026 15:44:50", tried(1, 15), "25.11.2026 09:00"),
        ("ninety minutes past closing", "24.11.2026 14:40", tried(2, 14), "25.11.2026 09:00"),
        ("ended after closing", "24.11.2026 16:00:30", tried(1, 15), "25.11.2026 09:00"),
        ("the eve of a holiday", "23.12.2026 15:50", tried(1, 15), "28.12.2026 09:00"),
        ("a short day", "31.12.2026 12:50", tried(1, 12), "4.1.2027 09:00"),
        ("in time on a short day", "25.3.2027 12:40", tried(1, 12), "25.3.2027 12:55"),
        ("Easter and a clock change", "25.3.2027 12:50", tried(1, 12), "30.3.2027 09:00"),
        ("nine was tried", "24.11.2026 15:50", tried(2, 9, 15), "25.11.2026 10:00"),
        ("nine and ten were tried", "24.11.2026 15:50", tried(2, 9, 10), "25.11.2026 11:00"),
        ("all morning was tried", "24.11.2026 15:50", tried(2, 9, 10, 11), "25.11.2026 12:00"),
        ("all hours were tried", "24.11.2026 15:50", tried(2, *range(9, 16)), "25.11.2026 09:00"),
    ],
)
def test_an_attempt_that_would_miss_closing_goes_to_the_next_working_morning(
    what: str, ended: str, tries: Tries, next_time: str
) -> None:
    follows = again("no_answer", tries, ended)
    assert follows.not_before == at(next_time), what
    same_day = ended.split()[0] == next_time.split()[0]
    assert follows.reason.code == ("retry" if same_day else "retry_other_day")


def test_a_busy_number_near_closing_waits_for_the_next_working_morning() -> None:
    assert again("busy", tried(1, 15), "27.11.2026 15:54").not_before == at("27.11.2026 15:59")
    assert again("busy", tried(1, 15), "27.11.2026 15:55").not_before == at("30.11.2026 09:00")


def test_without_a_leg_left_under_the_cap_the_next_attempt_is_tomorrow() -> None:
    follows = again("no_answer", tried(2, 9, 10, leg_left=False))
    assert follows.not_before == at("25.11.2026 11:00")


@pytest.mark.parametrize(
    ("result", "ended", "next_time"),
    [
        ("later_hour", "24.11.2026 10:00", "24.11.2026 11:00"),
        ("later_hour", "24.11.2026 15:20", "25.11.2026 09:00"),
        ("later_morning", "24.11.2026 10:00", "25.11.2026 09:00"),
        ("later_morning", "27.11.2026 10:00", "30.11.2026 09:00"),
        ("later_afternoon", "24.11.2026 10:00", "24.11.2026 12:00"),
        ("later_afternoon", "24.11.2026 13:00", "25.11.2026 12:00"),
        ("later_afternoon", "24.11.2026 11:58", "25.11.2026 12:00"),
        ("later_afternoon", "23.12.2026 13:00", "28.12.2026 12:00"),
    ],
)
def test_a_citizen_who_asks_for_later_is_called_later(
    result: Result, ended: str, next_time: str
) -> None:
    follows = again(result, tried(0, 10), ended)
    assert follows.not_before == at(next_time)
    assert follows.reason.code == "asked_later"


@pytest.mark.parametrize(
    ("result", "end"),
    [
        ("done", "done"),
        ("visit", "done"),
        ("wrong_number", "refused"),
        ("invalid_number", "refused"),
    ],
)
def test_what_is_dealt_with_is_closed(result: Result, end: str) -> None:
    follows = missed(result, tried(1, 10))
    assert isinstance(follows, Closed)
    assert follows.end == end


def test_a_conversation_cut_off_goes_on_at_once_or_at_the_next_opening() -> None:
    assert again("cut_off", tried(1, 10)).not_before == at(TUESDAY_MORNING)
    assert again("cut_off", tried(1, 15), "27.11.2026 16:02").not_before == at("30.11.2026 09:00")


def test_an_attempt_that_was_never_placed_changes_nothing() -> None:
    assert again("not_placed", tried(1, 10)).not_before == at(TUESDAY_MORNING)


def test_a_call_that_its_agent_left_costs_nothing_but_the_least_gap() -> None:
    follows = again("abandoned", tried(0, 10))
    assert follows.not_before == at(TUESDAY_MORNING) + 5 * MINUTE
    assert follows.text is None
    assert not counts("abandoned")


def test_a_call_that_its_agent_left_with_the_days_last_leg_waits_for_the_next_day() -> None:
    follows = again("abandoned", tried(0, 10, leg_left=False))
    assert follows.not_before == at("25.11.2026 09:00")


@pytest.mark.parametrize(("times", "counts_as"), [(1, "abandoned"), (2, "abandoned")])
def test_agents_may_leave_twice_at_the_citizens_cost_of_nothing(
    times: int, counts_as: Result
) -> None:
    assert weighed("abandoned", times) == counts_as


def test_the_third_call_that_was_left_is_one_of_the_citizens_tries() -> None:
    assert weighed("abandoned", 3) == "no_answer"
    assert weighed("busy", 3) == "busy"


def test_only_misses_count() -> None:
    others: list[Result] = ["done", "visit", "wrong_number", "invalid_number", "cut_off"]
    later: list[Result] = ["not_placed", "later_hour", "later_morning", "later_afternoon"]
    assert all(counts(result) for result in MISSES)
    assert not any(counts(result) for result in others + later)


def test_a_miss_without_a_counted_attempt_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="counts"):
        missed("no_answer", tried(0))


def test_without_calendar_data_the_gap_alone_is_told_and_nothing_is_lost() -> None:
    follows = after("no_answer", tried(1, 10), at(TUESDAY_MORNING), Calendar(()), LADDER)
    assert isinstance(follows, Again)
    assert follows.not_before == at(TUESDAY_MORNING) + 15 * MINUTE
    assert follows.reason.code == "retry_no_calendar"


def test_a_line_may_set_its_own_gaps_but_none_shorter_than_the_least() -> None:
    hasty = Ladder(gaps=(MINUTE,), busy_gap=MINUTE, attempts=5)
    results: list[Result] = ["no_answer", "busy"]
    for result in results:
        follows = after(result, tried(4, 10), at(TUESDAY_MORNING), RULES, hasty)
        assert isinstance(follows, Again)
        assert follows.not_before == at(TUESDAY_MORNING) + 5 * MINUTE


def test_the_first_call_leaves_a_minute_to_put_the_phone_down() -> None:
    asked_at = at(TUESDAY_MORNING)
    assert first_call(asked_at, LADDER) == asked_at + MINUTE


ends = st.timedeltas(timedelta(), timedelta(days=1800)).map(
    lambda since: at("1.1.2026 09:00") + since
)
tries = st.builds(
    Tries,
    st.integers(1, 4),
    st.frozensets(st.integers(9, 15)),
    st.booleans(),
    st.booleans(),
)


@given(st.sampled_from(sorted(MISSES)), tries, ends)
def test_no_retry_is_ever_outside_the_window_or_within_five_minutes(
    result: Result, tries: Tries, ended: datetime
) -> None:
    follows = after(result, tries, ended, RULES, LADDER)
    assert isinstance(follows, Again | Unreached)
    if isinstance(follows, Again):
        assert may_start(RULES, follows.not_before, RELEASE_MARGIN)
        assert follows.not_before >= ended + 5 * MINUTE


@given(st.sampled_from(sorted(MISSES)), tries, ends)
def test_a_retry_on_another_day_is_at_an_hour_not_yet_tried(
    result: Result, tries: Tries, ended: datetime
) -> None:
    follows = after(result, tries, ended, RULES, LADDER)
    if isinstance(follows, Again) and local_date(follows.not_before) != local_date(ended):
        hour = follows.not_before.astimezone(HELSINKI).hour
        assert hour not in tries.hours or tries.hours >= set(range(9, 13))


@given(st.sampled_from(["later_hour", "later_morning", "later_afternoon", "cut_off"]), ends)
def test_no_call_asked_for_later_is_ever_outside_the_window(
    result: Result, ended: datetime
) -> None:
    follows = after(result, tried(0), ended, RULES, LADDER)
    assert isinstance(follows, Again)
    assert may_start(RULES, follows.not_before)
    assert follows.not_before >= ended
