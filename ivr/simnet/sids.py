"""Names for calls, texts and numbers: 34 characters, the same again for the same seed."""

from hashlib import sha256
from itertools import count

SIMULATED = "51"
"""Every name made here begins with its kind and these two figures."""


class Sids:
    """Makes names of one network; `origin` is whatever tells this run from others."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._count = count()

    def next(self, kind: str) -> str:
        """A new name; `kind` is two letters (CA a call, SM a text)."""
        return self.of(kind, str(next(self._count)))

    def of(self, kind: str, what: str) -> str:
        """The name that `what` always has in this run."""
        digest = sha256(f"{self._origin}/{kind}/{what}".encode()).hexdigest()
        return f"{kind}{SIMULATED}{digest[:30]}"

    def token(self) -> str:
        """A new idempotency token, shaped like a UUID."""
        digits = sha256(f"{self._origin}/token/{next(self._count)}".encode()).hexdigest()
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))
