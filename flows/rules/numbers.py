"""Telephone numbers a caller may present or type: read, classed, refused with a reason, masked.

It must not know whose a number is; our own and our agents' numbers are handed in.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType, ValidationResult

from flows.rules.ranges import Kind, area_of, kind_of
from flows.rules.reason import Decision, Reason, allow, because

Source = Literal["shown", "typed", "web", "staff"]
"""How we came to know a number: the network showed it, it was typed by a caller, its holder has
proven it on a page, or staff entered it."""

PROVEN: Final[frozenset[Source]] = frozenset({"shown", "web"})
"""It is the asker's own number: what others may not learn is told, and trusted, to her."""

EEA: Final = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FR", "GR", "HR", "HU", "IE", "IS"}
    | {"IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"}
)
"""Countries whose callers are called back by default when the network shows their number."""

WITHHELD: Final = frozenset({"266696687", "7378742833", "2562533", "8656696", "86282452253"})
"""ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE as keypad letters spell them."""

UNREAD: Final = frozenset({"unreadable", "no_leading_zero", "too_short", "too_long"})
"""A shown number refused for one of these is no number at all."""

SEPARATORS: Final = re.compile(r"[\s().\-/\u2010-\u2015\u2212]")
SHORTEST, LONGEST = 5, 12


TYPES: Final[dict[Kind, int]] = {
    "mobile": PhoneNumberType.MOBILE,
    "geographic": PhoneNumberType.FIXED_LINE,
    "company": PhoneNumberType.UAN,
}
PERSONAL: Final = frozenset(
    {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
)
LENGTHS: Final = {
    ValidationResult.TOO_SHORT: "too_short",
    ValidationResult.TOO_LONG: "too_long",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A number the network showed and that may be called back."""

    e164: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Typed:
    """A number someone typed and that may be called."""

    e164: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Withheld:
    """The caller shows no number that could be read."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A number that is not called, and why."""

    reason: Reason


def read_shown(
    raw: str, ours: Collection[str] = (), countries: Collection[str] = EEA
) -> Shown | Withheld | Refused:
    """The number a network showed, in any spelling; words and nonsense mean it was withheld.

    `ours` are our own and our agents' numbers (E.164), `countries` the foreign ones (ISO 3166)
    whose numbers may be called back. A shown number proves nothing about who is calling.
    """
    if raw.strip().lstrip("+") in WITHHELD:
        return Withheld()
    match _read(raw, ours, countries):
        case Reason(code) if code in UNREAD:
            return Withheld()
        case Reason() as reason:
            return Refused(reason)
        case e164, kind:
            return Shown(e164, kind)


def read_typed(
    raw: str, ours: Collection[str] = (), countries: Collection[str] = ()
) -> Typed | Refused:
    """The number someone typed on a keypad or a page; a company's number is refused.

    A company's number usually leads to a switchboard, where nobody expects the call.
    """
    match _read(raw, ours, countries):
        case Reason() as reason:
            return Refused(reason)
        case _, "company":
            return Refused(because("company"))
        case e164, kind:
            return Typed(e164, kind)


def may_be_called(
    e164: str, source: Source, ours: Collection[str] = (), countries: Collection[str] = EEA
) -> Decision:
    """May a number we know from this source still be called? Asked again at each release."""
    if source in {"typed", "web"}:
        read: Shown | Typed | Withheld | Refused = read_typed(e164, ours)
    else:
        read = read_shown(e164, ours, countries)
    match read:
        case Refused(reason):
            return Decision(False, reason)
        case Withheld():
            return Decision(False, because("unreadable"))
    return allow("may_be_called")


def takes_texts(e164: str) -> bool:
    """Can this number receive text messages? Only mobiles can."""
    if e164.startswith("+358"):
        return kind_of(e164[4:]) == "mobile"
    return phonenumbers.number_type(phonenumbers.parse(e164)) == PhoneNumberType.MOBILE


def masked(e164: str) -> str:
    """The number for eyes that need not know it: its range and last two digits only."""
    if e164.startswith("+358"):
        return f"+358 {area_of(e164[4:])} ••• ••{e164[-2:]}"
    return f"+{phonenumbers.parse(e164).country_code} ••• ••{e164[-2:]}"


def _read(raw: str, ours: Collection[str], countries: Collection[str]) -> tuple[str, Kind] | Reason:
    digits = _international(SEPARATORS.sub("", raw))
    if isinstance(digits, Reason):
        return digits
    finnish = digits.startswith("358")
    read = _finnish(digits[3:]) if finnish else _foreign(digits, countries)
    return because("own") if isinstance(read, tuple) and read[0] in ours else read


def _international(text: str) -> str | Reason:
    """The digits from the country code on, without a trunk 0 after 358."""
    if not re.fullmatch(r"\+?[0-9]+", text):
        return because("unreadable")
    if kind_of(text.lstrip("+0")) == "emergency" and len(text.lstrip("+0")) <= 6:
        return because("emergency")
    if text.startswith(("+", "00", "358")):
        return re.sub(r"^3580", "358", re.sub(r"^(\+|00)", "", text))
    return f"358{text[1:]}" if text.startswith("0") else because("no_leading_zero")


def _finnish(national: str) -> tuple[str, Kind] | Reason:
    kind = kind_of(national)
    if kind == "emergency" or kind == "service":
        return because(kind)
    if not SHORTEST <= len(national) <= LONGEST:
        return because("too_short" if len(national) < SHORTEST else "too_long")
    if kind == "not_allowed":
        return because(kind)
    number = PhoneNumber(country_code=358, national_number=int(national))
    length = phonenumbers.is_possible_number_for_type_with_reason(number, TYPES[kind])
    if length in LENGTHS:
        return because(LENGTHS[length])
    if not phonenumbers.is_valid_number(number):
        return because("not_allowed")
    return f"+358{national}", kind


def _foreign(digits: str, countries: Collection[str]) -> tuple[str, Kind] | Reason:
    try:
        number = phonenumbers.parse(f"+{digits}")
    except NumberParseException:
        return because("unreadable")
    if phonenumbers.region_code_for_number(number) not in countries:
        return because("foreign")
    if phonenumbers.number_type(number) not in PERSONAL:
        return because("not_allowed")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), "foreign"
