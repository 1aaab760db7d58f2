"""Spoken words against lists that were written down apart from the code, form by form."""

from datetime import date, datetime, time, timedelta
from typing import cast

import holidays
import pytest

from flows.prompts import spoken
from flows.prompts.grammar import Holiday
from flows.rules.estimate import Form
from flows.rules.languages import LANGUAGES, Language
from flows.rules.window import HELSINKI

MONDAY = datetime(2027, 1, 4, 10, tzinfo=HELSINKI)
LONG_BEFORE = date(2026, 1, 1)


def _numbered(words: str, first: int = 1) -> dict[int, str]:
    return dict(enumerate(words.split(), start=first))


ESSIVE = _numbered(
    "ensimmäisenä toisena kolmantena neljäntenä viidentenä kuudentena seitsemäntenä kahdeksantena "
    "yhdeksäntenä kymmenentenä yhdentenätoista kahdentenatoista kolmantenatoista neljäntenätoista "
    "viidentenätoista kuudentenatoista seitsemäntenätoista kahdeksantenatoista yhdeksäntenätoista "
    "kahdentenakymmenentenä kahdentenakymmenentenäensimmäisenä kahdentenakymmenentenätoisena "
    "kahdentenakymmenentenäkolmantena kahdentenakymmenentenäneljäntenä "
    "kahdentenakymmenentenäviidentenä kahdentenakymmenentenäkuudentena "
    "kahdentenakymmenentenäseitsemäntenä kahdentenakymmenentenäkahdeksantena "
    "kahdentenakymmenentenäyhdeksäntenä kolmantenakymmenentenä "
    "kolmantenakymmenentenäensimmäisenä"
)
NOMINATIVE = _numbered(
    "ensimmäinen toinen kolmas neljäs viides kuudes seitsemäs kahdeksas yhdeksäs kymmenes "
    "yhdestoista kahdestoista kolmastoista neljästoista viidestoista kuudestoista seitsemästoista "
    "kahdeksastoista yhdeksästoista kahdeskymmenes kahdeskymmenesensimmäinen "
    "kahdeskymmenestoinen kahdeskymmeneskolmas kahdeskymmenesneljäs kahdeskymmenesviides "
    "kahdeskymmeneskuudes kahdeskymmenesseitsemäs kahdeskymmeneskahdeksas kahdeskymmenesyhdeksäs "
    "kolmaskymmenes kolmaskymmenesensimmäinen"
)
SWEDISH = _numbered(
    "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte trettonde "
    "fjortonde femtonde sextonde sjuttonde artonde nittonde tjugonde tjugoförsta tjugoandra "
    "tjugotredje tjugofjärde tjugofemte tjugosjätte tjugosjunde tjugoåttonde tjugonionde "
    "trettionde trettioförsta"
)
GENITIVE = _numbered(
    "kahdeksan yhdeksän kymmenen yhdentoista kahdentoista kolmentoista neljäntoista viidentoista "
    "kuudentoista seitsemäntoista",
    first=8,
)
ILLATIVE = _numbered(
    "kahdeksaan yhdeksään kymmeneen yhteentoista kahteentoista kolmeentoista neljääntoista "
    "viiteentoista kuuteentoista seitsemääntoista",
    first=8,
)
WEEK = {
    "fi": "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina",
    "sv": "måndagen tisdagen onsdagen torsdagen fredagen lördagen söndagen",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
MONTHS = {
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta "
    "heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
}


@pytest.mark.parametrize(("day", "words"), ESSIVE.items())
def test_a_finnish_date_in_a_sentence_is_in_the_essive(day: int, words: str) -> None:
    said = spoken.day(date(2027, 3, day), LONG_BEFORE, "fi")

    assert said.split(" ", 1)[1] == f"{words} maaliskuuta"


@pytest.mark.parametrize(("day", "words"), NOMINATIVE.items())
def test_a_finnish_date_as_a_label_is_in_the_nominative(day: int, words: str) -> None:
    assert spoken.day_label(date(2027, 3, day), "fi").split(" ", 1)[1] == f"{words} maaliskuuta"


@pytest.mark.parametrize(("day", "words"), SWEDISH.items())
def test_a_swedish_date_has_its_ordinal(day: int, words: str) -> None:
    said = spoken.day(date(2027, 3, day), LONG_BEFORE, "sv")

    assert said.split(" ", 1)[1] == f"den {words} mars"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_weekday_has_its_form_in_a_sentence(language: Language) -> None:
    week = [date(2027, 3, day) for day in range(1, 8)]  # from a Monday on

    for day, word in zip(week, WEEK[language].split(), strict=True):
        assert word in spoken.day(day, LONG_BEFORE, language).replace(",", "").split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_has_its_form_in_a_sentence(language: Language) -> None:
    for month, word in _numbered(MONTHS[language]).items():
        assert spoken.day(date(2027, month, 1), LONG_BEFORE, language).endswith(f" {word}")


@pytest.mark.parametrize(
    ("ahead", "language", "words"),
    [
        (0, "fi", "tänään"),
        (1, "fi", "huomenna"),
        (2, "fi", "ylihuomenna"),
        (3, "fi", "torstaina seitsemäntenä tammikuuta"),
        (0, "sv", "i dag"),
        (1, "sv", "i morgon"),
        (2, "sv", "i övermorgon"),
        (3, "sv", "torsdagen den sjunde januari"),
        (0, "en", "today"),
        (1, "en", "tomorrow"),
        (2, "en", "the day after tomorrow"),
        (3, "en", "on Thursday, the seventh of January"),
        (-1, "fi", "eilen"),
        (-1, "sv", "i går"),
        (-1, "en", "yesterday"),
        (-2, "fi", "lauantaina toisena tammikuuta"),
    ],
)
def test_the_days_around_today_are_named_from_it(
    ahead: int, language: Language, words: str
) -> None:
    today = MONDAY.date()

    assert spoken.day(today + timedelta(days=ahead), today, language) == words


@pytest.mark.parametrize(
    ("at", "fi", "sv", "en"),
    [
        ("09:00", "kello yhdeksän", "klockan nio", "nine a.m."),
        ("09:05", "kello yhdeksän nolla viisi", "klockan nio noll fem", "nine oh five a.m."),
        ("09:30", "kello yhdeksän kolmekymmentä", "klockan nio och trettio", "nine thirty a.m."),
        ("12:00", "kello kaksitoista", "klockan tolv", "twelve noon"),
        ("13:00", "kello kolmetoista", "klockan tretton", "one p.m."),
        (
            "13:30",
            "kello kolmetoista kolmekymmentä",
            "klockan tretton och trettio",
            "one thirty p.m.",
        ),
        ("16:00", "kello kuusitoista", "klockan sexton", "four p.m."),
    ],
)
def test_a_time_of_day_is_never_a_half_of_the_next_hour(at: str, fi: str, sv: str, en: str) -> None:
    clock = time.fromisoformat(at)

    said = [spoken.clock(clock, language) for language in LANGUAGES]

    assert said == [fi, sv, en]


@pytest.mark.parametrize("hour", range(8, 17))
def test_between_two_hours_finnish_has_the_genitive(hour: int) -> None:
    start = MONDAY.replace(hour=hour)

    said = spoken.promise("window", start, start + timedelta(hours=1), start, "fi")

    assert said == f"tänään kello {GENITIVE[hour]} ja {GENITIVE[hour + 1]} välillä"


@pytest.mark.parametrize(("hour", "words"), ILLATIVE.items())
def test_until_an_hour_finnish_has_the_illative(hour: int, words: str) -> None:
    assert spoken.until(time(hour), "fi") == f"kello {words} asti"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (9, 11, "today between nine and eleven a.m."),
        (10, 12, "today between ten a.m. and twelve noon"),
        (11, 13, "today between eleven a.m. and one p.m."),
        (12, 14, "today between twelve noon and two p.m."),
        (13, 15, "today between one and three p.m."),
    ],
)
def test_between_two_hours_english_names_the_half_of_the_day_where_it_changes(
    first: int, last: int, words: str
) -> None:
    start, end = MONDAY.replace(hour=first), MONDAY.replace(hour=last)

    assert spoken.promise("window", start, end, MONDAY.replace(hour=8), "en") == words


