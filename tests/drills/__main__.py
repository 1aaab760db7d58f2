"""Kills and suspends the real processes, at every point that matters, and prints what came of it.

It ends by itself, with 1 if anything was lost, doubled, outside the window or odd.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from threading import Timer

import pytest

from tests.drills.drills import Lane, lanes
from tests.drills.report import Report, keep, table
from tests.drills.waiting import STOP, StoppedError

Told = Report | str | None
"""What a lane tells: a report, a sentence on what went wrong, or None at its end."""


def main() -> int:
    given = _parser().parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: STOP.set())
    limit = Timer(60 * given.minutes, STOP.set)
    limit.daemon = True
    limit.start()
    wanted = {name: lane for name, lane in lanes(given.kills).items() if given.only in ("", name)}
    reports, troubles = _outcome(_run(wanted))
    limit.cancel()
    print(table(reports))  # noqa: T201
    keep(reports, troubles, given.into / "drills.json")
    for what in troubles:
        print(what)  # noqa: T201
    return 1 if troubles or not reports else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.drills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="of each kind of process")
    parser.add_argument("--only", default="", choices=["", *lanes(0)], help="one lane of drills")
    parser.add_argument("--minutes", type=float, default=45, help="after so many all is ended")
    parser.add_argument("--into", type=Path, default=Path("build"), help="folder of drills.json")
    return parser


def _outcome(told: Iterator[Report | str]) -> tuple[list[Report], list[str]]:
    reports: list[Report] = []
    troubles: list[str] = []
    for one in told:
        if isinstance(one, str):
            troubles.append(one)
            continue
        reports.append(one)
        troubles += [f"{', '.join(one.cells[:3])}: {what}" for what in one.complaints]
        print(", ".join(one.cells), file=sys.stderr, flush=True)  # noqa: T201
    return sorted(reports, key=lambda report: report.drill.order), troubles


def _run(wanted: Mapping[str, Lane]) -> Iterator[Report | str]:
    """Everything told, as it comes."""
    told: SimpleQueue[Told] = SimpleQueue()
    with ThreadPoolExecutor(len(wanted)) as threads:
        for name, lane in wanted.items():
            threads.submit(_go_through, name, lane, told)
        for _ in wanted:
            while (one := told.get()) is not None:
                yield one


def _go_through(name: str, lane: Lane, told: SimpleQueue[Told]) -> None:
    try:
        for drill in lane:
            told.put(_trouble_or_report(name, drill))
    except (StoppedError, pytest.skip.Exception, pytest.fail.Exception) as end:
        told.put(f"{name}: ended early. {end}")
    finally:
        told.put(None)


def _trouble_or_report(name: str, drill: Callable[[], Report]) -> Report | str:
    try:
        return drill()
    except Exception as error:
        return f"{name}: {error!r}"


if __name__ == "__main__":
    sys.exit(main())
