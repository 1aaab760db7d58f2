"""Finnish personal identity codes, in words where none may stand.

Source: Government decree 690/2022 (the signs between the centuries), Digital and Population Data
Services Agency, "The personal identity code".
"""

import re
import unicodedata
from typing import Final

_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_GAP: Final = r"[\s.]*"
_PARTS: Final = (
    r"(?:0[1-9]|[12]\d|3[01])",
    r"(?:0[1-9]|1[0-2])",
    r"\d\d",
    r"[-+A-FU-Y]",
    r"\d{3}",
    r"[0-9A-FHJ-NPR-Y]",
)
_CODE: Final = re.compile(
    rf"(?<!\d){_GAP.join(_PARTS)}(?![0-9A-Z])".replace(r"\d\d", rf"\d{_GAP}\d").replace(
        r"\d{3}", rf"\d{_GAP}\d{_GAP}\d"
    )
)


def is_in(words: str) -> bool:
    """Whether the words hold what looks like a personal identity code, also one with gaps.

    The check character is not reckoned: a code with a slip of the pen is somebody's, too.
    """
    plain = unicodedata.normalize("NFKC", words).translate(_DASHES).upper()
    return _CODE.search(plain) is not None
