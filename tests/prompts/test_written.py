"""What stands in text messages: written forms, one segment of GSM-7, nothing that gives away."""

import re
from datetime import date, datetime, time, timedelta

import pytest

from flows.prompts import sms, sms_kinds, written
from flows.rules.languages import LANGUAGES, Language
from flows.rules.window import HELSINKI
from tests.prompts.gsm7 import SEGMENT, septets

AFTERNOON = datetime(2026, 11, 23, 13, 30, tzinfo=HELSINKI)
LONGEST_NAME = "Asiointivirasto Kainu"
LONGEST_POINT: dict[Language, str] = {
    "fi": "Suomussalmen palvelupiste",
    "sv": "servicestället i Suomussalmi",
    "en": "Suomussalmi service point",
}
LONGEST_ADDRESS = "Kauppakatu 20"
OUR_NUMBER = "+358206922190"


def _worst_values(language: Language) -> dict[str, str]:
    days = [AFTERNOON.replace(hour=10) + timedelta(days=ahead) for ahead in range(60)]
    etas = [written.promise(day, day.replace(hour=16, minute=0), language) for day in days]
    return {
        "agency": LONGEST_NAME,
        "eta": max(etas, key=len),
        "when": max((written.moment(day, language) for day in days), key=len),
        "cli": written.number(OUR_NUMBER),
        "ivr": written.number(OUR_NUMBER),
        "reach": written.reached(OUR_NUMBER, "4821", language),
        "point": LONGEST_POINT[language],
        "address": LONGEST_ADDRESS,
        "code": "482117",
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "ma 23.11.2026 klo 13.30"),
        ("sv", "mån 23.11.2026 kl. 13.30"),
        ("en", "on Mon 23 Nov 2026 at 13:30"),
    ],
)
def test_a_moment_has_weekday_date_and_time(language: Language, words: str) -> None:
    assert written.moment(AFTERNOON, language) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "ma 23.11.2026 klo 13.30-16.00"),
        ("sv", "mån 23.11.2026 kl. 13.30-16.00"),
        ("en", "on Mon 23 Nov 2026 between 13:30 and 16:00"),
    ],
)
def test_a_promise_has_both_its_ends(language: Language, words: str) -> None:
    assert written.promise(AFTERNOON, AFTERNOON.replace(hour=16, minute=0), language) == words


@pytest.mark.parametrize(
    ("language", "week"),
    [
        ("fi", "ma ti ke to pe la su"),
        ("sv", "mån tis ons tors fre lör sön"),
        ("en", "Mon Tue Wed Thu Fri Sat Sun"),
    ],
)
def test_every_weekday_is_shortened_as_usual(language: Language, week: str) -> None:
    days = [date(2026, 11, 23) + timedelta(days=ahead) for ahead in range(7)]

    assert [written.day(day, language).split()[0] for day in days] == week.split()


def test_an_hour_has_no_leading_zero_and_minutes_have_two_digits() -> None:
    assert [written.clock(time(9, 5), language) for language in LANGUAGES] == [
        "9.05",
        "9.05",
        "9:05",
    ]


@pytest.mark.parametrize(
    ("e164", "spaced"),
    [
        ("+358401234567", "040 123 4567"),
        ("+358400123456", "0400 123 456"),
        ("+358505551", "050 5551"),
        ("+35886150011", "08 615 0011"),
        ("+358912345", "09 123 45"),
        ("+358181234567", "018 123 4567"),
        ("+358206922190", "020 692 2190"),
        ("+46701234567", "+46 701 234 567"),
        ("+3725123456", "+372 512 3456"),
        ("+358457123456789", "045 712 345 6789"),
    ],
)
def test_a_number_is_spaced_as_it_is_written(e164: str, spaced: str) -> None:
    assert written.number(e164) == spaced


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(sms_kinds()))
def test_a_text_fits_one_segment_at_its_longest(kind: str, language: Language) -> None:
    text = sms(kind, language, _worst_values(language))

    assert septets(text) <= SEGMENT, f"{septets(text)}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(sms_kinds() - {"unread"}))
def test_a_text_begins_with_the_agency_and_has_no_link(kind: str, language: Language) -> None:
    text = sms(kind, language, _worst_values(language))

    assert text.startswith(f"{LONGEST_NAME}: ")
    assert not re.search(r"https?:|www\.|\.fi\b|@", text)


def test_the_answer_to_a_text_fits_one_segment_in_all_languages_together() -> None:
    answers = [sms("unread", language, _worst_values(language)) for language in LANGUAGES]

    assert septets(" ".join([f"{LONGEST_NAME}:", *answers])) <= SEGMENT


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "020 692 2190, koodi 0042"),
        ("sv", "020 692 2190, kod 0042"),
        ("en", "020 692 2190, code 0042"),
    ],
)
def test_where_to_call_is_told_with_the_code_if_there_is_one(
    language: Language, words: str
) -> None:
    assert written.reached(OUR_NUMBER, "0042", language) == words
    assert written.reached(OUR_NUMBER, None, language) == "020 692 2190"


def test_the_kinds_of_texts_are_those_that_are_sent() -> None:
    assert sms_kinds() == {
        *("received", "missed_first", "missed_last", "delay", "put_off", "cancelled_by_us"),
        *("booked_phone", "booked_visit", "moved_phone", "moved_visit"),
        *("cancelled", "displaced", "reminder_phone", "reminder_visit"),
        *("unread", "proof", "soon"),
    }


@pytest.mark.parametrize(
    ("text", "room"),
    [("Hei", 3), ("åäöÅÄÖé", 7), ("€", 2), ("[x]", 5), ("", 0)],
)
def test_room_is_counted_in_septets(text: str, room: int) -> None:
    assert septets(text) == room


@pytest.mark.parametrize("sign", ["–", "’", "…", "á", "č"])
def test_a_sign_outside_the_alphabet_is_found(sign: str) -> None:
    with pytest.raises(ValueError, match=sign):
        septets(f"Hei {sign}")
