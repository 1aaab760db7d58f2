"""The keys of a telephone by their spoken names."""

from collections.abc import Mapping
from typing import Final

from flows.rules.languages import Language

_WORDS: Final[Mapping[Language, str]] = {
    "fi": "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän",
    "sv": "noll ett två tre fyra fem sex sju åtta nio",
    "en": "zero one two three four five six seven eight nine",
}

KEY_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    language: dict(zip("0123456789", words.split(), strict=True))
    for language, words in _WORDS.items()
}
"""What `{key}` becomes: `KEY_WORDS["fi"]["1"]` is "yksi"."""
