"""Ports for what is really started."""

import os
import socket

import pytest


@pytest.fixture
def port() -> int:
    """A free port with a free one above it, out of the range that outgoing connections use."""
    start = 20_000 + os.getpid() % 5_000 * 2
    return next(port for port in range(start, 32_000, 2) if _free(port) and _free(port + 1))


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
