"""The oath itself: it finds nothing on a good day, and each of its clauses can be broken."""

import re
from dataclasses import replace

import pytest

from tests.stories import oath
from tests.stories import records_oath as records
from tests.stories.evidence import Evidence
from tests.stories.good_booking import with_bookings
from tests.stories.good_day import a_good_day, at, event
from tests.stories.oath import OATH, Clause, complaints
from tests.stories.spoilt_bookings import SPOILT_BOOKINGS
from tests.stories.spoilt_days import SPOILT, Spoil, another_waits
from tests.stories.spoilt_orders import SPOILT_TOO

BESIDES = {"the_network_finds_no_fault", "nobody_is_called_while_calling_us"}
"""Clauses that speak for themselves."""
ALL = (*SPOILT, *SPOILT_TOO, *SPOILT_BOOKINGS)


def a_day() -> Evidence:
    """With a callback, a visit and a phone time."""
    return with_bookings(a_good_day())


def test_a_good_day_breaks_no_clause() -> None:
    assert list(complaints(a_day())) == []


@pytest.mark.parametrize(
    ("clause", "spoil"),
    [pytest.param(clause, spoil, id=f"{clause.__name__}: {how}") for clause, how, spoil in ALL],
)
def test_a_clause_is_broken_by(clause: Clause, spoil: Spoil) -> None:
    assert list(clause(spoil(a_day())))


def test_the_table_of_promises_names_every_clause() -> None:
    named = set(re.findall(r"`(\w+)`", oath.__doc__ or ""))

    assert named | BESIDES == {clause.__name__ for clause in OATH}


def test_every_clause_can_be_broken() -> None:
    assert {clause for clause, _, _ in ALL} == set(OATH)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(another_waits(for_staff_id=7), id="it is kept for another agent"),
        pytest.param(another_waits(contact_id=1), id="its citizen is being called"),
        pytest.param(another_waits(language="sv"), id="it is in another language"),
        pytest.param(another_waits(arrived_at=at("10:01:00")), id="it has asked later"),
    ],
)
def test_it_is_right_to_pass_over_a_callback_if(spoil: Spoil) -> None:
    assert not list(records.nobody_is_overtaken(spoil(a_day())))


def called_up(cause: str, key: int) -> Spoil:
    """Another waits that has asked first; and a supervisor calls one of the two up."""

    def spoil(day: Evidence) -> Evidence:
        day = another_waits()(day)
        line = event(0, "callback", "ready", "ready", subject_id=key, cause=cause)
        return replace(day, events=(line, *day.events))

    return spoil


@pytest.mark.parametrize("cause", ["called_next", "urgent"])
def test_what_a_supervisor_has_called_up_goes_before_who_asked_first(cause: str) -> None:
    right, wrong = called_up(cause, 1), called_up(cause, 2)

    assert not list(records.nobody_is_overtaken(right(a_day())))
    assert list(records.nobody_is_overtaken(wrong(a_day())))
