"""Sealing: the journal is closed bit by bit, so that no later change of it goes unnoticed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from ivr.db import Database
from ivr.services import seals
from ivr.services.seals import Sealer

ROUNDS: Final = 20
"""The most seals that one beat makes; the rest comes with the next."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sealing:
    """One beat: what has settled is sealed. Reading it locks nothing, storing a seal is one row.

    Each digest is logged, since the logs are kept elsewhere: seals that were cut off are missed.
    """

    database: Database
    sealer: Sealer
    now: Callable[[], datetime]
    stopping: Callable[[], bool]

    def __call__(self) -> None:
        for _ in range(ROUNDS):
            if self.stopping() or not self.seal_some():
                return

    def seal_some(self) -> bool:
        """Make the next seal; False if there was nothing to seal or another was quicker."""
        with self.database.reading() as session:
            seal = seals.prepare(session, self.sealer, self.now())
        if seal is None:
            return False
        with self.database.writing() as session:
            stored = seals.store(session, seal)
        if stored:
            _log.info("journal sealed", seal=seal.sequence, events=seal.count, digest=seal.digest)
        return stored
