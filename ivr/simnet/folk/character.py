"""What a citizen is like, drawn from a seed: the same seed is the same person."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final, Literal, TypeVar

T = TypeVar("T")

Language = Literal["fi", "sv", "en"]
Wish = Literal[
    "callback", "another number", "phone time", "visit", "hours", "nothing", "cancel", "own"
]  # fmt: skip

_LANGUAGES: Final[dict[Language, float]] = {"fi": 0.92, "sv": 0.03, "en": 0.05}
_WISHES: Final[dict[Wish, float]] = {
    "callback": 0.72, "another number": 0.08, "phone time": 0.06, "visit": 0.04,
    "hours": 0.06, "nothing": 0.04,
}  # fmt: skip
LANDLINE: Final = 0.12
WITHHELD: Final = 0.05
SILENT: Final = 0.03
BARGES_IN: Final = 0.35
WRONG_KEY: Final = 0.04
VOICEMAIL: Final = 0.4
HANGS_UP: Final = 0.002
"""Per second of being spoken to."""
_MOBILES: Final = "+35840"
_SECOND_MOBILES: Final = "+35844"
_LANDLINES: Final = "+35886"
_SPREAD: Final = 7_919
"""Coprime to powers of ten, so that seeds in a row give numbers far apart, each once."""


@dataclass(frozen=True, slots=True)
class Character:
    """One citizen's ways. Spans are in seconds, shares between 0 and 1.

    `silent`: no keys, as with a rotary telephone. `patience` ends a call in which nothing was
    promised; `finger` lies between two keys; `think` between a question and its answer.
    """

    number: str
    other: str
    language: Language
    wish: Wish
    withheld: bool
    silent: bool
    barges_in: bool
    wrong_key: float
    patience: float
    think: float
    finger: float
    voicemail: bool
    waits_for_goodbye: bool

    @property
    def has_landline(self) -> bool:
        """Whether the telephone is one that takes no texts."""
        return self.number.startswith(_LANDLINES)


def draw(seed: int) -> Character:
    """The citizen with that seed, from 0 up to a million."""
    return drawn(Random(f"character {seed}"), seed)


def drawn(chance: Random, seed: int) -> Character:
    """The next citizen of a row of them, whose telephones have numbers of that seed's."""
    landline = chance.random() < LANDLINE
    return Character(
        number=_number(_LANDLINES if landline else _MOBILES, 6 if landline else 7, seed),
        other=_number(_SECOND_MOBILES, 7, seed),
        language=pick(chance, _LANGUAGES),
        wish=pick(chance, _WISHES),
        withheld=chance.random() < WITHHELD,
        silent=chance.random() < SILENT,
        barges_in=chance.random() < BARGES_IN,
        wrong_key=chance.expovariate(1 / WRONG_KEY),
        patience=min(around(chance, 180, 0.6), chance.expovariate(HANGS_UP)),
        think=around(chance, 1.2, 0.6),
        finger=around(chance, 0.4, 0.5),
        voicemail=not landline and chance.random() < VOICEMAIL,
        waits_for_goodbye=chance.random() < 0.6,
    )


def around(chance: Random, middle: float, spread: float) -> float:
    """A lognormal span whose median is `middle`: most are near it, a few are long."""
    return chance.lognormvariate(math.log(middle), spread)


def pick(chance: Random, shares: Mapping[T, float]) -> T:
    """One of the keys, each as likely as its share says."""
    return chance.choices(list(shares), list(shares.values()))[0]


def _number(prefix: str, digits: int, seed: int) -> str:
    return f"{prefix}{seed * _SPREAD % 10**digits:0{digits}}"
