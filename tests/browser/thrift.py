"""Pictures in fewer bytes: a browser writes 16 million colours, a page has hardly 256.

Source: Portable Network Graphics (PNG) Specification, third edition, 4.5, 9 and 11.2.
"""

import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

BEGIN: Final = b"\x89PNG\r\n\x1a\n"
PIXEL: Final = 3  # bytes: red, green, blue
MOST: Final = 256  # colours
FREQUENT: Final = 192  # so many of them are the most frequent ones

Colour = bytes
Row = bytes


def packed(picture: bytes) -> bytes:
    """The same PNG with 256 of its colours; others become the nearest of these."""
    pieces = list(parts(picture))
    (width, height) = struct.unpack(">II", pieces[0][1][:8])
    rows = _rows(zlib.decompress(b"".join(body for kind, body in pieces if kind == b"IDAT")), width)
    coloured = [[row[at : at + PIXEL] for at in range(0, len(row), PIXEL)] for row in rows]
    palette = _palette([colour for colour, _ in _counted(coloured).most_common()])
    nearest = _finder(palette)
    lines = b"".join(b"\0" + bytes(map(nearest, row)) for row in coloured)
    return BEGIN + b"".join(
        part(kind, body)
        for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", b"".join(palette)),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )


def parts(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(BEGIN)
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += length + 12


def part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _rows(filtered: bytes, width: int) -> Iterator[Row]:
    """The rows as they were before each was written as a difference from its neighbours."""
    above, length = bytes(width * PIXEL), width * PIXEL
    for at in range(0, len(filtered), length + 1):
        above = plain(filtered[at], filtered[at + 1 : at + 1 + length], above)
        yield above


def plain(kind: int, row: bytes, above: Row) -> Row:
    guess = GUESSES[kind]
    shown = bytearray(PIXEL) + row  # a black pixel stands left of the first
    corner = bytes(PIXEL) + above
    for at in range(PIXEL, len(shown)):
        shown[at] = (shown[at] + guess(shown[at - PIXEL], corner[at], corner[at - PIXEL])) & 0xFF
    return bytes(shown[PIXEL:])


def _paeth(left: int, up: int, corner: int) -> int:
    """Whichever of the three is nearest to where they lead."""
    middle = left + up - corner
    return min((left, up, corner), key=lambda one: abs(middle - one))


GUESSES: Final[tuple[Callable[[int, int, int], int], ...]] = (
    lambda left, up, corner: 0,
    lambda left, up, corner: left,
    lambda left, up, corner: up,
    lambda left, up, corner: (left + up) // 2,
    _paeth,
)


def _counted(rows: list[list[Colour]]) -> Counter[Colour]:
    return Counter(colour for row in rows for colour in row)


def _palette(colours: list[Colour]) -> list[Colour]:
    """The most frequent, and of the others those that are least like any of these."""
    chosen = colours[:FREQUENT]
    far = {one: min(_distance(one, other) for other in chosen) for one in colours[FREQUENT:]}
    while far and len(chosen) < MOST:
        farthest = max(far, key=far.__getitem__)
        del far[farthest]
        chosen.append(farthest)
        far = {one: min(distance, _distance(one, farthest)) for one, distance in far.items()}
    return chosen


def _finder(palette: list[Colour]) -> Callable[[Colour], int]:
    """Where the colour nearest to another stands in the palette."""

    @cache
    def nearest(colour: Colour) -> int:
        return min(range(len(palette)), key=lambda place: _distance(palette[place], colour))

    return nearest


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
