"""Which voice speaks which language: the voices an agency in Finland needs, as of 2026.

Source: Twilio's own list of voices for fi-FI, sv-SE and en-GB. Every other voice is refused
here, so that nothing is spoken by a voice that nobody has looked up.
"""

from collections.abc import Mapping
from typing import Final

AS_OF: Final = "2026"

_STARS: Final = ("Aoede", "Charon", "Fenrir", "Kore", "Leda", "Orus", "Puck", "Zephyr")


def _google(language: str, kinds: str, letters: str) -> frozenset[str]:
    return frozenset(
        f"Google.{language}-{kind}-{letter}" for kind in kinds.split() for letter in letters
    )


VOICES: Final[Mapping[str, frozenset[str]]] = {
    "fi-FI": _google("fi-FI", "Standard Wavenet", "AB") | {"Polly.Suvi-Neural"},
    "sv-SE": _google("sv-SE", "Standard Wavenet", "ABCDEFG")
    | {"Polly.Elin-Neural", "Polly.Astrid"},
    "en-GB": _google("en-GB", "Standard Wavenet Neural2", "ABCDFNO")
    | {f"Google.en-GB-Chirp3-HD-{star}" for star in _STARS}
    | {f"Polly.{name}" for name in ("Amy", "Emma", "Brian")}
    | {f"Polly.{name}-Neural" for name in ("Amy", "Emma", "Brian", "Arthur")}
    | {"Polly.Amy-Generative", "man", "woman"},
}

ALL_VOICES: Final = frozenset().union(*VOICES.values())


def longest_text(voice: str) -> int:
    """Characters that the voice speaks in one go, speech marks not counted (error 13521)."""
    if voice.startswith("Polly."):
        return 3000
    return 5000 if voice.startswith("Google.") else 4096
