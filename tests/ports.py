"""Ports for what is really started, out of the range that outgoing connections use."""

import os
import socket
from contextlib import suppress
from itertools import count
from typing import Final

_FIRST, _PAIRS = 20_000, 6_000
_NEXT: Final = count(os.getpid() * 97)
"""No pair twice in a process, and other processes begin elsewhere: a port that was free a moment
ago may be tried by somebody else just when it is to be taken."""


def two_free() -> int:
    """A free port with a free one above it."""
    for _ in range(_PAIRS):
        port = _FIRST + 2 * (next(_NEXT) % _PAIRS)
        with socket.socket() as one, socket.socket() as other, suppress(OSError):
            one.bind(("127.0.0.1", port))
            other.bind(("127.0.0.1", port + 1))
            return port
    raise OSError("there are no two free ports side by side")
