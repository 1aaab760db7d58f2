"""Numbers that we never call, in whatever spelling somebody finds for them."""

from collections.abc import Callable, Mapping
from typing import Final

SERVICE: Final = (
    *("600123456", "700123456", "70712345", "100100", "2000123", "20202", "202021234"),
    *("300123456", "606123456", "60012345", "70991234", "118", "800123456", "1061234"),
)
"""Premium, service and directory numbers, without the 0 or +358 before them."""
EMERGENCY: Final = ("112", "116117", "116123", "116111")
ABROAD: Final = (
    *("12125551234", "442079460123", "79161234567", "8613812345678", "46900123456"),
    *("870773111632", "881612345678", "8821234567", "883510001234", "88812345678", "979123456789"),
)
"""Far countries, premium numbers there, and satellites: with the country code."""

Spelling = Callable[[str], str]


def _digits(first: int) -> Spelling:
    return lambda text: text.translate({48 + n: first + n for n in range(10)})


SPELLINGS: Final[Mapping[str, Spelling]] = {
    "as it is": lambda text: text,
    "spaced": lambda text: " ".join(text),
    "hyphened": lambda text: "-".join(text),
    "with hard spaces": lambda text: "\u00a0".join(text),
    "with a (0)": lambda text: text.replace("358", "358(0)", 1),
    "with a needless 0": lambda text: text.replace("+358", "+3580", 1),
    "full width": _digits(0xFF10),
    "Arabic": _digits(0x660),
    "Devanagari": _digits(0x966),
    "with a full-width plus": lambda text: text.replace("+", "\uff0b"),
    "from right to left": lambda text: f"\u202e{text}\u202c",
    "with marks of direction": lambda text: f"\u200f{text}\u200e",
    "with joints of no width": lambda text: "\u200b".join(text),
    "in brackets": lambda text: f"({text})",
    "with an extension": lambda text: f"{text};ext=12",
    "with a pause": lambda text: f"{text},,1",
    "as a link": lambda text: f"tel:{text}",
    "as an address": lambda text: f"sip:{text}@example.org",
    "on two lines": lambda text: f"{text}\n",
    "with a nul": lambda text: f"{text}\0",
    "very long": lambda text: text + "7" * 1_000,
    "with zeros before": lambda text: f"000{text.lstrip('+')}",
}


def written(number: str, finnish: bool) -> tuple[str, ...]:
    """The usual ways to write it down."""
    if not finnish:
        return f"+{number}", f"00{number}", number
    return f"0{number}", f"+358{number}", f"00358{number}", f"358{number}", number
