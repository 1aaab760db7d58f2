"""What the network knows of a phone number from its digits alone."""

import re

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_MOBILE = re.compile(r"\+358(4|50)")
_BARRED = ("+358600", "+358700", "+358112", "+358116", "+358100", "+358200")
_COUNTRIES = {
    "+358": "FI", "+46": "SE", "+47": "NO", "+45": "DK", "+372": "EE", "+44": "GB", "+49": "DE",
}  # fmt: skip


def is_e164(number: str) -> bool:
    """True for a number in E.164: a plus, then 7 to 15 digits."""
    return E164.fullmatch(number) is not None


def country(number: str) -> str:
    """The two-letter country, or nothing where the network cannot tell."""
    return next((code for prefix, code in _COUNTRIES.items() if number.startswith(prefix)), "")


def is_landline(number: str) -> bool:
    """True for Finnish numbers outside the mobile ranges (04…, 050…): no texts get there."""
    return number.startswith("+358") and _MOBILE.match(number) is None


def refusal(number: str, dialable: tuple[str, ...]) -> tuple[int, str] | None:
    """Why an account that may call `dialable` cannot call `number`: Twilio's number, words.

    Premium, service and emergency numbers need a permission of their own there.
    """
    if not is_e164(number):
        return 13223, f"{number!r} is not a number in E.164 form"
    if not number.startswith(dialable) or number.startswith(_BARRED):
        return 13227, f"the account has no permission to call {number}"
    return None
