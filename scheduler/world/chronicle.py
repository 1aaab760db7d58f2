"""What a world has come to, in figures; and a long time as chapters, each a world of its own."""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from ivr.db import Base, Database, make_engine
from ivr.models import Attempt, Callback, Promise
from scheduler.world.outline import Outline
from scheduler.world.world import World

CHAPTER: Final = 4
"""Weeks: long enough for what is booked to come due and for what is old to be forgotten."""

_ENDS = select(Callback.state, func.count()).group_by(Callback.state)
_SCORES = select(Promise.score, func.count()).group_by(Promise.score)
_RESULTS = select(Attempt.result, func.count()).group_by(Attempt.result)


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Counts of one world: what its people met with, how requests, promises and attempts ended,
    and how often each fault struck.

    `healed`: everybody's request came to its end. `fingerprint` is that of the network's ledger:
    every leg and text, to the microsecond.
    """

    outline: Outline
    people: Mapping[str, Any]
    requests: Mapping[str, int]
    promises: Mapping[str, int]
    attempts: Mapping[str, int]
    struck: Mapping[str, int]
    healed: bool
    fingerprint: str

    @property
    def is_good(self) -> bool:
        """Whether the network saw no promise broken, and nothing is left over."""
        return self.healed and not (self.people["broken"] or self.people["problems"])

    def as_json(self) -> str:
        """The chronicle in one line."""
        return json.dumps(asdict(self), default=str)


def tell(world: World) -> Chronicle:
    """What a world that has healed, or could not, has come to."""
    with world.database.reading() as session:
        ends, scores, results = (
            {str(key or "open"): many for key, many in session.execute(counts).all()}
            for counts in (_ENDS, _SCORES, _RESULTS)
        )
    ledger = repr((world.network.legs(), world.network.texts()))
    return Chronicle(
        world.outline,
        world.tally.as_told(),
        ends,
        scores,
        results,
        dict(world.struck),
        not world.is_unfinished,
        hashlib.sha256(ledger.encode()).hexdigest(),
    )


def chapters(book: Outline) -> tuple[Outline, ...]:
    """Worlds that together last as long as `book`, one after the other, each of its own seed."""
    starts = range(0, book.days, 7 * CHAPTER)
    return tuple(
        replace(
            book,
            seed=book.seed + place,
            first=book.first + timedelta(days=start),
            days=min(7 * CHAPTER, book.days - start),
        )
        for place, start in enumerate(starts)
    )


def begin(outline: Outline, database: Database) -> World:
    """A world on an empty database, which gets its tables."""
    Base.metadata.create_all(database.engine)
    return World(outline, database)


@contextmanager
def scratch(folder: Path | None = None) -> Iterator[Database]:
    """An empty database of SQLite that goes when it has been used."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        database = Database(make_engine(f"sqlite:///{Path(place) / 'world.db'}"))
        try:
            yield database
        finally:
            database.close()


class Shelf:
    """A folder with the chronicles that were told so far, so that a long time can be gone on with.

    Those of another outline are left alone and not taken for it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, chronicle: Chronicle) -> None:
        """Writes it down, whole or not at all."""
        path = self._path(chronicle.outline)
        draft = path.with_suffix(".draft")
        draft.write_text(chronicle.as_json() + "\n", encoding="utf-8")
        draft.replace(path)

    def find(self, outline: Outline) -> Chronicle | None:
        """The chronicle of exactly this outline, if it was told."""
        path = self._path(outline)
        if not path.exists():
            return None
        told = json.loads(path.read_text(encoding="utf-8"))
        known = {**told["outline"], "first": date.fromisoformat(told["outline"]["first"])}
        return Chronicle(**{**told, "outline": outline}) if Outline(**known) == outline else None

    def _path(self, outline: Outline) -> Path:
        return self._folder / f"{outline.first}-{outline.seed}.json"
