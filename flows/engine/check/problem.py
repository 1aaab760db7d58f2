"""What the checker hands back, and what it asks of the vocabulary and the texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from flows.rules.languages import Language


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it is (a step as `dialogue.step`, or a prompt's id) and what it is."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Vocable(Protocol):
    """An action as the checker needs it: what it takes (`name?` is optional), how it turns out."""

    @property
    def takes(self) -> tuple[str, ...]: ...

    @property
    def outcomes(self) -> Mapping[str, tuple[str, ...]]: ...


Vocabulary: TypeAlias = Mapping[str, Vocable]
Texts: TypeAlias = Mapping[Language, Mapping[str, str]]
"""Every text with its `{placeholders}`, by language and id of the prompt."""
