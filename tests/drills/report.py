"""What a drill has shown, and the table of all of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from tests.drills.house import House
from tests.drills.oath import COLUMNS, complaints, gather

HEAD: Final = (
    "process", "point", "database", "struck", "requests", "calls", "asks for help",
    *COLUMNS, "figures",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drill:
    """Which process is struck, at which point, on which kind of database; `seed` decided when."""

    victim: str
    point: str
    database: str
    seed: str = ""

    @property
    def order(self) -> tuple[str, str, str]:
        return (self.victim, self.point, self.database)


@dataclass(frozen=True, slots=True)
class Report:
    """`counts` has how often it was struck, and how many requests, calls to citizens and
    requests that need a person there were; `broken` the complaints of each column; `figures`
    whatever else was counted or measured.
    """

    drill: Drill
    counts: tuple[int, ...]
    broken: dict[str, list[str]]
    figures: Mapping[str, float] = field(default_factory=dict)

    def with_figures(self, **figures: float) -> "Report":
        return replace(self, figures={**self.figures, **figures})

    @property
    def complaints(self) -> list[str]:
        return [f"{column}: {what}" for column, many in self.broken.items() for what in many]

    @property
    def requests(self) -> int:
        """How many there were: if none, nothing was shown."""
        return self.counts[1]

    @property
    def cells(self) -> Sequence[str]:
        drill, found = self.drill, (len(self.broken[column]) for column in COLUMNS)
        numbers = map(str, (*self.counts, *found))
        figures = ", ".join(f"{name} {value:g}" for name, value in self.figures.items())
        return (drill.victim, drill.point, drill.database, *numbers, figures)

    @property
    def summary(self) -> dict[str, Any]:
        """All of it, as JSON can hold it."""
        counts = dict(zip(HEAD[3:], self.counts, strict=False))
        return {**asdict(self.drill), **counts, "broken": self.broken, **self.figures}


def judge(place: House, drill: Drill, struck: int, **seen: Iterable[str]) -> Report:
    """Looks at the ledger, the tables and the logs. `seen` adds to the columns of its names."""
    evidence = gather(place)
    broken = complaints(evidence)
    for column, sentences in {"odd": place.faults, **seen}.items():
        broken[column] += sentences
    needy = sum(one.state == "needs_human" for one in evidence.callbacks)
    counts = (struck, len(evidence.callbacks), len(evidence.to_citizens), needy)
    return Report(drill, counts, broken)


def keep(reports: Iterable[Report], troubles: Sequence[str], file: Path) -> None:
    """Writes the summaries, for those who make a page of them."""
    told = {"drills": [one.summary for one in reports], "troubles": list(troubles)}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def table(reports: Iterable[Report]) -> str:
    """One line for each drill, as Markdown."""
    lines = [HEAD, ["---"] * len(HEAD), *(report.cells for report in reports)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
