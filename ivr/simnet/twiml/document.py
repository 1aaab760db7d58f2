"""What the reader hands to call control: the verbs of one answer and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

FATAL: Final = frozenset({11200, 11750, 11770, 12100, 12101, 12102, 12300})
"""Error numbers after which the real network obeys nothing of the document."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a document.

    `code` is the error number of the real network, or None where only this reader objects.
    A `fatal` problem ends the call there ("an application error has occurred"); the others
    are mere warnings on the real network, which then goes on without the offending part.
    """

    code: int | None
    fatal: bool
    what: str

    @classmethod
    def of(cls, code: int | None, what: str) -> "Problem":
        """A problem that is fatal if the real network says so of its number."""
        return cls(code, code in FATAL, what)

    def __str__(self) -> str:
        return f"{self.code or 'lint'}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verb:
    """One element: a verb, a noun inside a verb, or a speech mark inside Say.

    `text` is the element's whole text with runs of white space made one space; for Say it is
    what a listener would hear, the speech marks resolved.
    """

    name: str
    attributes: Mapping[str, str]
    text: str
    children: tuple["Verb", ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One answer, read: the verbs in order and every problem found.

    The verbs hold only what can be obeyed: attributes and children that are unknown, misplaced
    or of a bad value are left out (as the real network does), so that a number is a number.
    A fatal document has no verbs.
    """

    verbs: tuple[Verb, ...]
    problems: tuple[Problem, ...]

    @property
    def fatal(self) -> bool:
        """True if the real network would end the call instead of obeying the document."""
        return any(problem.fatal for problem in self.problems)

    def walk(self) -> Iterator[Verb]:
        """Every verb and noun, parents before their children."""
        waiting = list(reversed(self.verbs))
        while waiting:
            verb = waiting.pop()
            yield verb
            waiting.extend(reversed(verb.children))
