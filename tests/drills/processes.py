"""The processes of one drill, under a supervisor who starts again what has been killed."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Lock

from tests.shape.sources import ROOT
from tests.stories.demonstration import descendants

_NAP, _GRACE = 10.0, 35.0
_FIRST = 12_000 + os.getpid() % 400 * 20  # below those that outgoing connections are given
_PORTS = count(_FIRST)
_ASKING = Lock()


def free_port() -> int:
    """A port on which nobody listens, another one each time."""
    with _ASKING:
        for port in _PORTS:
            with socket.socket() as probe, suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise AssertionError("ports never end")


class Processes:
    """All belong to the group of a keeper, who ends them all as soon as nobody holds his hand:
    so nothing is left, however the drill itself ends.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._keeper = subprocess.Popen(
            ["sh", "-c", "cat >/dev/null; kill -9 0"], stdin=subprocess.PIPE, process_group=0
        )

    def run_from(self, program: Path) -> None:
        """Whatever starts from now on is the program in that folder."""
        self._environment["PYTHONPATH"] = str(program)

    def start(self, name: str, command: str) -> None:
        """Runs a line of shell, as a Procfile's are, with what it writes in a file."""
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                ["sh", "-c", f"exec {command}"],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=self._keeper.pid,
            )

    def run(self, command: str) -> int:
        """Runs a line of shell to its end, and says what it has said."""
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            process_group=self._keeper.pid,
        )
        return done.returncode

    def kill(self, name: str) -> None:
        """SIGKILL, for the process and all that it has started."""
        self._signal(name, signal.SIGKILL)
        self._running.pop(name).wait(_NAP)

    def kill_children(self, name: str) -> None:
        """SIGKILL, for what the process has started; it may start others instead."""
        for pid in descendants(self._running[name].pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def end(self, name: str) -> int:
        """SIGTERM, and what the process says at its end; it has half a minute for that."""
        self._running[name].send_signal(signal.SIGTERM)
        return self._running.pop(name).wait(_GRACE)

    def suspend(self, name: str) -> None:
        self._signal(name, signal.SIGSTOP)

    def resume(self, name: str) -> None:
        self._signal(name, signal.SIGCONT)

    def has_ended(self, name: str) -> bool:
        return self._running[name].poll() is not None

    def close(self) -> None:
        assert self._keeper.stdin
        self._keeper.stdin.close()
        for process in (*self._running.values(), self._keeper):
            process.wait(_NAP)

    def _signal(self, name: str, number: signal.Signals) -> None:
        """The parent sleeps first, so that it can't start another child meanwhile."""
        parent = self._running[name].pid
        with suppress(ProcessLookupError):
            os.kill(parent, signal.SIGSTOP)
        for pid in (*descendants(parent), parent):
            with suppress(ProcessLookupError):
                os.kill(pid, number)


@contextmanager
def processes(folder: Path, environment: Mapping[str, str]) -> Iterator[Processes]:
    new = Processes(folder, environment)
    try:
        yield new
    finally:
        new.close()
