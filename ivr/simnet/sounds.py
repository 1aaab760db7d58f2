"""Sound files as the network fetches them: what they are and how long they last.

Written from the formats' descriptions; only what can be played for sure is taken.
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from posixpath import basename
from typing import Final
from urllib.parse import unquote, urlsplit

from ivr.simnet.delivery import Answer

_WAV: Final = frozenset({"audio/wav", "audio/wave", "audio/x-wav"})
_MP3: Final = "audio/mpeg"
REAL: Final = frozenset(
    {"audio/aiff", "audio/x-aifc", "audio/x-aiff", "audio/gsm", "audio/x-gsm", "audio/ulaw"}
)
"""Types that the real network plays and this one does not (Twilio: Play)."""

_MPEG_1: Final = 3
_KBITS: Final = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_LOW_KBITS: Final = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


class UnfitSoundError(Exception):
    """This is no sound that can be played here; the message says why."""


@dataclass(frozen=True, slots=True)
class Sound:
    """One file; `name` is the last part of its address without its ending, for people to read."""

    name: str
    kind: str
    seconds: float
    body: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()[:16]


def sound_of(answer: Answer) -> Sound:
    """The sound that an answer brings. Raises UnfitSoundError."""
    kind = answer.header("Content-Type").partition(";")[0].strip().lower()
    if kind in REAL:
        raise UnfitSoundError(f"{kind} is real, not simulated")
    if kind not in _LENGTHS:
        raise UnfitSoundError(f"content type {kind or 'missing'} is no sound")
    try:
        seconds = _LENGTHS[kind](answer.body)
    except (struct.error, ValueError, ZeroDivisionError):
        raise UnfitSoundError(f"what comes as {kind} is none") from None
    name = basename(unquote(urlsplit(answer.url).path)).rpartition(".")[0]
    return Sound(name, kind, seconds, answer.body)


def _wav(body: bytes) -> float:
    """By its bytes a second and the length of its data."""
    if body[:4] != b"RIFF" or body[8:12] != b"WAVE":
        raise ValueError
    place, rate = 12, 0
    while body[place : place + 4] != b"data":
        name, size = struct.unpack_from("<4sI", body, place)
        if name == b"fmt ":
            rate = int.from_bytes(body[place + 16 : place + 20], "little")
        place += 8 + size + size % 2
    size = int.from_bytes(body[place + 4 : place + 8], "little")
    return min(size, len(body) - place - 8) / rate


def _mp3(body: bytes) -> float:
    """As if all of it had the bit rate of its first frame."""
    start = _behind_tag(body)
    [header] = struct.unpack_from(">I", body, start)
    sync, version, layer, rate = header >> 21, header >> 19 & 3, header >> 17 & 3, header >> 12 & 15
    if sync != 0x7FF or layer != 1 or not 0 < rate < 15:
        raise ValueError
    kbits = (_KBITS if version == _MPEG_1 else _LOW_KBITS)[rate - 1]
    return (len(body) - start) * 8 / (kbits * 1000)


def _behind_tag(body: bytes) -> int:
    """Where sound begins behind an ID3v2 tag, whose length is written in four times seven bits."""
    if body[:3] != b"ID3":
        return 0
    a, b, c, d = struct.unpack_from("4B", body, 6)
    return int(10 + (a << 21 | b << 14 | c << 7 | d))


_LENGTHS: Final[Mapping[str, Callable[[bytes], float]]] = {**dict.fromkeys(_WAV, _wav), _MP3: _mp3}
