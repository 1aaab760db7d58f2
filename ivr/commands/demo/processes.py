"""The demonstration's processes: started, waited for, watched, and stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

_LONGEST_START = 30.0  # real seconds
_LONGEST_STOP = 30.0
_LOOK = 0.1


class Broken(Exception):
    """A process did not start, or ended by itself."""


class Stopped(BaseException):
    """Somebody wants the demonstration to end."""


@dataclass
class Process:
    name: str
    popen: subprocess.Popen[bytes]
    log: Path


class Processes:
    """A context: whatever was started in it has ended when it is left."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment = {**os.environ, **environment}
        self._folder = folder
        self._running: list[Process] = []
        self._logs: list[IO[bytes]] = []

    def __enter__(self) -> "Processes":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        return self

    def __exit__(self, *_: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave orphans
        for process in reversed(self._running):
            process.popen.terminate()
        for process in self._running:
            _wait(process.popen)
        for log in self._logs:
            log.close()

    def start(self, name: str, command: Sequence[str]) -> None:
        """Starts a Python module or program of this installation, in a group of its own so that
        Ctrl-C reaches it only through us. Its output goes to a file."""
        path = self._folder / f"{name}.log"
        log = path.open("wb")
        self._logs.append(log)
        popen = subprocess.Popen(  # noqa: S603  (our own programs)
            [sys.executable, "-m", *command],
            env=self._environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._running.append(Process(name, popen, path))

    def wait_for(self, what: str, is_there: Callable[[], bool]) -> None:
        """Waits until something answers. Raises Broken with the log to read."""
        for _ in range(int(_LONGEST_START / _LOOK)):
            self.look_after()
            if is_there():
                return
            time.sleep(_LOOK)
        raise Broken(f"{what} did not answer within {_LONGEST_START:.0f} s: see {self._folder}.")

    def watch(self) -> None:
        """Stays until told to stop (raises Stopped) or a process ends (raises Broken)."""
        while True:
            self.look_after()
            time.sleep(_LOOK * 5)

    def look_after(self) -> None:
        for process in self._running:
            if (code := process.popen.poll()) is not None:
                raise Broken(f"{process.name} ended with {code}: see {process.log}.")


def _wait(popen: subprocess.Popen[bytes]) -> None:
    try:
        popen.wait(_LONGEST_STOP)
    except subprocess.TimeoutExpired:
        popen.kill()
        popen.wait()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
