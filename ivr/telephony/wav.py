"""How long a WAV lasts, and whether a telephone network plays it well.

The standard library's reader knows no mu-law, in which telephone sound is often kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from struct import pack, unpack_from
from typing import Final

_PCM, _MU_LAW = 1, 7
_BITS: Final = {_PCM: 16, _MU_LAW: 8}
RATES: Final = (8_000, 16_000)
"""Samples a second; telephones carry 8000."""


_SILENT: Final = b"\xff"  # no voltage, in mu-law


@dataclass(frozen=True, slots=True)
class _Format:
    code: int
    channels: int
    rate: int
    bits: int


def seconds(sound: bytes) -> float:
    """The length of a WAV. Raises ValueError, saying in what it is unfit."""
    chunks = _chunks(sound)
    if len(chunks.get(b"fmt ", b"")) < 16 or b"data" not in chunks:
        raise ValueError("is no WAV, or is damaged")
    told = _Format(*unpack_from("<HHI6xH", chunks[b"fmt "]))
    _demand_plain(told)
    return len(chunks[b"data"]) / (told.rate * told.bits // 8)


def _chunks(sound: bytes) -> Mapping[bytes, bytes]:
    """The parts of a RIFF file by name; each begins at an even place."""
    if sound[:4] != b"RIFF" or sound[8:12] != b"WAVE":
        raise ValueError("is no WAV, or is damaged")
    chunks, place = dict[bytes, bytes](), 12
    while place + 8 <= len(sound):
        name, size = unpack_from("<4sI", sound, place)
        place += 8
        if place + size > len(sound):
            raise ValueError("is cut off")
        chunks.setdefault(name, sound[place : place + size])
        place += size + size % 2
    return chunks


def _demand_plain(told: _Format) -> None:
    if told.code not in _BITS or told.bits != _BITS[told.code]:
        raise ValueError("is neither PCM of 16 bits nor mu-law of 8")
    if told.channels != 1:
        raise ValueError(f"has {told.channels} channels: it is to be mono")
    if told.rate not in RATES:
        raise ValueError(f"has {told.rate} samples a second: it is to have 8000 or 16000")


def silence(samples: int) -> bytes:
    """A WAV in which nothing is heard, of an even number of samples, 8000 a second."""
    told = pack("<4sIHHIIHH", b"fmt ", 16, _MU_LAW, 1, 8_000, 8_000, 1, 8)
    body = b"WAVE" + told + pack("<4sI", b"data", samples) + _SILENT * samples
    return pack("<4sI", b"RIFF", len(body)) + body
