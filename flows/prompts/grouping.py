"""How the digits of a phone number fall into groups when it is written or read out."""

from typing import Final

from phonenumbers import length_of_national_destination_code, national_significant_number, parse

FINLAND: Final = 358
USUAL_PREFIX: Final = 2
OLD_MOBILE: Final = ("40", "50")
"""Prefixes whose oldest numbers are read with one digit more: 0400, 0500."""


def groups(e164: str) -> tuple[str, ...]:
    """The groups of a number in E.164, Finnish ones as dialled at home: 040, 123, 4567.

    A foreign number begins with "+" and the country code. Raises NumberParseException for
    what is no number.
    """
    number = parse(e164)
    national = national_significant_number(number)
    if number.country_code != FINLAND:
        return (f"+{number.country_code}", *_threes(national))
    prefix = length_of_national_destination_code(number) or USUAL_PREFIX
    if national[:prefix] in OLD_MOBILE and national[prefix:].startswith("0"):
        prefix += 1
    return (f"0{national[:prefix]}", *_threes(national[prefix:]))


def _threes(digits: str) -> tuple[str, ...]:
    """Groups of three; a digit that would be left alone joins the last group."""
    if len(digits) <= 4:
        return (digits,) if digits else ()
    return (digits[:3], *_threes(digits[3:]))
