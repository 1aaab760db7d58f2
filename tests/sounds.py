"""Sound files as people bring them, made of a steady tone; unfit ones too."""

import io
import wave
from pathlib import Path
from struct import pack

MP3_FRAME = bytes([0xFF, 0xFB, 0x90, 0x00]) + bytes(413)
"""MPEG 1, layer III, 128 kbit/s at 44.1 kHz: 417 bytes, 1152 samples."""


def wav(seconds: float = 1, *, rate: int = 8_000, channels: int = 1, width: int = 2) -> bytes:
    """Written by the standard library; `width` in bytes a sample."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        sound.writeframes(bytes([0, 16] * (round(seconds * rate) * channels * width // 2)))
    return file.getvalue()


def mu_law(seconds: float = 1, *, rate: int = 8_000) -> bytes:
    """With a chunk of odd length before the sound, as editors leave them."""
    told = pack("<4sIHHIIHHH", b"fmt ", 18, 7, 1, rate, rate, 1, 8, 0)
    note = pack("<4sI", b"LIST", 3) + b"abc\0"
    samples = b"\x7f\xff" * round(seconds * rate / 2)
    body = b"WAVE" + told + note + pack("<4sI", b"data", len(samples)) + samples
    return pack("<4sI", b"RIFF", len(body)) + body


def mp3(frames: int = 38) -> bytes:
    """Of 26 milliseconds a frame, behind a tag of 200 bytes and before one of the old kind."""
    return b"ID3\4\0\0\0\0\1\x48" + bytes(200) + MP3_FRAME * frames + b"TAG" + bytes(125)


def put(folder: Path, name: str, sound: bytes) -> Path:
    """The file `language/prompt.wav` in a folder of recordings; the folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(sound)
    return folder
