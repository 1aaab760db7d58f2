"""A crossing between two processes: whatever they tell each other passes here, and one request
or one answer can be held, so that a process can be killed at exactly that point.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread

PATIENCE = 120.0
"""Real seconds for which bytes are held at most, should nobody decide."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The request that has all of `asked` in it; or its answer, if that has `answered` in it."""

    asked: tuple[bytes, ...]
    answered: bytes = b""

    def fits(self, asked: bytes, answer: bytes) -> bool:
        """Whether it is a request with no answer yet, or the answer to one."""
        if bool(self.answered) != bool(answer):
            return False
        return all(part in asked for part in self.asked) and self.answered in answer


@dataclass(slots=True)
class Held:
    """What is to be held: `came` tells that it is there. It goes on, or is lost."""

    wanted: Wanted
    came: Event = field(default_factory=Event)
    _decided: Event = field(default_factory=Event)
    _lost: bool = False

    def let_go(self) -> None:
        self._decided.set()

    def lose(self) -> None:
        self._lost = True
        self._decided.set()

    def passes(self) -> bool:
        """Waits for the decision: whether the bytes are to go on."""
        self.came.set()
        self._decided.wait(PATIENCE)
        return not self._lost


@dataclass(slots=True)
class Cut:
    """Each time but some, what is wanted passes; each `every`-th time it is lost, and with it the
    connection on which it was to go.
    """

    wanted: Wanted
    every: int
    times: int = 0
    _came: int = 0

    def passes(self) -> bool:
        self._came += 1
        cut = self._came % self.every == 0
        self.times += cut
        return not cut


Target = int | Path
"""A port of this machine, or a socket in its file system."""


class Crossing:
    """A door at `port` of this machine that leads to the `target`. It begins shut."""

    def __init__(self, port: int, target: Target) -> None:
        self.port = port
        self._target = target
        self._ends: set[socket.socket] = set()
        self._held: Held | None = None
        self._cut: Cut | None = None
        self._lock = Lock()
        self._threads: list[Thread] = []
        self._door: socket.socket | None = None

    def open(self) -> None:
        """Lets connections in again."""
        self._door = socket.create_server(("127.0.0.1", self.port))
        self._start(self._let_in, self._door)

    def shut(self) -> None:
        """Ends all connections and refuses new ones, as where nobody listens."""
        for end in (*([self._door] if self._door else []), *self._ends):
            _end(end)

    def close(self) -> None:
        """Shuts for ever. What is held is lost."""
        self.forget()
        self.shut()
        for thread in self._threads:
            thread.join(PATIENCE)

    def lead_to(self, target: Target) -> None:
        """Shuts, and opens again as a door to another port."""
        self.shut()
        self._target = target
        self.open()

    def hold(self, wanted: Wanted) -> Held:
        """From now on holds the first bytes that are wanted, in place of what was wanted before."""
        self.forget()
        self._held = Held(wanted)
        return self._held

    def cut(self, wanted: Wanted, every: int) -> Cut:
        """From now on loses some of what is wanted, until `mend`."""
        self._cut = Cut(wanted, every)
        return self._cut

    def mend(self) -> None:
        self._cut = None

    def forget(self) -> None:
        """Nothing is to be held any more; what already is, is lost."""
        with self._lock:
            held, self._held = self._held, None
        if held is not None:
            held.lose()

    def _let_in(self, door: socket.socket) -> None:
        with door, suppress(OSError):
            while True:
                near, _ = door.accept()
                with suppress(OSError):
                    self._connect(near)

    def _connect(self, near: socket.socket) -> None:
        self._ends.add(near)
        try:
            far = _connected(self._target)
        except OSError:
            self._leave(near)
            raise
        far.settimeout(None)
        self._ends.add(far)
        pair = _Pair(near, far)
        self._start(self._carry, pair)

    def _carry(self, pair: "_Pair") -> None:
        back = Thread(target=self._carry_back, args=(pair,), daemon=True)
        back.start()
        with suppress(OSError):
            while data := pair.near.recv(65536):
                pair.hear(data)
                if not self._may_pass(pair.asked):
                    break
                pair.far.sendall(data)
        for end in (pair.near, pair.far):
            _end(end)
        back.join()
        for end in (pair.near, pair.far):
            self._leave(end)

    def _carry_back(self, pair: "_Pair") -> None:
        with suppress(OSError):
            while data := pair.far.recv(65536):
                pair.answering = True
                if not self._may_pass(pair.asked, data):
                    break
                pair.near.sendall(data)
        for end in (pair.near, pair.far):
            _end(end)

    def _may_pass(self, asked: bytes, answer: bytes = b"") -> bool:
        held = self._catch(asked, answer)
        return (held is None or held.passes()) and not self._is_cut(asked, answer)

    def _is_cut(self, asked: bytes, answer: bytes) -> bool:
        with self._lock:
            cut = self._cut
            return cut is not None and cut.wanted.fits(asked, answer) and not cut.passes()

    def _catch(self, asked: bytes, answer: bytes) -> Held | None:
        with self._lock:
            held = self._held
            if held is None or not held.wanted.fits(asked, answer):
                return None
            self._held = None
            return held

    def _start(self, work: object, *arguments: object) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _leave(self, end: socket.socket) -> None:
        self._ends.discard(end)
        end.close()


@dataclass(slots=True)
class _Pair:
    """One connection; `asked` is the newest request on it, which may come in pieces."""

    near: socket.socket
    far: socket.socket
    asked: bytes = b""
    answering: bool = False

    def hear(self, data: bytes) -> None:
        self.asked = data if self.answering else self.asked + data
        self.answering = False


def _connected(target: Target) -> socket.socket:
    if isinstance(target, int):
        return socket.create_connection(("127.0.0.1", target), PATIENCE)
    new = socket.socket(socket.AF_UNIX)
    new.connect(str(target))
    return new


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def crossing(port: int, target: Target) -> Iterator[Crossing]:
    new = Crossing(port, target)
    try:
        yield new
    finally:
        new.close()