@pytest.mark.parametrize(
    ("form", "length", "fi", "sv", "en"),
    [
        ("half_hour", 30, "puolen tunnin kuluessa", "inom en halv timme", "within half an hour"),
        ("hour", 60, "tunnin kuluessa", "inom en timme", "within an hour"),
        ("hour", 20, "puolen tunnin kuluessa", "inom en halv timme", "within half an hour"),
        (
            "window",
            120,
            "tänään kello kymmenen ja kahdentoista välillä",
            "i dag mellan klockan tio och tolv",
            "today between ten a.m. and twelve noon",
        ),
    ],
)
def test_a_promise_for_today_is_worded_by_what_is_left_of_it(
    form: Form, length: int, fi: str, sv: str, en: str
) -> None:
    end = MONDAY + timedelta(minutes=length)

    said = [spoken.promise(form, MONDAY, end, MONDAY, language) for language in LANGUAGES]

    assert said == [fi, sv, en]


@pytest.mark.parametrize(
    ("ahead", "form", "fi", "sv", "en"),
    [
        (1, "morning", "huomenna aamupäivällä", "i morgon på förmiddagen", "tomorrow morning"),
        (
            3,
            "afternoon",
            "torstaina seitsemäntenä tammikuuta iltapäivällä",
            "torsdagen den sjunde januari på eftermiddagen",
            "on Thursday, the seventh of January, in the afternoon",
        ),
        (
            1,
            "hour",  # told ahead, to be heard as hours of a day
            "huomenna kello kymmenen ja yhdentoista välillä",
            "i morgon mellan klockan tio och elva",
            "tomorrow between ten and eleven a.m.",
        ),
    ],
)
def test_a_promise_for_a_later_day_names_the_day(
    ahead: int, form: Form, fi: str, sv: str, en: str
) -> None:
    start = MONDAY + timedelta(days=ahead)
    end = start + timedelta(hours=1)

    said = [spoken.promise(form, start, end, MONDAY, language) for language in LANGUAGES]

    assert said == [fi, sv, en]


