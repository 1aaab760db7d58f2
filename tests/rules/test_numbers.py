"""Numbers in every spelling: who may be called back, who may be asked for, who never."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.numbers import (
    EEA,
    Refused,
    Shown,
    Source,
    Typed,
    Withheld,
    masked,
    may_be_called,
    read_shown,
    read_typed,
    takes_texts,
)
from flows.rules.ranges import Kind

Spelling = Callable[[str], str]

SPELLINGS: dict[str, Spelling] = {
    "as dialled": lambda n: f"0{n}",
    "with spaces": lambda n: f"0{n[:2]} {n[2:5]} {n[5:]}",
    "with a hyphen": lambda n: f"0{n[:2]}-{n[2:]}",
    "with a long dash": lambda n: f"0{n[:2]}–{n[2:]}",
    "with dots": lambda n: f"0{n[:2]}.{n[2:]}",
    "with a slash and a bracket": lambda n: f"(0{n[:2]}) / {n[2:]}",
    "with hard spaces": lambda n: f"0{n[:2]}\u00a0{n[2:]}\u202f",
    "international": lambda n: f"+358{n}",
    "international with spaces": lambda n: f" +358 {n[:2]} {n[2:]} ",
    "international by 00": lambda n: f"00358{n}",
    "international by 00 with spaces": lambda n: f"00 358 {n[:2]} {n[2:]}",
    "international with (0)": lambda n: f"+358 (0){n}",
    "international with a needless 0": lambda n: f"+3580{n}",
    "international by 00 with (0)": lambda n: f"00358(0){n}",
    "without a plus": lambda n: f"358{n}",
}
PEOPLE: list[tuple[str, Kind]] = [
    *[(f"{prefix}1234567", "mobile") for prefix in (40, 41, 42, 43, 44, 45, 46, 47, 48, 50)],
    ("400123", "mobile"),
    ("500123456", "mobile"),
    ("4578123456", "mobile"),
    *[(f"{area}2123456", "geographic") for area in (2, 3, 5, 6, 8, 9)],
    *[(f"{area}312345", "geographic") for area in (13, 14, 15, 16, 17, 18, 19)],
    ("86150011", "geographic"),
]
COMPANIES = ["10123456", "20692222", "206340200", "295123456", "30123456", "39123456", "753123456"]
SERVICES = [
    *["100100", "2000123", "20202", "202021234", "300123456", "600123456", "60112345", "60212345"],
    *["606123456", "700123456", "70112345", "70212345", "70312345", "70412345", "70512345"],
    *["707123456", "708123456", "70991234", "1061234", "1071234", "118", "11850", "800123456"],
]
EMERGENCIES = ["112", "116117", "116123", "116000", "116111"]
NOBODY = ["491234567", "991234567", "12345678", "891234567", "590123456", "111234"]

spelt = pytest.mark.parametrize("spelling", SPELLINGS)


@spelt
@pytest.mark.parametrize(("national", "kind"), PEOPLE)
def test_a_person_s_number_is_read_in_every_spelling(
    national: str, kind: Kind, spelling: str
) -> None:
    raw = SPELLINGS[spelling](national)
    assert read_typed(raw) == Typed(f"+358{national}", kind)
    assert read_shown(raw) == Shown(f"+358{national}", kind)


@spelt
@pytest.mark.parametrize("national", COMPANIES)
def test_a_company_s_number_is_called_back_when_shown_but_not_when_typed(
    national: str, spelling: str
) -> None:
    raw = SPELLINGS[spelling](national)
    assert read_shown(raw) == Shown(f"+358{national}", "company")
    assert refusal(read_typed(raw)) == "company"


@spelt
@pytest.mark.parametrize(
    ("national", "reason"),
    [
        *[(national, "service") for national in SERVICES],
        *[(national, "emergency") for national in EMERGENCIES],
        *[(national, "not_allowed") for national in NOBODY],
    ],
)
def test_service_emergency_and_nobody_s_numbers_are_never_called(
    national: str, reason: str, spelling: str
) -> None:
    raw = SPELLINGS[spelling](national)
    assert refusal(read_typed(raw)) == reason
    assert refusal(read_shown(raw)) == reason


@pytest.mark.parametrize("short", [*EMERGENCIES, "0112", "00112", "+112", "00116117", "11 2"])
def test_emergency_numbers_are_known_without_any_prefix(short: str) -> None:
    assert refusal(read_typed(short)) == "emergency"
    assert refusal(read_shown(short)) == "emergency"


@pytest.mark.parametrize("raw", ["118", "100", "911", "401234567", "46701234567"])
def test_a_number_typed_without_its_zero_is_asked_for_again(raw: str) -> None:
    assert refusal(read_typed(raw)) == "no_leading_zero"


@pytest.mark.parametrize(
    "raw",
    [
        *["+870773111632", "+881612345678", "+8821234567", "+883510001234", "+88812345678"],
        *["+979123456789", "+878101234567", "+12125551234", "+447911123456", "+79161234567"],
        *["+11225551234", "+1 (162) 555-1234"],
    ],
)
def test_satellites_and_far_countries_are_never_called(raw: str) -> None:
    assert isinstance(read_shown(raw), Refused)
    assert refusal(read_typed(raw)) == "foreign"


@pytest.mark.parametrize(
    "raw",
    ["+46701234567", "+4791234567", "+4520123456", "+3725123456", "+3546111234", "+4915112345678"],
)
def test_a_citizen_abroad_in_a_listed_country_is_called_back_when_shown(raw: str) -> None:
    assert read_shown(raw) == Shown(raw, "foreign")
    assert refusal(read_shown(raw, countries=())) == "foreign"
    assert refusal(read_typed(raw)) == "foreign"
    assert read_typed(raw, countries=EEA) == Typed(raw, "foreign")


def test_a_foreign_number_with_its_needless_zero_is_the_same_number() -> None:
    assert read_shown("+46 (0)70 123 45 67") == Shown("+46701234567", "foreign")
    assert read_shown("0046701234567") == Shown("+46701234567", "foreign")


@pytest.mark.parametrize("raw", ["+46900123456", "+46771123456"])
def test_a_foreign_premium_or_shared_cost_number_is_not_a_person_s(raw: str) -> None:
    assert refusal(read_shown(raw)) in {"not_allowed", "foreign"}


@pytest.mark.parametrize(
    "raw",
    [
        *["", " ", "anonymous", "Anonymous", "ANONYMOUS", "unknown", "Restricted", "private"],
        *["unavailable", "blocked", "client:Anonymous", "sip:alice@example.org", "+", "+358"],
        *["266696687", "7378742833", "2562533", "8656696", "86282452253", "0", "00", "+12"],
        *["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+35840"],
    ],
)
def test_what_is_no_number_counts_as_withheld(raw: str) -> None:
    assert read_shown(raw) == Withheld()
    assert isinstance(read_typed(raw), Refused)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("040", "too_short"),
        ("0401", "too_short"),
        ("04012", "too_short"),
        ("040123", "too_short"),
        ("0401234", None),
        ("04012345678", None),
        ("040123456789", "too_long"),
        ("09123", "too_short"),
        ("0912345678901234", "too_long"),
        ("09 4", "too_short"),
        ("0", "too_short"),
        ("", "unreadable"),
        ("040 123 456x", "unreadable"),
        ("040*1234567", "unreadable"),
        ("040+1234567", "unreadable"),
        ("٠٤٠١٢٣٤٥٦٧", "unreadable"),
    ],
)
def test_a_typed_number_of_the_wrong_length_or_shape_says_what_is_wrong(
    raw: str, reason: str | None
) -> None:
    read = read_typed(raw)
    assert (refusal(read) if isinstance(read, Refused) else None) == reason


@spelt
def test_our_own_and_our_agents_numbers_are_never_called(spelling: str) -> None:
    ours = {"+358295000100", "+358401234567", "+46701234567"}
    for national in ("295000100", "401234567"):
        assert refusal(read_shown(SPELLINGS[spelling](national), ours)) == "own"
        assert refusal(read_typed(SPELLINGS[spelling](national), ours)) == "own"
    assert refusal(read_shown("+46 (0)70 1234567", ours)) == "own"


@pytest.mark.parametrize(
    ("e164", "source", "reason"),
    [
        ("+358401234567", "shown", "may_be_called"),
        ("+358401234567", "typed", "may_be_called"),
        ("+35820692222", "shown", "may_be_called"),
        ("+35820692222", "staff", "may_be_called"),
        ("+35820692222", "typed", "company"),
        ("+35820692222", "web", "company"),
        ("+46701234567", "shown", "may_be_called"),
        ("+46701234567", "web", "foreign"),
        ("+358600123456", "staff", "service"),
        ("+358501112222", "shown", "own"),
        ("erased", "shown", "unreadable"),
    ],
)
def test_a_stored_number_is_judged_again_by_how_we_came_to_know_it(
    e164: str, source: Source, reason: str
) -> None:
    decision = may_be_called(e164, source, ours={"+358501112222"})
    assert decision.reason.code == reason
    assert decision.allowed == (reason == "may_be_called")


@pytest.mark.parametrize(
    ("e164", "takes"),
    [
        ("+358401234567", True),
        ("+3584578123456", True),
        ("+35886150011", False),
        ("+358181234", False),
        ("+35820692222", False),
        ("+46701234567", True),
        ("+46812345678", False),
    ],
)
def test_only_mobiles_take_texts(e164: str, takes: bool) -> None:
    assert takes_texts(e164) is takes


@pytest.mark.parametrize(
    ("e164", "seen"),
    [
        ("+358401234567", "+358 40 ••• ••67"),
        ("+35886150011", "+358 8 ••• ••11"),
        ("+358181234", "+358 18 ••• ••34"),
        ("+358295123456", "+358 29 ••• ••56"),
        ("+46701234567", "+46 ••• ••67"),
    ],
)
def test_a_masked_number_shows_its_range_and_two_digits(e164: str, seen: str) -> None:
    assert masked(e164) == seen


@given(st.text() | st.from_regex(r"\A(\+|00|0)?(358)?[0-9 ()\-]{0,14}\Z"))
def test_whatever_is_typed_is_either_a_callable_number_or_refused(raw: str) -> None:
    read = read_typed(raw)
    if isinstance(read, Typed):
        assert read_typed(read.e164) == read
        assert may_be_called(read.e164, "typed")
        assert not read.e164.removeprefix("+358").startswith(("112", "116", "100", "600", "700"))


def refusal(read: Shown | Typed | Withheld | Refused) -> str:
    assert isinstance(read, Refused), read
    return read.reason.code
