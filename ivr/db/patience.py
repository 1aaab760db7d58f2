"""A connection to PostgreSQL that gives up on a server which does not answer.

`statement_timeout` is kept by the server; a server that is cut off, stopped or stuck keeps nothing.
"""

from math import inf, isinf
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from ivr.clock import Stopwatch

PING = 1.0
"""Seconds for an answer outside of any transaction: whether the connection still lives."""

Answer = TypeVar("Answer")


class Patient(psycopg.Connection[Any]):
    """Waits at most `whole` seconds for all answers of one transaction together.

    Then it closes itself: what was asked last may or may not have happened.
    """

    whole: float = inf
    _left: float = inf

    def wait(
        self, gen: PQGen[Answer], interval: float = 0.1, timeout: float | None = None
    ) -> Answer:
        if self.pgconn.transaction_status == TransactionStatus.IDLE:
            self._left = min(self.whole, PING) if self.autocommit else self.whole
        watch = Stopwatch()
        try:
            return super().wait(gen, interval, self._patience() if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.close()  # the answer may still come, and would be taken for another's
            raise
        finally:
            self._left -= watch.seconds()

    def set_read_only(self, value: bool | None) -> None:
        """What only reads says so. What writes leaves it to the server, which may forbid it: to
        insist on writing would overrule whoever has set `default_transaction_read_only`."""
        super().set_read_only(value or None)

    def _patience(self) -> float | None:
        return None if isinf(self._left) else max(0.0, self._left)
