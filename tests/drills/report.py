"""What a drill has shown, and the table of all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.drills.house import House
from tests.drills.oath import COLUMNS, complaints, gather

HEAD: Final = (
    "process", "point", "database", "struck", "requests", "calls", "asks for help", *COLUMNS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drill:
    """Which process is struck, at which point, on which kind of database."""

    victim: str
    point: str
    database: str

    @property
    def order(self) -> tuple[str, str, str]:
        return (self.victim, self.point, self.database)


@dataclass(frozen=True, slots=True)
class Report:
    """`counts` has how often it was struck, and how many requests, calls to citizens and
    requests that need a person there were; `broken` the complaints of each column.
    """

    drill: Drill
    counts: tuple[int, ...]
    broken: dict[str, list[str]]

    @property
    def complaints(self) -> list[str]:
        return [f"{column}: {what}" for column, many in self.broken.items() for what in many]

    @property
    def cells(self) -> Sequence[str]:
        drill, found = self.drill, (len(self.broken[column]) for column in COLUMNS)
        return (drill.victim, drill.point, drill.database, *map(str, (*self.counts, *found)))


def judge(place: House, drill: Drill, struck: int, **seen: Iterable[str]) -> Report:
    """Looks at the ledger, the tables and the logs. `seen` adds to the columns of its names."""
    evidence = gather(place)
    broken = complaints(evidence)
    for column, sentences in {"odd": place.faults, **seen}.items():
        broken[column] += sentences
    needy = sum(one.state == "needs_human" for one in evidence.callbacks)
    counts = (struck, len(evidence.callbacks), len(evidence.to_citizens), needy)
    return Report(drill, counts, broken)


def table(reports: Iterable[Report]) -> str:
    """One line for each drill, as Markdown."""
    lines = [HEAD, ["---"] * len(HEAD), *(report.cells for report in reports)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
