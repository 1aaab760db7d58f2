"""Engines of a test process: each has connections of its own, and all have what was compiled in
common, since to compile a statement takes longer than to execute it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache

from ivr.db import Waits, make_engine

PATIENT = Waits(lock=60, pool=60)
"""However busy the machine is, a test waits for its own database."""

_ROOM = 2_000
"""Statements that are kept, which is more than the house has."""


class Engines:
    """Engines that speak the same dialect, for which statements are compiled once."""

    def __init__(self) -> None:
        self._dialects: dict[str, Dialect] = {}
        self._compiled: LRUCache[Any, Any] = LRUCache(_ROOM)

    @contextmanager
    def to(self, url: str) -> Iterator[Engine]:
        """An engine with connections to that database, which are closed afterwards."""
        own = make_engine(url, PATIENT)
        engine = Engine(
            own.pool,
            self._dialect_of(own),
            own.url,
            hide_parameters=own.hide_parameters,
            execution_options={"compiled_cache": self._compiled},
        )
        try:
            yield engine
        finally:
            engine.dispose()

    def _dialect_of(self, own: Engine) -> Dialect:
        if own.name not in self._dialects:
            own.connect().close()  # upon which it knows with what it speaks
            self._dialects[own.name] = own.dialect
        return self._dialects[own.name]
