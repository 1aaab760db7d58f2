"""`ivr simulate live`: the whole product lives through weeks of simulated calls."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import structlog

from scheduler.world.chronicle import Chronicle, Shelf, begin, chapters, scratch, tell
from scheduler.world.outline import Outline


@click.command()
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), default="2026-11-30",
              show_default="%Y-%m-%d", help="The first day, a Monday.")  # fmt: skip
@click.option("--weeks", type=click.IntRange(1), default=1, show_default=True)
@click.option("--arrivals", "factor", type=click.FloatRange(0.01), default=1.0, show_default=True,
              help="Calls beside those of Kainuu's office; the nation's are 84.")  # fmt: skip
@click.option("--agents", type=click.IntRange(1), default=6, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--calm", is_flag=True, help="Nothing goes wrong on the telephone network.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default="simulated",
              show_default=True,
              help="Where it is told; what is told there already is not lived again.")  # fmt: skip
def live(
    first: datetime, weeks: int, factor: float, agents: int, seed: int, calm: bool, into: Path
) -> None:
    """Let people call the whole product for WEEKS, as fast as it can, on a clock that leaps.

    Ends with 1 if a promise was broken or anybody's request did not come to its end.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    book = Outline(seed, first.date(), weeks * 7, factor, agents, rough=not calm)
    shelf = Shelf(into)
    with click.progressbar(length=book.days, label="days") as bar:
        told = list(_told(chapters(book), shelf, bar.update))
    for line in _summary(told):
        click.echo(line)
    if not all(one.is_good for one in told):
        raise click.exceptions.Exit(1)


def _told(
    outlines: Iterable[Outline], shelf: Shelf, passed: Callable[[int], None]
) -> Iterator[Chronicle]:
    for outline in outlines:
        chronicle = shelf.find(outline)
        if chronicle is None:
            chronicle = _lived(outline, passed)
            shelf.put(chronicle)
        else:
            passed(outline.days)
        yield chronicle


def _lived(outline: Outline, passed: Callable[[int], None]) -> Chronicle:
    with scratch() as database:
        world = begin(outline, database)
        try:
            for _ in world.live():
                passed(1)
            world.heal()
            return tell(world)
        finally:
            world.close()


def _summary(told: Iterable[Chronicle]) -> Iterator[str]:
    """Sums of all chapters, a line each; and what the network complained of."""
    sums: dict[str, Counter[str]] = {}
    complaints: list[Any] = []
    for one in told:
        people = {name: many for name, many in one.people.items() if isinstance(many, int)}
        counted = {
            "people": people, "requests": one.requests, "attempts": one.attempts,
            "promises": one.promises, "faults": one.struck,
        }  # fmt: skip
        for name, counts in counted.items():
            sums.setdefault(name, Counter()).update(counts)
        complaints += one.people["complaints"]
        if not one.healed:
            complaints.append(f"the weeks from {one.outline.first} left requests open")
    for name, counts in sums.items():
        yield f"{name}: " + ", ".join(f"{many} {what}" for what, many in sorted(counts.items()))
    yield from map(str, complaints)
