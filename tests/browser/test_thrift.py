"""Pictures of the documentation hold the colours that matter, in fewer bytes."""

import struct
import zlib
from itertools import product

from tests.browser.thrift import BEGIN, packed, part, parts, plain

WHITE, BLUE = b"\xff\xff\xff", b"\x00\x35\x7a"


def a_picture(rows: list[bytes], width: int) -> bytes:
    """As a browser writes it: 8 bits of red, green and blue."""
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows))
    return BEGIN + part(b"IHDR", head) + part(b"IDAT", body) + part(b"IEND", b"")


def test_a_picture_of_few_colours_keeps_each_of_them() -> None:
    up_and_left = [b"\x00" + WHITE + BLUE + WHITE, b"\x02" + bytes(9), b"\x01" + WHITE + bytes(6)]

    pieces = dict(parts(packed(a_picture(up_and_left, 3))))

    palette = pieces[b"PLTE"]
    lines = zlib.decompress(pieces[b"IDAT"])
    shown = [palette[3 * at : 3 * at + 3] for row in range(3) for at in lines[4 * row + 1 :][:3]]
    assert shown == [WHITE, BLUE, WHITE] * 2 + [WHITE] * 3


def test_what_is_rare_becomes_the_nearest_of_what_is_frequent() -> None:
    frequent = [bytes((red, green, 0)) for red, green in product(range(0, 256, 16), repeat=2)]
    row = b"\x00" + b"".join(frequent) * 2 + b"\x01\x01\x03"

    pieces = dict(parts(packed(a_picture([row], 513))))

    place = zlib.decompress(pieces[b"IDAT"])[-1]
    assert pieces[b"PLTE"][3 * place :][:3] == b"\x00\x00\x00"


def test_every_way_to_write_a_row_is_read() -> None:
    above, row = bytes((10, 20, 30, 40, 50, 60)), bytes((1, 2, 3, 4, 5, 6))

    assert [plain(kind, row, above)[3] for kind in range(5)] == [4, 5, 44, 27, 44]


def test_what_is_rare_and_like_nothing_else_is_kept() -> None:
    greys = [bytes((level, level, level)) for level in range(256)]
    row = b"\x00" + b"".join(greys) * 2 + b"\xff\x80\x00"

    pieces = dict(parts(packed(a_picture([row], 513))))

    place = zlib.decompress(pieces[b"IDAT"])[-1]
    assert pieces[b"PLTE"][3 * place :][:3] == b"\xff\x80\x00"
