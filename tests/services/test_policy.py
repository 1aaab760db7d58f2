"""A line's settings: defaults for what is missing, a sentence for what is wrong."""

from datetime import timedelta

import pytest

from flows.rules.order import HEAD_STARTS
from ivr.services.policy import Policy


def test_a_line_without_settings_works_by_the_defaults() -> None:
    policy = Policy.read({})

    assert policy == Policy()
    assert policy.ladder.first_delay == timedelta(seconds=60)
    assert policy.ladder.gaps == (timedelta(minutes=15), timedelta(minutes=90))
    assert policy.head_starts == HEAD_STARTS
    assert (policy.caps.legs_trusted, policy.caps.legs_typed) == (4, 2)


def test_what_is_set_replaces_its_default_and_nothing_else() -> None:
    policy = Policy.read(
        {
            "first_delay": 5,
            "ladder": {"gaps": [10, 60], "busy_gap": 2.5, "attempts": 2},
            "head_starts": {"cut_off": 120},
            "caps": {"requests": 1},
            "unasked": False,
            "expected_share": 0.5,
            "wrapup": 30,
        }
    )

    assert policy.ladder.first_delay == timedelta(seconds=5)
    assert policy.ladder.gaps == (timedelta(minutes=10), timedelta(minutes=60))
    assert policy.ladder.busy_gap == timedelta(minutes=2.5)
    assert (policy.ladder.attempts, policy.ladder.least_gap) == (2, timedelta(minutes=5))
    assert policy.head_starts == {**HEAD_STARTS, "cut_off": timedelta(hours=2)}
    assert (policy.caps.requests, policy.caps.legs_typed) == (1, 2)
    assert (policy.unasked, policy.expected_share, policy.wrapup) == (False, 0.5, 30)
    assert policy.lease == 120


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"ring": 25}, "policy has no setting ring"),
        ({"ladder": {"first_delay": 5}}, "ladder has no setting first_delay"),
        ({"head_starts": {"booking": 5}}, "head_starts has no setting booking"),
        ({"caps": {"calls": 5}}, "caps has no setting calls"),
        ({"wrapup": "45"}, "wrapup can't be '45'"),
        ({"wrapup": 4.5}, "wrapup can't be 4.5"),
        ({"wrapup": True}, "wrapup can't be True"),
        ({"wrapup": -1}, "wrapup can't be -1"),
        ({"unasked": 1}, "unasked can't be 1"),
        ({"ladder": {"gaps": ["soon"]}}, "ladder.gaps can't be 'soon'"),
        ({"caps": {"requests": 2.5}}, "caps.requests can't be 2.5"),
        ({"first_delay": -5}, "first_delay can't be -5"),
        ({"expected_share": 0}, "expected_share can't be 0"),
        ({"ladder": {"gaps": []}}, "ladder.gaps can't be empty"),
        ({"ladder": {"attempts": 0}}, "ladder.attempts can't be 0"),
        ({"ladder": {"attempts": 4}}, "ladder.attempts can't be 4"),
    ],
)
def test_what_is_wrong_is_refused_by_its_name(settings: dict, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        Policy.read(settings)

    assert sentence in str(refusal.value)


def test_phone_times_are_set_in_minutes_days_and_shares() -> None:
    given = {"length": 20, "horizon_days": 7, "share": 0, "again": [4, 9], "kept_share": 0.5}

    times = Policy.read({"phone_times": given}).phone_times

    assert (times.rhythm.length, times.rhythm.horizon) == (timedelta(minutes=20), timedelta(days=7))
    assert (times.share, times.rhythm.kept) == (0, 0.5)
    assert times.again == (timedelta(minutes=4), timedelta(minutes=9))
    assert times.tolerance == timedelta(minutes=15)


@pytest.mark.parametrize("wrong", [{"share": 1.5}, {"length": 2}, {"lenght": 30}])
def test_phone_times_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="phone_times"):
        Policy.read({"phone_times": wrong})
