"""The one place where names that nobody can guess, and codes, are drawn.

The source is the system's own; only a simulated world hands in one of a seed, so that it can be
lived through once more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random, SystemRandom

_BYTES = 16
_source: Random = SystemRandom()


def opaque_name() -> str:
    """128 random bits as 32 hexadecimal digits, safe in a path or a command."""
    return _source.randbytes(_BYTES).hex()


def digits(many: int) -> str:
    """So many random digits; any of them may be zero."""
    return f"{_source.randrange(10**many):0{many}}"


@contextmanager
def drawn_from(source: Random) -> Iterator[None]:
    """Whatever this process draws meanwhile comes from `source`."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
