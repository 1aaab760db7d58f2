"""Sentences that a person has read out, played instead of being spoken by the network's voice.

A folder holds them as `<language>/<prompt>.wav` or `.mp3`. They are read and checked at the start
and kept in memory: what was checked is what is played, whatever happens to the folder meanwhile.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias, cast

from flows.dialogues import DIALOGUES
from flows.engine.recordable import told_with_one_key, varying
from flows.prompts import texts
from flows.rules.languages import LANGUAGES, Language
from ivr.telephony import mp3, wav

LONGEST: Final = 30
"""Seconds; nobody can follow longer ones."""

TYPES: Final = {".wav": "audio/wav", ".mp3": "audio/mpeg"}
"""Content types by ending (Twilio: Play)."""

_MEASURES: Final = {".wav": wav.seconds, ".mp3": mp3.seconds}
_DIGEST = 16  # hexadecimal digits; they tell files apart, and keep no secret


class UnfitRecordings(Exception):
    """The recordings can't be used. The message has a sentence for every fault."""


class _Unfit(Exception):
    """Why one file can't be used; completes a sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One prompt in one language as sound. `ending` has its dot; `digest` tells this sound from
    any other that the prompt has had."""

    language: Language
    prompt: str
    ending: str
    digest: str
    sound: bytes = field(repr=False)

    @property
    def path(self) -> str:
        """Where it is fetched: another path for another sound, so that it can be kept for ever."""
        return f"/recordings/{self.language}/{self.digest}/{self.prompt}{self.ending}"


SILENCE: Final = Recording("fi", "", ".wav", "", wav.silence(2_000))
"""Stands in for a recording that is gone while a call still waits for it."""

Key: TypeAlias = tuple[Language, str]
Recordings: TypeAlias = Mapping[Key, Recording]
"""By language and id of the prompt."""


def read_recordings(folder: Path | None) -> Recordings:
    """The recordings of a folder; none without a folder. Raises UnfitRecordings."""
    found, faults = dict[Key, Recording](), list[str]()
    for file in _files(folder) if folder else ():
        try:
            recording = _read(file)
            if found.setdefault((recording.language, recording.prompt), recording) != recording:
                raise _Unfit("is there twice: take the .mp3 or the .wav away")
        except _Unfit as fault:
            faults.append(f"RECORDINGS: {file.relative_to(cast(Path, folder))} {fault}.")
    if faults:
        raise UnfitRecordings("\n".join(faults))
    return found


def _files(folder: Path) -> Iterator[Path]:
    for entry in _visible(folder):
        yield from _visible(entry) if entry.is_dir() else (entry,)


def _visible(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise UnfitRecordings(f"RECORDINGS: {folder} can't be read: {error.strerror}.") from None


def _read(file: Path) -> Recording:
    language, prompt, ending = cast(Language, file.parent.name), file.stem, file.suffix
    if language not in LANGUAGES:
        raise _Unfit(f"is in no language's folder ({', '.join(LANGUAGES)})")
    if ending not in TYPES:
        raise _Unfit("is neither .wav nor .mp3")
    _demand_steady(prompt, language)
    sound = _sound(file)
    return Recording(language, prompt, ending, sha256(sound).hexdigest()[:_DIGEST], sound)


def _demand_steady(prompt: str, language: Language) -> None:
    if prompt not in texts()[language]:
        raise _Unfit(f"is no prompt's: there is none of that name in {language}")
    if names := sorted(varying(prompt, language, _told_with_one_key())):
        told = " and ".join(f"{{{name}}}" for name in names)
        raise _Unfit(f"can't be right in every call: it names {told}; leave it to the voice")


@cache
def _told_with_one_key() -> frozenset[str]:
    return told_with_one_key(DIALOGUES.values())


def _sound(file: Path) -> bytes:
    try:
        sound = file.read_bytes()
        seconds = _MEASURES[file.suffix](sound)
    except OSError as error:
        raise _Unfit(f"can't be read: {error.strerror}") from None
    except ValueError as fault:
        raise _Unfit(str(fault)) from None
    if not 0 < seconds <= LONGEST:
        raise _Unfit(f"lasts {seconds:.1f} seconds: it is to last at most {LONGEST}")
    return sound
