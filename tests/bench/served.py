"""The web server as the Procfile starts it: how long a caller waits, and the memory it takes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from tests.bench import office
from tests.bench.figures import Figure
from tests.bench.measure import WALL

A_SECOND = 30
"""Arrivals in the busiest second of a whole nation's calls."""
KEYS = ("1", "1", "1")
ROUNDS = 3

_ROOT = Path(__file__).parents[2]
_LINES = dict(line.split(": ", 1) for line in (_ROOT / "Procfile").read_text().splitlines())


@dataclass(frozen=True, slots=True)
class Server:
    """`started` is the time in seconds from its start to its first answer."""

    port: int
    process: subprocess.Popen[bytes]
    started: float

    def memory(self) -> float:
        """MiB of the master and its workers together, what they share counted once."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        family = [str(self.process.pid), *children.read_text().split()]
        return sum(_proportional(pid) for pid in family) / 1024


def figures() -> list[Figure]:
    """Wall time of webhooks that arrive evenly, each on a connection of its own; memory.

    Beside it the time of a page that does nothing: what the machine itself makes one wait.
    """
    with _server() as server:
        first = max(_calls(server, rounds=1))
        idle, times = _glances(server), _calls(server, ROUNDS)
        memory = server.memory()
    return [
        Figure("from the start to the first answer, wall", server.started, "s"),
        Figure("the slowest of the first calls", first, "ms"),
        Figure(f"{A_SECOND} a second, a page that does nothing: median", median(idle), "ms"),
        Figure(f"{A_SECOND} a second, a page that does nothing: p99", _p99(idle), "ms"),
        Figure(f"{A_SECOND} a second, webhooks stored with FULL: median", median(times), "ms"),
        Figure(f"{A_SECOND} a second, webhooks stored with FULL: p99", _p99(times), "ms", 15, 6),
        Figure("memory of two workers and their master, PSS", memory, "MiB", 130, 85),
    ]


def _p99(times: list[float]) -> float:
    return quantiles(times, n=100)[98]


@contextmanager
def _server() -> Iterator[Server]:
    with TemporaryDirectory() as folder:
        environment = {
            **office.environment(folder),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PHONE_NUMBER": office.LINE,
            "PORT": str(port := _free_port()),
        }
        _shell(_LINES["release"], environment).wait()
        begun = WALL()
        process = _shell(f"exec {_LINES['web']}", environment)
        try:
            _await_answer(port, process)
            yield Server(port, process, WALL() - begun)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _shell(command: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["sh", "-c", command], cwd=_ROOT, env=environment, stderr=subprocess.DEVNULL
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await_answer(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            connection.getresponse()
            return
        time.sleep(0.01)
    raise RuntimeError("the web server has ended")


def _calls(server: Server, rounds: int) -> list[float]:
    """Milliseconds of each webhook: in each second all callers of a round do the same."""
    return _paced(
        partial(_post, server.port, caller, path, more)
        for callers in [[office.Caller() for _ in range(A_SECOND)] for _ in range(rounds)]
        for path, more in _webhooks()
        for caller in callers
    )


def _glances(server: Server) -> list[float]:
    seconds = ROUNDS * len(list(_webhooks()))
    return _paced(partial(_glance, server.port) for _ in range(seconds * A_SECOND))


def _paced(requests: Iterable[Callable[[], float]]) -> list[float]:
    times: list[Future[float]] = []
    with ThreadPoolExecutor(A_SECOND) as crowd:
        due = WALL()
        for request in requests:
            due += 1 / A_SECOND
            time.sleep(max(0.0, due - WALL()))
            times.append(crowd.submit(request))
    return [one.result() * 1e3 for one in times]


def _webhooks() -> Iterator[tuple[str, dict[str, str]]]:
    yield "/voice/incoming", {"CallStatus": "ringing"}
    for turn, key in enumerate(KEYS, start=2):
        yield f"/voice/turn/{turn}/", {"Digits": key}
    yield "/voice/status", {"CallStatus": "completed"}


def _post(port: int, caller: office.Caller, path: str, more: dict[str, str]) -> float:
    headers, body = caller.signed(path, **more)
    return _timed(port, "POST", path, body, headers)


def _glance(port: int) -> float:
    return _timed(port, "GET", "/healthz", b"", {})


def _timed(port: int, method: str, path: str, body: bytes, headers: dict[str, str]) -> float:
    begun = WALL()
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status not in (200, 204):
        raise RuntimeError(f"{path} was answered with {answer.status}")
    return WALL() - begun


def _proportional(pid: str) -> int:
    """KiB of one process (PSS)."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
