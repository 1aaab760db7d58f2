"""A crossing lets bytes pass, holds what is wanted, and can be shut."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from tests.drills.crossing import Crossing, Wanted, crossing
from tests.drills.processes import free_port

ASKED, ANSWERED = b"POST /voice/turn/2/ Digits=1", b"<Dial>"


@pytest.fixture
def door() -> Iterator[Crossing]:
    """Leads to somebody who answers every question with the same word."""
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as listener:
        Thread(target=_answer, args=(listener,), daemon=True).start()
        with crossing(free_port(), port) as new:
            new.open()
            yield new
        listener.shutdown(socket.SHUT_RDWR)


def _answer(listener: socket.socket) -> None:
    try:
        while True:
            with listener.accept()[0] as near:
                while near.recv(1000):
                    near.sendall(ANSWERED)
    except OSError:
        pass


def ask(door: Crossing, patience: float = 5) -> bytes:
    with socket.create_connection(("127.0.0.1", door.port), patience) as connection:
        connection.sendall(ASKED)
        return connection.recv(1000)


def test_what_nobody_wants_passes(door: Crossing) -> None:
    door.hold(Wanted((b"/voice/leg/",)))

    assert ask(door) == ANSWERED


@pytest.mark.parametrize("wanted", [Wanted((b"Digits=1",)), Wanted((b"/turn/",), b"<Dial")])
def test_what_is_wanted_is_held_once_and_then_goes_on(door: Crossing, wanted: Wanted) -> None:
    held = door.hold(wanted)
    with pytest.raises(TimeoutError):
        ask(door, 0.3)

    assert held.came.is_set()
    held.let_go()
    assert ask(door) == ANSWERED


def test_what_is_lost_never_arrives(door: Crossing) -> None:
    held = door.hold(Wanted((b"Digits=1",)))
    held.lose()

    assert ask(door) == b""


def test_of_what_is_cut_each_so_manieth_is_lost_after_it_was_asked(door: Crossing) -> None:
    cut = door.cut(Wanted((b"/turn/",), b"<Dial"), every=2)

    assert [ask(door) for _ in range(4)] == [ANSWERED, b"", ANSWERED, b""]
    assert cut.times == 2
    door.mend()
    assert [ask(door) for _ in range(2)] == [ANSWERED, ANSWERED]


def test_a_shut_door_refuses_until_it_is_opened_again(door: Crossing) -> None:
    door.shut()
    with pytest.raises(ConnectionRefusedError):
        ask(door)

    door.open()
    assert ask(door) == ANSWERED
