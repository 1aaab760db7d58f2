"""On which terms times are given: how soon, how far ahead, and from when on the kept ones too."""

from datetime import date, timedelta

import pytest

from flows.rules.times import STAFF_NOTICE, Rhythm, Terms, terms
from tests.rules.calendars import at, on

RHYTHM = Rhythm(notice=timedelta(hours=2), horizon=timedelta(days=14), kept_days=3)


@pytest.mark.parametrize(
    ("now", "earliest", "last", "kept_until"),
    [
        ("24.11.2026 10:00", "24.11.2026 12:00", "8.12.2026", "27.11.2026"),
        ("24.11.2026 23:30", "25.11.2026 01:30", "8.12.2026", "27.11.2026"),
        ("25.11.2026 00:30", "25.11.2026 02:30", "9.12.2026", "28.11.2026"),
    ],
)
def test_citizens_book_from_the_notice_to_the_horizon_by_the_date_in_helsinki(
    now: str, earliest: str, last: str, kept_until: str
) -> None:
    assert terms(RHYTHM, "citizen", at(now)) == Terms(at(earliest), on(last), on(kept_until))


def test_two_hours_are_two_hours_in_the_night_in_which_the_clocks_change() -> None:
    before = at("28.3.2027 02:30")

    assert terms(RHYTHM, "citizen", before).earliest == at("28.3.2027 05:30")


def test_staff_book_any_time_that_is_not_about_to_begin() -> None:
    now = at("24.11.2026 10:00")

    assert terms(RHYTHM, "staff", now) == Terms(now + STAFF_NOTICE, date.max, date.max)
