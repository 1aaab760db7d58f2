"""The promise: never earlier than true, rounded up, today only if someone can keep it today."""

import heapq
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.rules.estimate import Form, Outlook, Promise, estimate, expect, score
from flows.rules.hours import Hours
from flows.rules.window import Calendar, is_open, local_date, spans
from tests.rules.calendars import USUAL_WEEK, at, calendar, closed

RULES = calendar()
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TUESDAY = "24.11.2026"
TEN = at(f"{TUESDAY} 10:00")


def told(now: datetime, outlook: Outlook, rules: Calendar = RULES) -> Promise:
    promise = estimate(now, rules, outlook)
    assert promise is not None
    return promise


def between(day: str, from_at: str, to_at: str, form: Form) -> Promise:
    return Promise(at(f"{day} {from_at}"), at(f"{day} {to_at}"), form)


def queue(ahead: int, agents: int, *, today: int | None = None) -> Outlook:
    return Outlook(ahead, agents if today is None else today, agents)


@pytest.mark.parametrize(
    ("ahead", "agents", "promise"),
    [
        (0, 1, between("24.11.2026", "10:00", "10:30", "half_hour")),
        (0, 5, between("24.11.2026", "10:00", "10:30", "half_hour")),
        (3, 1, between("24.11.2026", "10:00", "11:00", "hour")),
        (10, 5, between("24.11.2026", "10:00", "11:00", "hour")),
        (10, 1, between("24.11.2026", "10:00", "12:00", "window")),
        (20, 1, between("24.11.2026", "12:00", "14:00", "window")),
        (100, 5, between("24.11.2026", "12:00", "14:00", "window")),
        (33, 1, between("24.11.2026", "14:00", "16:00", "window")),
        (35, 1, between("25.11.2026", "09:00", "12:00", "morning")),
        (60, 1, between("25.11.2026", "12:00", "16:00", "afternoon")),
        (200, 5, between("25.11.2026", "09:00", "12:00", "morning")),
        (200, 1, between("1.12.2026", "09:00", "12:00", "morning")),
    ],
)
def test_the_promise_grows_with_the_queue_and_shrinks_with_agents(
    ahead: int, agents: int, promise: Promise
) -> None:
    assert told(TEN, queue(ahead, agents)) == promise


@pytest.mark.parametrize(
    ("what", "now", "ahead", "promise"),
    [
        ("just before closing", "15:40", 0, between("24.11.2026", "15:40", "16:00", "half_hour")),
        ("too late for today", "15:55", 0, between("25.11.2026", "09:00", "12:00", "morning")),
        ("a queue over the night", "15:30", 10, between("25.11.2026", "09:00", "12:00", "morning")),
        ("after closing", "18:00", 0, between("25.11.2026", "09:00", "12:00", "morning")),
        ("before opening", "07:30", 0, between("24.11.2026", "09:00", "11:00", "window")),
        (
            "minutes before opening",
            "08:50",
            0,
            between("24.11.2026", "09:00", "09:20", "half_hour"),
        ),
        (
            "a window begins on the hour",
            "10:20",
            6,
            between("24.11.2026", "11:00", "13:00", "window"),
        ),
        (
            "a window is cut at closing",
            "14:10",
            6,
            between("24.11.2026", "15:00", "16:00", "window"),
        ),
    ],
)
def test_the_promise_fits_the_time_of_day(
    what: str, now: str, ahead: int, promise: Promise
) -> None:
    assert told(at(f"{TUESDAY} {now}"), queue(ahead, 1)) == promise, what


@pytest.mark.parametrize(
    ("what", "now", "ahead", "promise"),
    [
        (
            "over a weekend",
            "27.11.2026 15:55",
            0,
            between("30.11.2026", "09:00", "12:00", "morning"),
        ),
        (
            "over Christmas",
            "23.12.2026 15:55",
            0,
            between("28.12.2026", "09:00", "12:00", "morning"),
        ),
        (
            "a short day's afternoon",
            "30.12.2026 15:55",
            20,
            between("31.12.2026", "12:00", "13:00", "afternoon"),
        ),
        (
            "past a short day",
            "31.12.2026 10:00",
            20,
            between("4.1.2027", "09:00", "12:00", "morning"),
        ),
        (
            "over Easter and a clock change",
            "25.3.2027 12:55",
            0,
            between("30.3.2027", "09:00", "12:00", "morning"),
        ),
    ],
)
def test_the_promise_fits_the_calendar(what: str, now: str, ahead: int, promise: Promise) -> None:
    assert told(at(now), queue(ahead, 1)) == promise, what


def test_a_day_that_closes_at_noon_is_all_morning() -> None:
    noon = closed("25.11.2026", hours=Hours(time(9), time(12)))
    rules = calendar(USUAL_WEEK, (noon,))
    promise = told(at(f"{TUESDAY} 18:00"), queue(16, 1), rules)
    assert (promise.form, promise.to_at) == ("morning", at("25.11.2026 12:00"))
    assert told(at(f"{TUESDAY} 18:00"), queue(17, 1), rules).from_at == at("26.11.2026 09:00")


