"""A day in quarter-hours: each moment counted once, and those who stand at each beginning."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.quarters import Share, counted, covered, nearest_rank, quarters, standing
from tests.rules.calendars import at, on

TUESDAY = "24.11.2026"
STARTS = quarters(on(TUESDAY))
EVENING = at(f"{TUESDAY} 23:00")
MINUTE = timedelta(minutes=1)

moments = st.lists(st.integers(0, 7 * 60 - 1).map(lambda n: STARTS[0] + n * MINUTE))


def test_the_day_has_28_quarter_hours_from_nine_on() -> None:
    assert len(STARTS) == 28
    assert STARTS[0] == at(f"{TUESDAY} 09:00")
    assert STARTS[-1] == at(f"{TUESDAY} 15:45")


@given(moments)
def test_each_moment_falls_into_one_quarter_hour(found: list[datetime]) -> None:
    assert sum(many or 0 for many in counted(found, STARTS, EVENING)) == len(found)


@given(st.integers(0, 9), moments)
def test_whoever_came_and_has_not_gone_stands(before: int, came: list[datetime]) -> None:
    stood = standing(before, came, [], STARTS, EVENING)
    gone = standing(before, came, came, STARTS, EVENING)

    assert stood[0] == before + came.count(STARTS[0])
    assert gone == [before] * len(STARTS)
    assert stood == sorted(stood, key=lambda many: many or 0)


def test_what_is_still_to_come_is_not_known() -> None:
    now = at(f"{TUESDAY} 09:20")
    assert counted([], STARTS, now)[:3] == [0, 0, None]
    assert standing(4, [], [], STARTS, now)[:3] == [4, 4, None]


@pytest.mark.parametrize(("percent", "minutes"), [(50, 5), (90, 9), (100, 10), (1, 1)])
def test_so_many_percent_wait_no_longer(percent: int, minutes: int) -> None:
    assert nearest_rank([n * MINUTE for n in range(1, 11)], percent) == minutes * MINUTE


def test_nothing_has_no_share_and_no_rank() -> None:
    assert Share(0, 0).percent is None
    assert nearest_rank([], 50) is None
    assert Share(199, 200).percent == 99


def test_a_short_window_covers_its_own_quarter_hours() -> None:
    span = at(f"{TUESDAY} 10:00"), at(f"{TUESDAY} 13:00")
    assert covered(*span, STARTS) == (4, 16)
