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
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.folder / _NAME))
        self._door.listen()
        Thread(target=self._let_in, daemon=True).start()

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def freeze(self) -> None:
        """From now on nothing comes through, and nobody is told: a black hole."""
        self._flows.clear()

    def thaw(self) -> None:
        self._flows.set()

    def break_behind(self, words: bytes) -> None:
        """The next time that these words are sent, they arrive, but no answer to them does."""
        self._fatal = words

    def close(self) -> None:
        self._flows.set()
        for end in (self._door, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        shutil.rmtree(self.folder)

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._server)
                self._ends += [near, far]
                Thread(target=self._carry, args=(near, far, True), daemon=True).start()
                Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, ours: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                if ours and self._fatal and self._fatal in data:
                    self._fatal = None
                    source.shutdown(socket.SHUT_RDWR)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(server: Path) -> Iterator[Wire]:
    new = Wire(server)
    try:
        yield new
    finally:
        new.close()
