"""The table of Finnish ranges against the numbering metadata of phonenumbers, prefix by prefix."""

from collections.abc import Iterator

import phonenumbers
import pytest
from phonenumbers import PhoneNumber, PhoneNumberType

from flows.rules.numbers import Refused, read_shown
from flows.rules.ranges import ALLOWED, AREAS, DENIED, LONGEST, area_of, kind_of

KINDS = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "geographic",
    PhoneNumberType.UAN: "company",
}


def national_numbers() -> Iterator[str]:
    """Each four-digit beginning, at every length from five to twelve digits."""
    for beginning in range(1000, 10000):
        for length in range(5, 13):
            yield f"{beginning}2345678"[:length] if length < 12 else f"{beginning}23456789"


def test_our_table_allows_just_what_the_metadata_knows_as_a_person_s_or_a_company_s() -> None:
    wrong = []
    for national in national_numbers():
        number = PhoneNumber(country_code=358, national_number=int(national))
        theirs = KINDS.get(phonenumbers.number_type(number))
        denied = any(national.startswith(prefix) for prefix in DENIED)
        read = read_shown(f"+358{national}")
        ours = None if isinstance(read, Refused) else getattr(read, "kind", None)
        # The metadata knows 0900 as a fixed line; subscribers' numbers begin with 1-8.
        expected = None if denied or national.startswith("900") else theirs
        if ours != expected:
            wrong.append((national, ours, expected))
    assert wrong == []


def test_the_longest_prefix_wins_over_a_shorter_one() -> None:
    assert (kind_of("20692222"), kind_of("200692222")) == ("company", "service")
    assert (kind_of("10592222"), kind_of("106692222")) == ("company", "service")


def test_no_prefix_is_both_allowed_and_denied_or_longer_than_looked_for() -> None:
    assert not set(ALLOWED) & set(DENIED)
    assert max(map(len, [*ALLOWED, *DENIED])) == LONGEST


@pytest.mark.parametrize("area", AREAS)
def test_an_area_is_told_apart_from_the_subscriber(area: str) -> None:
    assert area_of(f"{area}2345678") == area