@pytest.mark.parametrize("form", ["half_hour", "hour", "window", "morning", "afternoon"])
def test_a_promise_that_has_gone_by_still_names_a_day_to_count_on(form: Form) -> None:
    before = MONDAY - timedelta(hours=1)

    said = [spoken.promise(form, before, MONDAY, MONDAY, language) for language in LANGUAGES]

    assert said == [
        "tänään tai seuraavana arkipäivänä",
        "i dag eller nästa vardag",
        "today or on the next working day",
    ]


def test_hours_of_a_promise_are_rounded_outwards_to_full_ones() -> None:
    start, end = MONDAY.replace(hour=11, minute=30), MONDAY.replace(hour=12, minute=30)

    said = spoken.promise("window", start, end, MONDAY, "fi")

    assert said == "tänään kello yhdentoista ja kolmentoista välillä"


def test_an_agent_hears_by_when_a_short_promise_was_made() -> None:
    end = MONDAY + timedelta(minutes=30)

    said = [spoken.promised("half_hour", MONDAY, end, end, language) for language in LANGUAGES]

    assert said == [
        "viimeistään tänään kello kymmenen kolmekymmentä",
        "senast i dag klockan tio och trettio",
        "today by ten thirty a.m.",
    ]


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (0, "tänään kello kymmenen"),
        (1, "eilen kello kymmenen"),
        (2, "lauantaina toisena tammikuuta"),
    ],
)
def test_when_a_call_was_asked_for_has_its_minute_since_yesterday(ago: int, words: str) -> None:
    assert spoken.asked(MONDAY - timedelta(days=ago), MONDAY, "fi") == words


@pytest.mark.parametrize(
    ("minutes", "fi", "sv", "en"),
    [
        (0, "alle minuutti", "mindre än en minut", "less than a minute"),
        (-5, "alle minuutti", "mindre än en minut", "less than a minute"),
        (1, "yksi minuutti", "en minut", "one minute"),
        (5, "viisi minuuttia", "fem minuter", "five minutes"),
        (30, "puoli tuntia", "en halv timme", "half an hour"),
        (60, "yksi tunti", "en timme", "one hour"),
        (90, "puolitoista tuntia", "en och en halv timme", "an hour and a half"),
        (
            *(119, "yksi tunti viisikymmentäyhdeksän minuuttia"),
            *("en timme och femtionio minuter", "one hour and fifty-nine minutes"),
        ),
        (120, "kaksi tuntia", "två timmar", "two hours"),
        (179, "kaksi tuntia", "två timmar", "two hours"),
        (2 * 24 * 60, "kaksi päivää", "två dagar", "two days"),
    ],
)
def test_a_duration_counts_in_the_right_number(minutes: int, fi: str, sv: str, en: str) -> None:
    length = timedelta(minutes=minutes)

    assert [spoken.duration(length, language) for language in LANGUAGES] == [fi, sv, en]


@pytest.mark.parametrize(
    ("count", "fi", "sv", "en"),
    [
        (0, "ei ketään", "ingen", "nobody"),
        (1, "yksi soittaja", "en person", "one caller"),
        (2, "kaksi soittajaa", "två personer", "two callers"),
    ],
)
def test_people_are_counted_in_the_right_number(count: int, fi: str, sv: str, en: str) -> None:
    assert [spoken.callers(count, language) for language in LANGUAGES] == [fi, sv, en]


def test_every_public_holiday_has_the_name_that_finns_know_it_by() -> None:
    years = range(2026, 2031)
    finnish = holidays.country_holidays("FI", years=years, language="fi")
    english = holidays.country_holidays("FI", years=years, language="en_US")
    keys = {day: name.lower().replace("'", "").replace(" ", "_") for day, name in english.items()}

    said = {day: spoken.holiday(cast(Holiday, key), "fi") for day, key in keys.items()}

    assert len(said) == 15 * len(years)
    assert said == {day: name.lower() for day, name in finnish.items()}


@pytest.mark.parametrize(
    ("e164", "words"),
    [
        ("+358401234567", "nolla neljä nolla, yksi kaksi kolme, neljä viisi kuusi seitsemän"),
        ("+35886150011", "nolla kahdeksan, kuusi yksi viisi, nolla nolla yksi yksi"),
        ("+358206922190", "nolla kaksi nolla, kuusi yhdeksän kaksi, kaksi yksi yhdeksän nolla"),
        ("+46701234567", "plus neljä kuusi, seitsemän nolla yksi, kaksi kolme neljä, "),
    ],
)
def test_a_number_is_read_digit_by_digit_in_groups(e164: str, words: str) -> None:
    assert spoken.digits(e164, "fi").startswith(words)
