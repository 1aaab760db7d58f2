"""The oath itself: it finds nothing on a good day, and each of its clauses can be broken."""

import pytest

from tests.stories import records_oath as records
from tests.stories.good_day import a_good_day, at
from tests.stories.oath import OATH, Clause, complaints
from tests.stories.spoilt_days import SPOILT, Spoil, another_waits


def test_a_good_day_breaks_no_clause() -> None:
    assert list(complaints(a_good_day())) == []


@pytest.mark.parametrize(
    ("clause", "spoil"),
    [pytest.param(clause, spoil, id=f"{clause.__name__}: {how}") for clause, how, spoil in SPOILT],
)
def test_a_clause_is_broken_by(clause: Clause, spoil: Spoil) -> None:
    assert list(clause(spoil(a_good_day())))


def test_every_clause_can_be_broken() -> None:
    assert {clause for clause, _, _ in SPOILT} == set(OATH)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(another_waits(for_staff_id=7), id="it is kept for another agent"),
        pytest.param(another_waits(language="sv"), id="it is in another language"),
        pytest.param(another_waits(arrived_at=at("10:01:00")), id="it has asked later"),
    ],
)
def test_it_is_right_to_pass_over_a_callback_if(spoil: Spoil) -> None:
    assert not list(records.nobody_is_overtaken(spoil(a_good_day())))
