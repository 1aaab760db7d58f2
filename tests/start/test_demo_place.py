"""What a demonstration stands on, and the sentence when it can't."""

import socket
import stat
from pathlib import Path

import pytest

from ivr.commands.demo.place import NoPlace, find, in_a_hurry
from ivr.services.agency import read_agency
from ivr.services.policy import Policy
from ivr.settings import SAMPLE_AGENCY


def test_the_secret_outlives_a_run_and_is_the_owners_alone(tmp_path: Path, port: int) -> None:
    folder = tmp_path / "demo"
    first, second = find(folder, port, fresh=False), find(folder, port, fresh=False)
    assert first.secret == second.secret
    assert first.token != second.token
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600
    assert find(folder, port, fresh=True).secret != first.secret


@pytest.mark.parametrize("offset", [0, 1])
def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path, port: int, offset: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + offset))
        taken.listen()
        with pytest.raises(NoPlace, match=rf"Port {port + offset} .*--port N"):
            find(tmp_path, port, fresh=False)


def test_where_nothing_may_be_written_that_is_said(tmp_path: Path, port: int) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoPlace, match="can't be written"):
        find(tmp_path / "file" / "demo", port, fresh=False)


def test_nobody_waits_a_minute_for_the_first_call() -> None:
    [line, *_] = in_a_hurry(read_agency(SAMPLE_AGENCY)).lines
    assert Policy.read(line.policy).ladder.first_delay.total_seconds() == 5
