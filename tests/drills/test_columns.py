"""The clauses that only drills have can be broken; the others are tried with the stories' oath."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.drills.oath import (
    COLUMNS,
    Clause,
    a_released_attempt_rings_once,
    complaints,
    nothing_is_left_hanging,
)
from tests.stories.evidence import Evidence
from tests.stories.good_booking import with_bookings
from tests.stories.good_day import a_good_day


def test_a_good_day_has_nothing_in_any_column() -> None:
    assert complaints(with_bookings(a_good_day())) == {column: [] for column in COLUMNS}


def rung_twice(day: Evidence) -> Evidence:
    leg = day.to_citizens[0]
    return replace(day, legs=(*day.legs, replace(leg, sid="CA" + "9" * 32)))


def rung_unreleased(day: Evidence) -> Evidence:
    day.attempts[0].released_at = None
    return day


def rung_too_soon(day: Evidence) -> Evidence:
    assert day.attempts[0].released_at
    day.attempts[0].released_at += timedelta(hours=1)
    return day


def an_agent_left_behind(day: Evidence) -> Evidence:
    day.staff[0].state = "talking"
    return day


def an_attempt_left_behind(day: Evidence) -> Evidence:
    day.attempts[0].ended_at = None
    return day


def a_callback_left_behind(day: Evidence) -> Evidence:
    day.callbacks[0].state = "dialling"
    return day


def help_that_nobody_hears_of(day: Evidence) -> Evidence:
    day.callbacks[0].state = "needs_human"
    day.callbacks[0].raised_at = None
    return day


@pytest.mark.parametrize(
    ("clause", "spoil"),
    [
        (a_released_attempt_rings_once, rung_twice),
        (a_released_attempt_rings_once, rung_unreleased),
        (a_released_attempt_rings_once, rung_too_soon),
        (nothing_is_left_hanging, an_agent_left_behind),
        (nothing_is_left_hanging, an_attempt_left_behind),
        (nothing_is_left_hanging, a_callback_left_behind),
        (nothing_is_left_hanging, help_that_nobody_hears_of),
    ],
)
def test_a_clause_is_broken_by(clause: Clause, spoil: Callable[[Evidence], Evidence]) -> None:
    assert list(clause(spoil(a_good_day())))
