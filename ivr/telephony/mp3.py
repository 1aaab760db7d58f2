"""How long an MP3 lasts: its frames, counted by their headers (ISO/IEC 11172-3, 13818-3).

Only layer III; nothing is decoded. What stands before the first frame is an ID3v2 tag or nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_KBITS_1: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ: Final = {
    3: (44_100, 48_000, 32_000),
    2: (22_050, 24_000, 16_000),
    0: (11_025, 12_000, 8_000),
}
"""By the two bits of the version: MPEG 1, MPEG 2 and its extension to low rates, "2.5"."""
_LAYER_3: Final = 1
_TRAILER: Final = b"TAG"


@dataclass(frozen=True, slots=True)
class _Frame:
    length: int
    seconds: float


def seconds(sound: bytes) -> float:
    """The length of an MP3. Raises ValueError if it is none, or is cut off or damaged."""
    return sum(frame.seconds for frame in _frames(sound))


def _frames(sound: bytes) -> Iterator[_Frame]:
    place = _after_tag(sound)
    while place < len(sound) and not sound.startswith(_TRAILER, place):
        frame = _frame(sound[place : place + 4])
        place += frame.length
        if place > len(sound):
            raise ValueError("is cut off")
        yield frame


def _after_tag(sound: bytes) -> int:
    """Where an ID3v2 tag at the beginning ends; its size has seven bits a byte."""
    if not sound.startswith(b"ID3") or len(sound) < 10:
        return 0
    size = sum(byte << shift for byte, shift in zip(sound[6:10], (21, 14, 7, 0), strict=True))
    return 10 + size


def _frame(header: bytes) -> _Frame:
    """The frame that this header of four bytes begins."""
    bits = int.from_bytes(header)
    version, layer, rate, hertz = bits >> 19 & 3, bits >> 17 & 3, bits >> 12 & 15, bits >> 10 & 3
    known = version in _HERTZ and layer == _LAYER_3 and 0 < rate < 15 and hertz < 3
    if len(header) < 4 or bits >> 21 != 0x7FF or not known:
        raise ValueError("is no MP3, or is damaged")
    samples, kbits = (1152, _KBITS_1) if version == 3 else (576, _KBITS_2)
    frequency = _HERTZ[version][hertz]
    length = samples // 8 * kbits[rate] * 1000 // frequency + (bits >> 9 & 1)
    return _Frame(length, samples / frequency)
