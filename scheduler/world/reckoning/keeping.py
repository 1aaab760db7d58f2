"""Keeping a reckoning between two days, so that it can go on after it was interrupted."""

import os
import pickle
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from scheduler.world.reckoning.question import Question
from scheduler.world.reckoning.reckoning import Reckoning

PARTS = ("flows.rules", "ivr.simnet.folk", "ivr.simnet.crowd", __package__)
"""What an answer follows from: what was begun under other rules is not gone on with."""


class OtherQuestion(Exception):
    """What is kept belongs to another question, or to other rules."""


def keep(reckoning: Reckoning, file: Path) -> None:
    """Writes it down whole, or not at all."""
    beside = file.with_name(f"{file.name}.new")
    with beside.open("wb") as kept:
        pickle.dump((edition(), reckoning), kept, protocol=pickle.HIGHEST_PROTOCOL)
        kept.flush()
        os.fsync(kept.fileno())
    beside.replace(file)


def take_up(question: Question, file: Path) -> Reckoning:
    """The kept reckoning of a question, or a new one if none is kept. Raises OtherQuestion.

    The file is trusted like this program: it is its own, from the reader's own folder.
    """
    if not file.exists():
        return Reckoning(question)
    with file.open("rb") as kept:
        under, reckoning = pickle.load(kept)  # noqa: S301 - see above
    if under != edition() or reckoning.question != question:
        raise OtherQuestion(f"{file} belongs to another question or edition: choose --fresh")
    assert isinstance(reckoning, Reckoning)  # noqa: S101 - nothing else is written here
    return reckoning


@cache
def edition() -> str:
    """The hash of the rules and of whatever else an answer follows from."""
    sums = sha256()
    for part in PARTS:
        for source in sorted(files(part).iterdir(), key=_name):
            if source.name.endswith(".py"):
                sums.update(source.name.encode() + source.read_bytes())
    return sums.hexdigest()


def _name(source: Traversable) -> str:
    return source.name
