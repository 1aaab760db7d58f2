"""`ivr demo` as somebody runs it: real processes, real ports, and two telephones on a table."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from flows.rules.window import HELSINKI
from tests import ports

IVR = Path(sys.executable).with_name("ivr")
PATIENCE = 60.0
GLANCE = 0.2


@dataclass
class Demonstration:
    """A running demonstration in `folder`; its network listens on `port` + 1."""

    folder: Path
    port: int
    process: subprocess.Popen[str]

    # --- the office ---

    def ivr(self, *arguments: str) -> str:
        """What another command of the same demonstration prints."""
        done = subprocess.run(
            [IVR, *arguments],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], **self.environment},
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def environment(self) -> Mapping[str, str]:
        lines = (self.folder / "instance/demo/environment").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    @property
    def queue(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.ivr("queue", "--json"))
        return rows

    # --- the network ---

    def ask(self, method: str, path: str, **body: str) -> Any:
        """One request to the network's doors."""
        connection = HTTPConnection("127.0.0.1", self.port + 1, timeout=PATIENCE)
        try:
            connection.request(method, f"/network/{path}", json.dumps(body) if body else None)
            answer = connection.getresponse()
            told = json.loads(answer.read())
        finally:
            connection.close()
        assert answer.status < 400, told
        return told

    @property
    def clock(self) -> str:
        """The time in the demonstration, Helsinki time: `Fri 15:58:30`."""
        now = datetime.fromisoformat(self.ask("GET", "")["now"])
        return f"{now.astimezone(HELSINKI):%a %H:%M:%S}"

    def legs(self, direction: str) -> list[dict[str, Any]]:
        return [leg for leg in self.ask("GET", "legs") if leg["direction"] == direction]

    def phone(self, number: str) -> "Handset":
        return Handset(self, number)

    def until(self, condition: Callable[[], Any], what: str) -> None:
        """Waits for it, in real time."""
        for _ in range(int(2 * PATIENCE / GLANCE)):
            if condition():
                return
            time.sleep(GLANCE)
        raise AssertionError(f"waited in vain until {what}; it is {self.clock}")

    # --- the end ---

    def stop(self) -> int:
        """Ctrl-C: the exit code. TimeoutExpired after half a minute."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


@dataclass
class Handset:
    """One of the demonstration's telephones."""

    place: Demonstration
    number: str

    def dial(self, *keys: str) -> None:
        """Dials the service and presses each key a second after a question has begun."""
        self.place.ask("POST", "dial", **{"from": self.number})
        for key in keys:
            time.sleep(1)
            self.press(key)

    def hang_up(self) -> None:
        self.place.ask("POST", f"legs/{self._live()}/hang-up")

    def answer(self) -> None:
        self.place.until(self._ringing, f"{self.number} rings")
        self.place.ask("POST", f"legs/{self._ringing()}/answer")

    def press(self, key: str) -> None:
        """Presses a key as soon as anything waits for one."""
        sid = self._live()
        taken = len(self._keys(sid))

        def try_it() -> bool:
            self.place.ask("POST", f"legs/{sid}/press", keys=key)
            return len(self._keys(sid)) > taken

        self.place.until(try_it, f"key {key} is taken")

    @property
    def said(self) -> str:
        """All that was said on the newest call."""
        sid = self.place.ask("GET", f"legs?person={self._quoted}")[-1]["sid"]
        return " ".join(one["text"] for one in self.place.ask("GET", f"legs/{sid}")["heard"])

    def _keys(self, sid: str) -> list[Any]:
        events = self.place.ask("GET", f"events?sid={sid}")
        return [one for one in events if one["kind"] == "key" and one["data"]["taken"]]

    def _ringing(self) -> str | None:
        legs = self.place.ask("GET", f"legs?person={self._quoted}&live=yes")
        return next((leg["sid"] for leg in legs if leg["status"] == "ringing"), None)

    def _live(self) -> str:
        legs = self.place.ask("GET", f"legs?person={self._quoted}&live=yes")
        return str(legs[-1]["sid"])

    @property
    def _quoted(self) -> str:
        return self.number.replace("+", "%2B")


@contextmanager
def demonstration(folder: Path, *arguments: str) -> Iterator[Demonstration]:
    """Runs `ivr demo` while entered; whatever is left of it afterwards is killed."""
    port = ports.two_free()
    command = [str(IVR), "demo", "--no-browser", "--fresh", "--port", str(port), *arguments]
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    family: set[int] = set()
    try:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line == "ready\n":
                break
        assert lines[-1:] == ["ready\n"], "".join(lines)
        family = descendants(process.pid)
        yield Demonstration(folder, port, process)
    finally:
        for pid in (process.pid, *family):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait(10)
        if process.stdout:
            process.stdout.close()


def descendants(pid: int) -> set[int]:
    """The processes that a process has started, and those that they have started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return set()
    return {int(child) for child in children}.union(*(descendants(int(one)) for one in children))


def lives(pid: int) -> bool:
    """Whether the process still runs."""
    return Path(f"/proc/{pid}").exists()
