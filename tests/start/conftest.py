"""Ports for what is really started."""

import pytest

from tests import ports


@pytest.fixture
def port() -> int:
    """A free port with a free one above it."""
    return ports.two_free()
