"""Runs every measurement and prints what it took, beside the goals. `--only NAME`: one of them."""

import argparse
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest

from ivr import logs
from tests.bench import (
    claims,
    days,
    herd,
    minutes,
    pages,
    presses,
    queues,
    served,
    sights,
    starts,
    times,
    years,
)
from tests.bench.figures import Figure, show
from tests.postgres import Server, private_server

SIZES = (1_000, 1_000_000)
ALONE = ("herd",)
"""Takes a quarter of an hour, and is measured only when asked for."""

Measurement = Callable[[], list[Figure]]


def main() -> None:
    logs.configure(logging.WARNING)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with _server() as server:
        parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
        measurements = _measurements(server)
        parser.add_argument("--only", choices=list(measurements))
        given = parser.parse_args()
        for name, (title, measure) in measurements.items():
            if given.only == name or (given.only is None and name not in ALONE):
                print(show(title, measure()), flush=True)  # noqa: T201


def _measurements(server: Server | None) -> Mapping[str, tuple[str, Measurement]]:
    def fresh(many: int) -> Sequence[str]:
        return [server.url(server.create()) for _ in range(many)] if server else []

    return {
        "start": ("Starting", starts.figures),
        "press": (
            "A key press in process, CPU",
            lambda: presses.figures(next(iter(fresh(1)), None)),
        ),
        "claim": ("Claiming the next callback", lambda: claims.figures(SIZES, fresh(len(SIZES)))),
        "queue": ("The page of the queue, its data", queues.figures),
        "pages": (
            "What each page asks of the database",
            lambda: pages.figures(fresh(len(pages.SIZES))),
        ),
        "sights": ("What readers wait for", sights.figures),
        "times": ("Times that are free", lambda: times.figures(fresh(len(times.SIZES)))),
        "minutes": (
            "Phone times that come due",
            lambda: minutes.figures(fresh(len(minutes.SIZES))),
        ),
        "served": ("Served by the web server", served.figures),
        "herd": ("The Monday herd", herd.figures),
        "call": ("A simulated callback, CPU", days.figures),
        "year": ("A nation's year on the rules alone, CPU", years.figures),
    }


@contextmanager
def _server() -> Iterator[Server | None]:
    """The private server of the tests; None where PostgreSQL's programs are missing."""
    try:
        with private_server() as server:
            yield server
    except pytest.skip.Exception:
        yield None


if __name__ == "__main__":
    main()