def test_a_day_that_opens_after_noon_is_all_afternoon() -> None:
    from_one = closed("25.11.2026", hours=Hours(time(13), time(16)))
    promise = told(at(f"{TUESDAY} 18:00"), queue(0, 1), calendar(USUAL_WEEK, (from_one,)))
    assert promise == between("25.11.2026", "13:00", "16:00", "afternoon")


def test_without_an_agent_of_the_language_today_it_is_not_today() -> None:
    promise = told(TEN, queue(0, 2, today=0))
    assert promise == between("25.11.2026", "09:00", "12:00", "morning")


def test_without_any_agent_one_is_assumed_from_the_next_day_and_supervisors_can_see_it() -> None:
    promise = told(TEN, queue(0, 0))
    assert promise == Promise(at("25.11.2026 09:00"), at("25.11.2026 12:00"), "morning", True)
    assert told(TEN, queue(60, 0)).to_at == told(TEN, queue(60, 1, today=0)).to_at


def test_a_later_caller_is_never_promised_an_earlier_time_than_someone_ahead_still_holds() -> None:
    to_one = told(TEN, replace(queue(0, 5), latest=at(f"{TUESDAY} 13:00")))
    assert to_one == between(TUESDAY, "11:00", "13:00", "window")
    tomorrow = told(TEN, replace(queue(0, 5), latest=at("25.11.2026 12:00")))
    assert tomorrow.to_at == at("25.11.2026 12:00")


def test_a_promise_held_for_a_day_closed_since_then_moves_to_the_next_open_one() -> None:
    rules = calendar(USUAL_WEEK, (closed("25.11.2026"),))
    promise = told(TEN, replace(queue(0, 1), latest=at("25.11.2026 12:00")), rules)
    assert promise == between("26.11.2026", "09:00", "12:00", "morning")


def test_such_a_promise_may_move_to_a_day_that_has_only_an_afternoon() -> None:
    from_one = closed("26.11.2026", hours=Hours(time(13), time(16)))
    rules = calendar(USUAL_WEEK, (closed("25.11.2026"), from_one))
    promise = told(TEN, replace(queue(0, 1), latest=at("25.11.2026 12:00")), rules)
    assert promise == between("26.11.2026", "13:00", "16:00", "afternoon")


def test_an_overdue_promise_of_someone_ahead_changes_nothing() -> None:
    overdue = replace(queue(0, 1), latest=at(f"{TUESDAY} 09:30"))
    assert told(TEN, overdue) == told(TEN, queue(0, 1))


def test_counting_on_fewer_agents_makes_the_promise_later() -> None:
    halved = replace(queue(10, 2), scale=0.5)
    assert told(TEN, halved) == told(TEN, queue(10, 1))


def test_the_last_minutes_of_a_day_neither_shorten_nor_lengthen_the_queue() -> None:
    assert expect(at(f"{TUESDAY} 15:55"), RULES, queue(0, 1)) == at("25.11.2026 09:10")
    assert expect(at(f"{TUESDAY} 15:55"), RULES, queue(3, 1)) == at("25.11.2026 09:40")


def test_long_calls_and_a_first_delay_make_the_promise_later() -> None:
    assert told(TEN, replace(queue(1, 1), handling=20 * MINUTE)).form == "hour"
    assert told(TEN, replace(queue(0, 1), first_delay=25 * MINUTE)).form == "hour"


def test_without_a_day_in_the_calendar_no_time_is_promised() -> None:
    assert estimate(TEN, Calendar(()), queue(0, 1)) is None
    assert estimate(at("31.12.2030 12:58"), RULES, queue(0, 1)) is None
    assert estimate(TEN, RULES, replace(queue(0, 1), latest=at("2.1.2031 10:00"))) is None


@pytest.mark.parametrize("wrong", [{"ahead": -1}, {"agents_today": -1}, {"scale": 0.0}])
def test_an_impossible_outlook_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        replace(queue(0, 1), **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "tried", "expected"),
    [
        ("before the promised from-time", "10:10", "kept"),
        ("at the last moment", "13:00", "kept"),
        ("a second late", "13:00:01", "late"),
        ("late the same day", "15:59", "late"),
    ],
)
def test_a_promise_is_kept_if_tried_by_then_and_late_if_tried_that_day(
    what: str, tried: str, expected: str
) -> None:
    promise = between(TUESDAY, "11:00", "13:00", "window")
    assert score(promise, at(f"{TUESDAY} {tried}")) == expected, what


def test_a_promise_is_broken_if_nobody_tried_that_day() -> None:
    promise = between(TUESDAY, "11:00", "13:00", "window")
    assert score(promise, at("25.11.2026 09:00")) == "broken"
    assert score(promise, None) == "broken"


