"""Times to choose from, days that are open or closed, and codes, as they are spoken."""

from datetime import date, datetime, timedelta

import pytest

from flows.prompts import spoken
from flows.prompts.spoken import ClosedDay
from flows.rules.languages import LANGUAGES, Language
from flows.rules.window import HELSINKI

MONDAY = datetime(2027, 1, 4, 10, tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "maanantai kahdeksastoista tammikuuta kello yhdeksän"),
        ("sv", "måndag den artonde januari klockan nio"),
        ("en", "Monday, the eighteenth of January, at nine a.m."),
    ],
)
def test_a_time_in_a_list_has_its_day_as_a_name(language: Language, words: str) -> None:
    at = MONDAY.replace(hour=9) + timedelta(days=14)

    assert spoken.time_label(at, MONDAY, language) == words


def test_a_time_in_a_list_that_is_near_is_named_from_today() -> None:
    assert spoken.time_label(MONDAY.replace(hour=13), MONDAY, "fi") == "tänään kello kolmetoista"


@pytest.mark.parametrize(
    ("weekdays", "fi", "sv", "en"),
    [
        ((4,), "perjantaisin", "på fredagar", "on Fridays"),
        (
            (0, 2),
            "maanantaisin ja keskiviikkoisin",
            "på måndagar och onsdagar",
            "on Mondays and Wednesdays",
        ),
        (
            (0, 1, 2, 3, 4),
            "maanantaista perjantaihin",
            "från måndag till fredag",
            "from Monday to Friday",
        ),
    ],
)
def test_the_days_of_every_week_are_told(
    weekdays: tuple[int, ...], fi: str, sv: str, en: str
) -> None:
    assert [spoken.every_week(weekdays, language) for language in LANGUAGES] == [fi, sv, en]


def test_closed_days_are_told_with_their_holiday_or_their_reason() -> None:
    closed = [
        ClosedDay(date(2026, 12, 25), "christmas_day"),
        ClosedDay(date(2027, 1, 4), reason="koulutuspäivä"),
    ]

    assert spoken.closed_days(closed, "fi") == (
        "perjantaina kahdentenakymmenentenäviidentenä joulukuuta on joulupäivä ja "
        "maanantaina neljäntenä tammikuuta syy on koulutuspäivä"
    )


@pytest.mark.parametrize(
    ("keyed", "words"),
    [
        ("4071", "neljä nolla, seitsemän yksi"),
        ("00918273", "nolla nolla, yhdeksän yksi, kahdeksan kaksi, seitsemän kolme"),
    ],
)
def test_a_code_is_read_digit_by_digit_in_pairs(keyed: str, words: str) -> None:
    assert spoken.code(keyed, "fi") == words
