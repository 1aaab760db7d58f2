"""docs/proof.md: every trial with what came of it when it was last made."""

from collections.abc import Iterator, Mapping
from typing import Final

from tests.proof.results import ROOT, Result
from tests.proof.trials import TRIALS, Trial

PAGE: Final = ROOT / "docs" / "proof.md"
_HEAD: Final = """\
# How the promises were tried

This page is written by `make proof`, from what the commands below printed; no figure on it was
typed. The promises are in the [README](../README.md#what-is-promised-and-how-far). Each trial can
be made again: its seeds stand in the command or among the lines, and the same seed always goes the
same way.
"""


def render(results: Mapping[str, Result]) -> str:
    """The whole page."""
    return "\n".join((_HEAD, *_table(results), *_parts(results)))


def _table(results: Mapping[str, Result]) -> Iterator[str]:
    yield "| trial | result | made on | at | took |"
    yield "|---|---|---|---|---|"
    for trial in TRIALS:
        if result := results.get(trial.name):
            held = "held" if result.exit == 0 else "**did not hold**"
            took = f"{result.seconds // 60} min {result.seconds % 60} s"
            link = f"[{trial.name}](#{trial.name})"
            yield f"| {link} | {held} | {result.date} | `{result.commit}` | {took} |"
        else:
            yield f"| [{trial.name}](#{trial.name}) | not made yet | | | |"
    yield ""


def _parts(results: Mapping[str, Result]) -> Iterator[str]:
    for trial in TRIALS:
        yield from _part(trial, results.get(trial.name))


def _part(trial: Trial, result: Result | None) -> Iterator[str]:
    yield from (f"## {trial.name}", "", trial.claim, "", "```")
    yield f"{trial.command}"
    yield from result.said if result else ()
    yield from ("```", "")
