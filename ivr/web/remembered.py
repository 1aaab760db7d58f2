"""What a browser's session says of a citizen, by names that tell nothing of anybody."""

from typing import Final

from flask import session

HOLDS: Final = "holds"
"""The secret by which this browser holds times."""
HELD: Final = "held"
BOOKED: Final = "booked"
INTERPRETER: Final = "interpreter"
OPENED: Final = "opened"
"""What the right digits have opened, and until when."""
ASKED: Final = "asked"
"""What came of asking for a call."""


def forget() -> None:
    """She is done: whoever comes to this browser next finds nothing of hers."""
    for name in (HOLDS, HELD, BOOKED, INTERPRETER, OPENED, ASKED):
        session.pop(name, None)
