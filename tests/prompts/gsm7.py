"""How much room a text takes in GSM-7, the alphabet of short messages (GSM 03.38)."""

from typing import Final

SEGMENT: Final = 160
"""Septets in a message of one segment."""

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")


def septets(text: str) -> int:
    """Septets of a text; an extended sign takes two. ValueError for a sign outside GSM-7."""
    if foreign := set(text) - _BASIC - _EXTENDED:
        raise ValueError(f"not in GSM-7: {''.join(sorted(foreign))}")
    return sum(2 if sign in _EXTENDED else 1 for sign in text)
