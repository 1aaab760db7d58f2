"""What would be if: the answers go where they must."""

from datetime import date, time
from typing import Any

import pytest

from flows.rules.hours import Hours
from scheduler.world.reckoning.answer import answer
from scheduler.world.reckoning.question import Question, Team, teams_of
from scheduler.world.reckoning.reckoning import reckon
from tests.world.reckoning import asking


def found(**changed: Any) -> dict[str, Any]:
    return answer(reckon(asking(**changed)))


def test_more_agents_shorten_waits_and_are_less_busy() -> None:
    one, five = found(teams=teams_of(1)), found(teams=teams_of(5))

    waits = [told["minutes_to_first_call"]["all"]["median"] for told in (one, five)]
    assert waits[0] > 2 * waits[1]
    assert one["agents_busy_percent"] > 80 > 50 > five["agents_busy_percent"]
    assert one["promises_kept_percent"] < five["promises_kept_percent"]


def test_narrower_hours_leave_more_to_other_days() -> None:
    usual, short = found(), found(hours=Hours(time(10), time(12)))

    assert short["by_quarter"][0]["most_due"] == 0
    assert [one["due"] for one in short["by_quarter"][12:]] == [0] * 16
    assert short["ended"]["done"] > 0
    assert spread(short) > spread(usual)


def spread(told: dict[str, Any]) -> int:
    minutes: int = told["minutes_to_first_call"]["all"]["p90"]
    return minutes


def test_twice_the_calls_are_twice_the_calls() -> None:
    assert found(arrivals=2.0)["calls"] == pytest.approx(2 * found()["calls"], rel=0.1)


def test_fewer_attempts_reach_fewer() -> None:
    once, thrice = found(settings={"ladder": {"attempts": 1}}), found()

    assert once["ended"]["unreached"] > 2 * thrice["ended"]["unreached"]
    assert once["citizens_rung"] < thrice["citizens_rung"]


def test_a_language_with_few_agents_waits_longest() -> None:
    teams = (Team(("fi",), 9), Team(("fi", "sv"), 1), Team(("fi", "en"), 1))
    told = found(calls=200_000, teams=teams, days=2)

    waits = told["minutes_to_first_call"]
    assert waits["en"]["p90"] > waits["fi"]["p90"]


def test_nobody_is_rung_on_a_holiday() -> None:
    easter = Question(date(2026, 4, 2), days=5, calls=40_000, teams=teams_of(2))

    lived = reckon(easter)

    open_days = lived.scene.figures.open_days
    assert open_days == 1  # Maundy Thursday until one; then four days closed
    assert lived.scene.figures.talks > 30


def test_all_that_is_accepted_comes_to_an_end() -> None:
    lived = reckon(asking())
    ends = lived.scene.figures.ended

    assert not lived.scene.book.open
    assert ends.total() == lived.scene.book.accepted > 200
    assert {"done", "unreached", "cancelled"} <= set(ends)


def test_every_call_and_request_is_counted_once() -> None:
    told = found()

    assert sum(day["calls"] for day in told["by_day"]) == told["calls"]
    assert sum(day["requests"] for day in told["by_day"]) == told["requests"]
    assert sum(told["calls_per_request"].values()) == sum(told["ended"].values())
    assert (
        sum(int(n) * many for n, many in told["calls_per_request"].items())
        == (told["citizens_rung"])
    )


def test_nobody_calls_and_nothing_happens() -> None:
    told = found(calls=0)

    assert (told["calls"], told["requests"], told["citizens_rung"]) == (0, 0, 0)
    assert told["minutes_to_first_call"]["all"] == {"median": None, "p90": None}
