"""The wire between us and a private server, which tests can freeze and cut."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

_NAME = ".s.PGSQL.5432"


class Wire:
    """A socket in a folder of its own that leads to the server's; thaws and mends when told."""

    def __init__(self, server: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wire-"))
        self._server = str(server / _NAME)
        self._flows = Event()
        self._flows.set()
        self._fatal: bytes | None = None
        self._ends: list[socket.socket] = []
        self.mend()

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def freeze(self) -> None:
        """From now on nothing comes through, and nobody is told: a black hole."""
        self._flows.clear()

    def thaw(self) -> None:
        self._flows.set()

    def cut(self) -> None:
        """Whoever is connected is thrown out, and whoever comes is refused."""
        (self.folder / _NAME).unlink()
        for end in (self._door, *self._ends):
            _end(end)
            end.close()
        self._ends.clear()

    def mend(self) -> None:
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.folder / _NAME))
        self._door.listen()
        Thread(target=self._let_in, args=(self._door,), daemon=True).start()

    def break_behind(self, words: bytes) -> None:
        """The next time that these words are sent, they arrive and are obeyed, but the answer to
        them is lost, and with it the connection."""
        self._fatal = words

    def close(self) -> None:
        self._flows.set()
        self.cut()
        shutil.rmtree(self.folder)

    def _let_in(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = door.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._server)
                self._ends += [near, far]
                broken = Event()
                Thread(target=self._ask, args=(near, far, broken), daemon=True).start()
                Thread(target=self._answer, args=(far, near, broken), daemon=True).start()

    def _ask(self, near: socket.socket, far: socket.socket, broken: Event) -> None:
        with suppress(OSError):
            while data := near.recv(65536):
                self._flows.wait()
                if self._fatal and self._fatal in data:
                    self._fatal = None
                    broken.set()
                far.sendall(data)
        _end(far)

    def _answer(self, far: socket.socket, near: socket.socket, broken: Event) -> None:
        with suppress(OSError):
            while (data := far.recv(65536)) and not broken.is_set():
                self._flows.wait()
                near.sendall(data)
        _end(near)
        _end(far)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(server: Path) -> Iterator[Wire]:
    new = Wire(server)
    try:
        yield new
    finally:
        new.close()
