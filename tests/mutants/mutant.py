"""A mutant: one small change of a file, whether a test has noticed, and the list of those that
none can notice."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

LIST = Path(__file__).with_name("equal.toml")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of a file by its first changed line, before and after, and whether it was killed."""

    file: str
    was: str
    becomes: str
    killed: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return self.file, self.was, self.becomes


def between(file: str, before: str, after: str, *, killed: bool) -> Mutant:
    """The mutant that makes `before` into `after`."""
    lines = zip_longest(before.splitlines(), after.splitlines(), fillvalue="")
    was, becomes = next(pair for pair in lines if pair[0] != pair[1])
    return Mutant(file, was.strip(), becomes.strip(), killed)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of the mutants of some files: the rows of a table, and what is to be done."""

    rows: Sequence[tuple[str, int, int, int, int]]
    unexplained: Sequence[Mutant]
    stale: Sequence[str]


def judge(mutants: Sequence[Mutant], equal: Iterable[tuple[str, str, str]]) -> Verdict:
    """Compare with the list of those that no test can notice, for the files that were changed.

    A row is a file, its mutants, those killed, explained and neither. Stale is an explanation of
    a mutant that was killed, or that there is none of any more.
    """
    explained = set(equal)
    files = sorted({mutant.file for mutant in mutants})
    alive = [mutant for mutant in mutants if not mutant.killed]
    unexplained = [mutant for mutant in alive if mutant.key not in explained]
    unneeded = explained - {mutant.key for mutant in alive}
    rows = [_row(file, [one for one in mutants if one.file == file], unexplained) for file in files]
    stale = [f"{file}: {was}  →  {new}" for file, was, new in sorted(unneeded) if file in files]
    return Verdict(rows, unexplained, stale)


def _row(
    file: str, mutants: Sequence[Mutant], unexplained: Sequence[Mutant]
) -> tuple[str, int, int, int, int]:
    killed = sum(mutant.killed for mutant in mutants)
    left = sum(mutant.file == file for mutant in unexplained)
    return file, len(mutants), killed, len(mutants) - killed - left, left


def explained() -> list[tuple[str, str, str]]:
    """The list: each entry has a reason, or KeyError is raised."""
    entries = tomllib.loads(LIST.read_text())["equal"]
    return [(one["in"], one["was"], one["becomes"]) for one in entries if one["why"]]
