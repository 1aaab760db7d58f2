"""The ranges of the Finnish numbering plan: whose number it is, told by its first digits.

Prefixes are of the national number without its 0. What is not listed is nobody's phone.
Source: the numbering plan (Traficom), compared with the metadata of phonenumbers by a test.
"""

from collections.abc import Mapping
from typing import Final, Literal

Kind = Literal["mobile", "geographic", "company", "foreign"]
Never = Literal["service", "emergency", "not_allowed"]

AREAS: Final = ("2", "3", "5", "6", "8", "9", "13", "14", "15", "16", "17", "18", "19")
MOBILES: Final = ("40", "41", "42", "43", "44", "45", "46", "47", "48", "50")
COMPANIES: Final = ("10", "20", "29", "30", "39", "71", "73", "75")
SERVICES: Final = (
    *("100", "106", "107", "118", "200", "202", "300", "600", "601", "602", "606"),
    *("700", "701", "702", "703", "704", "705", "707", "708", "7099", "800"),
)
EMERGENCIES: Final = ("112", "116")

ALLOWED: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(MOBILES, "mobile"),
    **{area + first: "geographic" for area in AREAS for first in "12345678"},
    **dict.fromkeys(COMPANIES, "company"),
}
DENIED: Final[Mapping[str, Never]] = {
    **dict.fromkeys(SERVICES, "service"),
    **dict.fromkeys(EMERGENCIES, "emergency"),
}
LONGEST: Final = 4


def kind_of(national: str) -> Kind | Never:
    """What a national number without its 0 is; the longest prefix of either table wins.

    A prefix in both tables counts as denied.
    """
    for length in range(LONGEST, 0, -1):
        prefix = national[:length]
        if prefix in DENIED:
            return DENIED[prefix]
        if prefix in ALLOWED:
            return ALLOWED[prefix]
    return "not_allowed"


def area_of(national: str) -> str:
    """The part of a national number that tells its range but not its holder, e.g. `40` or `8`."""
    if kind_of(national) != "geographic":
        return national[:2]
    return next(area for area in AREAS if national.startswith(area))
