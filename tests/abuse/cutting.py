"""A signature covers a request's bytes and not its boundaries: the same bytes, cut otherwise."""

from itertools import accumulate, pairwise
from random import Random
from urllib.parse import urlencode

_AWAY = 10_000
"""A boundary moved so far is gone."""


def cut_anew(fields: list[tuple[str, str]], chance: Random) -> list[tuple[str, str]]:
    """The signed bytes with some of their true boundaries moved a little or taken away."""
    pieces = [piece for pair in sorted(fields) for piece in pair]
    signed = "".join(pieces)
    edges = {0, len(signed)}
    for end in accumulate(len(piece) for piece in pieces):
        moved = end + chance.choice((0, 0, 0, 0, 0, 0, 1, -1, 2, 4, _AWAY))
        edges.add(min(max(moved, 0), len(signed)))
    parts = [signed[start:end] for start, end in pairwise(sorted(edges))]
    for _ in range(chance.randrange(4)):
        parts.insert(chance.randint(0, len(parts)), "")
    return list(zip(parts[::2], [*parts[1::2], ""][: len(parts[::2])], strict=True))


def cut_into_the_address(
    url: str, fields: list[tuple[str, str]], chance: Random
) -> tuple[str, list[tuple[str, str]]]:
    """The boundary between address and body is none either: it goes a little to either side."""
    signed = "".join(piece for pair in sorted(fields) for piece in pair)
    whole, end = url + signed, len(url) + chance.choice((-9, -3, -2, -1, 1, 2, 3, 9, 45))
    rest = whole[end:]
    name = chance.randint(0, min(len(rest), 60))
    return whole[:end], [(rest[:name], rest[name:])]


def into_the_query(url: str, fields: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """All of the body in the address: what a careless reader of parameters takes for the same."""
    return f"{url}?{urlencode(fields)}", []
