"""A booked phone time: called again at the agreed minutes, then as the ladder says."""

from datetime import datetime, timedelta

import pytest

from flows.rules.agreed import Agreed
from flows.rules.ladder import Again, Ladder, Result, Tries, Unreached, after
from flows.rules.window import HELSINKI
from tests.rules.calendars import at, calendar

CALENDAR, LADDER = calendar(), Ladder()
MINUTE = timedelta(minutes=1)
AGAIN = (5 * MINUTE, 15 * MINUTE)


def missed(
    counted: int,
    ended: str,
    *,
    agreed: str = "24.11.2026 09:30",
    result: Result = "no_answer",
    leg_left: bool = True,
    texts: bool = True,
) -> Again | Unreached:
    hour = at(ended).astimezone(HELSINKI).hour
    tries = Tries(counted, frozenset({hour}), texts, leg_left)
    follows = after(result, tries, at(ended), CALENDAR, LADDER, Agreed(at(agreed), AGAIN))
    assert isinstance(follows, Again | Unreached)
    return follows


def again(*args: object, **facts: object) -> tuple[datetime, bool]:
    follows = missed(*args, **facts)  # type: ignore[arg-type]
    assert isinstance(follows, Again)
    return follows.not_before, follows.agreed


@pytest.mark.parametrize("result", ["no_answer", "busy", "failed", "not_reached"])
def test_whoever_is_missed_is_called_five_and_fifteen_minutes_after_the_agreed_minute(
    result: Result,
) -> None:
    second = again(1, "24.11.2026 09:31", result=result)
    third = again(2, "24.11.2026 09:36", result=result)

    assert second == (at("24.11.2026 09:35"), True)
    assert third == (at("24.11.2026 09:45"), True)


def test_the_third_miss_is_the_last() -> None:
    assert isinstance(missed(3, "24.11.2026 09:46"), Unreached)


def test_a_telephone_that_takes_no_texts_gets_a_further_attempt_on_another_day() -> None:
    assert again(3, "24.11.2026 09:46", texts=False) == (at("25.11.2026 10:00"), False)


def test_calls_that_begin_late_keep_their_distance() -> None:
    assert again(1, "24.11.2026 11:00") == (at("24.11.2026 11:03"), True)
    assert again(2, "24.11.2026 11:04") == (at("24.11.2026 11:12"), True)


def test_a_minute_at_which_we_are_closed_gives_way_to_the_next_working_day() -> None:
    late = "24.11.2026 15:50"

    assert again(1, "24.11.2026 15:51", agreed=late) == (at("24.11.2026 15:55"), True)
    assert again(2, "24.11.2026 15:56", agreed=late) == (at("25.11.2026 09:00"), False)


def test_where_todays_calls_are_spent_the_next_one_is_an_ordinary_one_tomorrow() -> None:
    assert again(2, "24.11.2026 09:36", leg_left=False) == (at("25.11.2026 10:00"), False)


def test_called_on_a_later_day_it_is_no_agreed_time_any_more() -> None:
    assert again(1, "25.11.2026 09:31") == (at("25.11.2026 09:46"), False)


def test_a_call_that_its_agent_left_is_made_again_soon_and_is_still_the_booked_one() -> None:
    tries, agreed = Tries(0, frozenset(), True), Agreed(at("24.11.2026 09:30"), AGAIN)

    follows = after("abandoned", tries, at("24.11.2026 09:31"), CALENDAR, LADDER, agreed)

    assert isinstance(follows, Again)
    assert (follows.not_before, follows.agreed) == (at("24.11.2026 09:36"), True)


def test_a_call_left_shortly_before_closing_is_an_ordinary_one_the_next_day() -> None:
    tries, agreed = Tries(0, frozenset(), True), Agreed(at("24.11.2026 15:50"), AGAIN)

    follows = after("abandoned", tries, at("24.11.2026 15:57"), CALENDAR, LADDER, agreed)

    assert isinstance(follows, Again)
    assert (follows.not_before, follows.agreed) == (at("25.11.2026 09:00"), False)


@pytest.mark.parametrize("result", ["later_hour", "later_morning", "later_afternoon"])
def test_another_time_agreed_in_the_call_takes_the_place_of_the_booked_one(result: Result) -> None:
    tries, agreed = Tries(0, frozenset(), True), Agreed(at("24.11.2026 09:30"), AGAIN)

    follows = after(result, tries, at("24.11.2026 09:40"), CALENDAR, LADDER, agreed)

    assert isinstance(follows, Again)
    assert not follows.agreed


def test_a_miss_that_was_not_counted_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="counts"):
        missed(0, "24.11.2026 09:31")
