"""Documents made once by Twilio's own builder, with blanks for what differs from call to call.

So they are right by construction, and an answer costs little more than the words in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

BLANK: Final = "\ue000"
"""Stands in a builder's text or attribute for a blank. It is nobody's letter (private use)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before, between and after the blanks."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, document: str) -> "Frame":
        """The frame that a builder has written with BLANK for each blank."""
        return cls(tuple(document.split(BLANK)))

    def fill(self, words: Iterable[str]) -> str:
        """The document with these words in its blanks, of which each has its own, or ValueError.

        A blank in an attribute is for an address: nothing with quotes or ends of lines.
        """
        first, *others = self.pieces
        filled = (escape(one) + piece for one, piece in zip(words, others, strict=True))
        return first + "".join(filled)