minutes = st.integers(0, 4 * 365 * 24 * 60).map(lambda n: at("1.1.2026 00:00") + n * MINUTE)
agents = st.integers(0, 6)
outlooks = st.builds(
    Outlook,
    ahead=st.integers(0, 300),
    agents_today=agents,
    agents_later=agents,
    handling=st.integers(1, 40).map(lambda n: n * MINUTE),
    first_delay=st.sampled_from([timedelta(seconds=5), MINUTE]),
)


@given(minutes, outlooks, st.integers(1, 50))
def test_a_longer_queue_never_means_an_earlier_promise(
    now: datetime, outlook: Outlook, more: int
) -> None:
    longer = replace(outlook, ahead=outlook.ahead + more)
    assert told(now, outlook).to_at <= told(now, longer).to_at


@given(minutes, outlooks, st.integers(1, 3))
def test_another_agent_never_means_a_later_promise(
    now: datetime, outlook: Outlook, more: int
) -> None:
    helped = replace(outlook, agents_today=outlook.agents_today + more)
    later = replace(helped, agents_later=helped.agents_later + more)
    assert told(now, later).to_at <= told(now, outlook).to_at


@given(minutes, outlooks, st.none() | st.integers(0, 5 * 24 * 60))
def test_every_promise_can_be_kept_and_said(
    now: datetime, outlook: Outlook, held: int | None
) -> None:
    latest = None if held is None else now + held * MINUTE
    promise = told(now, replace(outlook, latest=latest))
    expected = expect(now, RULES, outlook)
    assert expected is not None
    assert promise.to_at >= max(expected, latest or expected)
    assert is_open(RULES, promise.from_at)
    assert is_open(RULES, promise.to_at - MINUTE / 60)
    assert promise.from_at < promise.to_at
    assert local_date(promise.from_at) == local_date(promise.to_at)
    today = local_date(promise.from_at) == local_date(now)
    assert today == (promise.form in {"half_hour", "hour", "window"})
    if promise.form == "window":
        assert promise.from_at.minute == promise.to_at.minute == 0
        assert promise.to_at - promise.from_at <= 2 * HOUR
        assert promise.from_at >= now


@given(minutes, outlooks)
@example(at("15.1.2026 09:00"), Outlook(72, 6, 0, handling=35 * MINUTE))
def test_if_calls_last_as_expected_the_call_begins_before_the_promise_ends(
    now: datetime, outlook: Outlook
) -> None:
    assert played_out(now, outlook) <= told(now, outlook).to_at


def played_out(now: datetime, outlook: Outlook) -> datetime:
    """When the call begins if everyone ahead is called in turn, each agent one call at a time."""
    earliest, ahead = now + outlook.first_delay, outlook.ahead
    for span in spans(RULES, earliest):
        today = local_date(span.opens) == local_date(now)
        working = outlook.agents_today if today else outlook.agents_later or 1
        begin = max(span.opens, earliest)
        busy = outlook.handling if begin > span.opens else timedelta()
        free = [begin + busy] * working
        while free and (start := heapq.heappop(free)) < span.closes:
            if ahead == 0:
                return start
            ahead -= 1
            heapq.heappush(free, start + outlook.handling)
    raise AssertionError("the calendar is too short for this queue")


def with_phone_times(ahead: int, *times: str, agents: int = 1) -> Outlook:
    return replace(queue(ahead, agents), booked=tuple((at(time), 1) for time in times))


def test_whoever_has_a_phone_time_before_that_is_called_first() -> None:
    soon, later = "24.11.2026 10:05", "24.11.2026 10:35"

    assert expect(TEN, RULES, with_phone_times(0)) == TEN + 11 * MINUTE
    assert expect(TEN, RULES, with_phone_times(0, soon)) == TEN + 21 * MINUTE
    assert expect(TEN, RULES, with_phone_times(0, soon, later)) == TEN + 21 * MINUTE
    assert expect(TEN, RULES, with_phone_times(2, soon, later)) == TEN + 51 * MINUTE


def test_phone_times_are_shared_among_the_agents() -> None:
    soon = ("24.11.2026 10:00", "24.11.2026 10:05")

    assert expect(TEN, RULES, with_phone_times(0, *soon, agents=2)) == TEN + 21 * MINUTE


def test_phone_times_of_the_next_day_are_called_first_then() -> None:
    too_late, morning = at("24.11.2026 15:55"), at("25.11.2026 09:00")
    behind = with_phone_times(0, "25.11.2026 09:00", "25.11.2026 09:10", "25.11.2026 14:00")

    assert expect(too_late, RULES, behind) == morning + 30 * MINUTE


def test_what_phone_times_push_over_closing_is_called_the_next_day() -> None:
    quarter_to = at("24.11.2026 15:40")
    behind = with_phone_times(0, "24.11.2026 15:45")

    assert expect(quarter_to, RULES, behind) == at("25.11.2026 09:11")
