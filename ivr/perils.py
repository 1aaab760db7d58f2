"""Perils: the moments at which it matters that a process dies, or sleeps for hours.

What a process leaves behind is what it has committed, asked of the network and answered; so one
is reached before and after each of these, and where a transaction has done its decisive deed. In
production nothing happens there. Whoever wants to know what a death there would do enters
`listening`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str], None]


def _nobody(_peril: str) -> None:
    """Nobody listens, in production never."""


_listener: Listener = _nobody


def reached(peril: str) -> None:
    """The process has come to the peril of that name, such as `committed`."""
    _listener(peril)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """While entered, `listener` is told of each peril, in the thread that has reached it; what
    it raises is raised there."""
    global _listener
    _listener, before = listener, _listener
    try:
        yield
    finally:
        _listener = before
