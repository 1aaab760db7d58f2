"""Sound for the phones page: espeak-ng, if it is installed, reads out what callers are told.

It is meant to be understood, not admired; the real network's voices sound better.
"""

import asyncio
import shutil
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of espeak-ng and its words a minute."""

    name: str
    speed: int


VOICES: Final[Mapping[str, Voice]] = {
    "fi": Voice("fi", 180),
    "sv": Voice("sv", 165),
    "en": Voice("en-gb", 155),
}
"""By the first part of a language tag. The speeds are those at which each voice speaks about
as many letters a second as the network reckons with, so that sound and call stay together."""

LONGEST_TEXT: Final = 4096
LONGEST_WORK: Final = 10.0
"""Real seconds that one utterance may take to make."""

CACHED_BYTES: Final = 16 * 1024 * 1024


class NoSpeechError(Exception):
    """This text can't be made into sound here; the message says why."""


class Speaker:
    """Makes utterances into WAV files and keeps the latest of them in memory."""

    def __init__(self, program: str | None) -> None:
        """`program` is the path of espeak-ng, None where there is none."""
        self._program = program
        self._spoken: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._turn = asyncio.Semaphore(2)

    @classmethod
    def installed(cls) -> "Speaker":
        """The one of this machine."""
        return cls(shutil.which("espeak-ng"))

    @property
    def available(self) -> bool:
        """True if this machine can speak."""
        return self._program is not None

    async def speak(self, text: str, language: str) -> bytes:
        """A WAV file of `text` in the language of the tag `language` (such as fi-FI).

        Raises NoSpeechError if there is no program, no such voice, or the text is too long.
        """
        voice = VOICES.get(language.partition("-")[0].lower())
        if self._program is None:
            raise NoSpeechError("espeak-ng is not installed")
        if voice is None:
            raise NoSpeechError(f"no voice for the language {language!r}")
        if len(text) > LONGEST_TEXT:
            raise NoSpeechError(f"the text is longer than {LONGEST_TEXT} characters")
        return await self._remembered(self._program, text, voice)

    async def _remembered(self, program: str, text: str, voice: Voice) -> bytes:
        key = (voice.name, text)
        if key not in self._spoken:
            async with self._turn:
                self._spoken[key] = await _run(program, text, voice)
        self._spoken.move_to_end(key)
        sound = self._spoken[key]
        while sum(map(len, self._spoken.values())) > CACHED_BYTES:
            self._spoken.popitem(last=False)
        return sound


async def _run(program: str, text: str, voice: Voice) -> bytes:
    process = await asyncio.create_subprocess_exec(
        program, "-v", voice.name, "-s", str(voice.speed), "--stdin", "--stdout",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        sound, _ = await asyncio.wait_for(process.communicate(text.encode()), LONGEST_WORK)
    except TimeoutError as error:
        raise NoSpeechError(f"espeak-ng took longer than {LONGEST_WORK:g} s") from error
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode != 0 or not sound.startswith(b"RIFF"):
        raise NoSpeechError(f"espeak-ng failed with exit status {process.returncode}")
    return _with_true_sizes(sound)


def _with_true_sizes(sound: bytes) -> bytes:
    """espeak-ng writes a pipe's header before it knows the length; players want the real one."""
    riff, samples = (len(sound) - 8).to_bytes(4, "little"), (len(sound) - 44).to_bytes(4, "little")
    return sound[:4] + riff + sound[8:40] + samples + sound[44:]
