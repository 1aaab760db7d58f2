"""Keys: short names of lines and service points, for addresses and files, made of their names."""

import re
from typing import Final

LONGEST: Final = 28
"""Signs, so that there is room for a number behind it."""


def of_name(name: str, otherwise: str) -> str:
    """A name in the letters of keys; `otherwise` where none of its letters is one."""
    letters = name.lower().translate(str.maketrans("åäöé", "aaoe"))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:LONGEST] or otherwise
