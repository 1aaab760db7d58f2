"""Living through a world of an outline, and asking afterwards what it has come to."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ivr.db import Base, Database, make_engine
from scheduler.world.outline import Outline
from scheduler.world.world import World
from tests import memory
from tests.stories.evidence import Evidence
from tests.stories.probes import probe
from tests.world.evidence import Witness
from tests.world.invariants import WORLD


@dataclass(frozen=True, slots=True)
class Lived:
    """What a world has come to; `complaints` is empty where every invariant has held.

    `fingerprint` is that of the network's ledger: every leg and text, to the microsecond.
    """

    outline: Outline
    figures: Mapping[str, Any]
    struck: Mapping[str, int]
    complaints: tuple[str, ...]
    fingerprint: str


def live(outline: Outline, seen: Callable[[date], None] = lambda day: None) -> Lived:
    """Lives through all its days and the healing after; `seen` hears of each day that is over."""
    with _database() as database:
        world = World(outline, database)
        witness = Witness(world)
        try:
            for day in world.live():
                seen(day)
            world.heal()
            evidence = witness.tells(probe(world))
            return _lived(world, evidence)
        finally:
            world.close()


def _lived(world: World, evidence: Evidence) -> Lived:
    told = world.tally.as_told()
    seen = [f"the network: {one}" for one in told["complaints"]]  # type: ignore[attr-defined]
    asked = [f"{clause.__name__}: {one}" for clause in WORLD for one in clause(evidence)]
    return Lived(
        world.outline,
        told | {"requests": len(evidence.callbacks), "legs": len(evidence.legs)},
        world.struck,
        tuple(seen + asked),
        hashlib.sha256(repr((evidence.legs, evidence.texts)).encode()).hexdigest(),
    )


@contextmanager
def _database() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(dir=memory.folder()) as folder:
        path = shutil.copy(_template(), Path(folder) / "world.db")
        database = Database(make_engine(f"sqlite:///{path}"))
        try:
            yield database
        finally:
            database.close()


@cache
def _template() -> Path:
    """A database with all tables and no rows; the folder goes with the process."""
    _FOLDERS.append(tempfile.TemporaryDirectory(dir=memory.folder()))
    path = Path(_FOLDERS[-1].name) / "template.db"
    engine = make_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []
