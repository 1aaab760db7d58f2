"""Lets a process die, sleep or die twice at every peril of every golden story, on both databases.

Prints what was passed, lived through and wrong; it ends with 1 if anything was.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import cpu_count
from pathlib import Path
from typing import Final, Literal, get_args

import structlog

from ivr.clock import Stopwatch
from tests import memory
from tests.crashes.ground import Fresh, OnPostgresql, OnSqlite
from tests.crashes.sweep import (
    GOLDEN,
    SHORT,
    Fate,
    Life,
    once_each,
    perils_of,
    twice_each,
    worth_a_pause,
)
from tests.crashes.tale import Tale
from tests.crashes.watch import Peril
from tests.postgres import private_server

Kind = Literal["SQLite", "PostgreSQL"]
SECOND_DEATHS: Final = {"SQLite": 1, "PostgreSQL": 7}
"""A process dies for the second time at each of so many perils."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One story, with one fate, on one kind of database."""

    story: int
    fate: Fate
    kind: Kind
    step: int

    def __str__(self) -> str:
        return f"{GOLDEN[self.story].name}, {self.fate}, {self.kind}"


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a lane."""

    perils: int
    runs: int
    wrong: tuple[str, ...]


def main() -> int:
    given, watch = _parser().parse_args(), Stopwatch()
    lanes = [one for one in _lanes(given.step) if given.only in str(one)]
    with ProcessPoolExecutor(given.processes, initializer=_quietly) as pool:
        told = [*_as_told({pool.submit(_go_through, lane): lane for lane in lanes})]
    wrong = [what for one in told for what in one.wrong]
    perils, runs = sum(one.perils for one in told), sum(one.runs for one in told)
    _print(f"{perils} perils, {runs} runs, {len(wrong)} violations, {watch.seconds():.0f} s")
    return 1 if wrong or not runs else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.crashes", description=__doc__)
    parser.add_argument("--only", default="", help="part of a lane's name: 'pause', 'a visit, c'")
    parser.add_argument("--step", type=int, default=1, help="one of so many perils")
    parser.add_argument("--processes", type=int, default=cpu_count())
    return parser


def _lanes(step: int) -> Iterator[Lane]:
    for kind in get_args(Kind):
        for story, tale in enumerate(GOLDEN):
            yield Lane(story, "crash", kind, step)
            yield Lane(story, "pause", kind, step)
            if tale in SHORT:
                yield Lane(story, "twice", kind, step)


def _quietly() -> None:
    logging.disable(logging.CRITICAL)
    logger = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=logger)


def _as_told(lanes: dict[Future[Told], Lane]) -> Iterator[Told]:
    for done in as_completed(lanes):
        told = done.result()
        _print(f"{lanes[done]}: {told.perils} perils, {told.runs} runs, {len(told.wrong)} wrong")
        for what in told.wrong:
            _print(f"  {what}")
        yield told


def _go_through(lane: Lane) -> Told:
    tale = GOLDEN[lane.story]
    with _ground(lane.kind) as fresh:
        passed = perils_of(tale, fresh).passed
        lives = [*_lives(tale, fresh, lane, passed)]
    return Told(len(passed), len(lives), tuple(str(life) for life in lives if life.wrong))


def _lives(tale: Tale, fresh: Fresh, lane: Lane, passed: Sequence[Peril]) -> Iterator[Life]:
    match lane.fate:
        case "crash":
            yield from once_each(tale, fresh, "crash", range(0, len(passed), lane.step))
        case "pause":
            yield from once_each(tale, fresh, "pause", [*worth_a_pause(passed)][:: lane.step])
        case "twice":
            for first in range(0, len(passed), lane.step):
                yield from twice_each(tale, fresh, first, SECOND_DEATHS[lane.kind] * lane.step)


@contextmanager
def _ground(kind: Kind) -> Iterator[Fresh]:
    if kind == "PostgreSQL":
        with private_server() as server:
            yield OnPostgresql(server)
    else:
        with tempfile.TemporaryDirectory(dir=memory.folder()) as folder:
            yield OnSqlite(Path(folder))


def _print(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
