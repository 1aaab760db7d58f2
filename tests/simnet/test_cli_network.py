"""`ivr simnet ...`: a person at the command line phones through a running network."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from ivr.simnet.cli import simnet
from tests.simnet.live import AGENCY, CITIZEN, Live, running


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with running() as live:
        yield live


def run(live: Live, *arguments: str) -> Result:
    return CliRunner().invoke(simnet, [*arguments, "--network", live.address])


def without_times(output: str) -> list[str]:
    return [line[10:] for line in output.splitlines()]


def test_a_call_is_printed_line_by_line_up_to_its_end(live: Live) -> None:
    called = run(live, "dial", CITIZEN, "--press", "1,2")
    assert called.exit_code == 0, called.output
    assert without_times(called.output) == [
        "fi  Paina yksi.",
        "sv  Tryck två.",
        ">   1",
        "fi  Soitammeko?",
        ">   2",
        "fi  Me soitamme.",
        "--  ended: completed",
    ]


def test_the_caller_can_hang_up_and_hide_the_number(live: Live) -> None:
    called = run(live, "dial", CITIZEN, "--withheld", "--hang-up-after", "0.5")
    assert called.exit_code == 0, called.output
    assert live.network.legs()[-1].from_ == "anonymous"
    assert "Soitammeko?" not in called.output


def test_keys_that_nobody_asked_for_are_a_failure(live: Live) -> None:
    called = run(live, "dial", CITIZEN, "--press", "1,2,3")
    assert called.exit_code == 1
    assert called.stderr == "Error: the call ended when 12 of 123 was pressed\n"


def test_an_application_that_fails_is_a_failure_with_its_number(live: Live) -> None:
    live.pages["/voice/turn/2/"] = "<Say"
    try:
        called = run(live, "dial", CITIZEN, "--press", "1")
    finally:
        del live.pages["/voice/turn/2/"]
    assert called.exit_code == 1
    assert "the application gave no usable answer: 12100" in called.stderr


def test_a_rejected_call_is_a_failure() -> None:
    with running({"/voice/incoming": '<Reject reason="busy"/>'}) as live:
        called = run(live, "dial", CITIZEN)
    assert (called.exit_code, called.stderr) == (1, "Error: the call ended as busy\n")


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("dial", CITIZEN, "--to", "+358999999"), 1, "+358999999 is none of the network's numbers"),
        (("dial", "0401234567"), 2, "'0401234567' is not in international form"),
        (("dial", CITIZEN, "--press", "1;1"), 2, "keys 0-9 * #"),
        (("dial", CITIZEN, "--hang-up-after", "-1"), 2, "--hang-up-after"),
        (("dial",), 2, "Missing argument 'CALLER'"),
        (("texts", "all"), 2, "is not in international form"),
        (("shout",), 2, "No such command"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    live: Live, arguments: tuple[str, ...], code: int, complaint: str
) -> None:
    refused = run(live, *arguments)
    assert (refused.exit_code, complaint in refused.stderr) == (code, True), refused.stderr


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "127.0.0.1:5001", "https://x.example"])
def test_a_network_that_is_not_there_is_said_in_one_sentence(address: str) -> None:
    refused = CliRunner().invoke(simnet, ["legs", "--network", address])
    assert refused.exit_code == 1
    assert address in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_the_address_comes_from_the_environment(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_API_URL", live.address)
    assert CliRunner().invoke(simnet, ["legs"]).exit_code == 0


def test_legs_and_texts_are_listed(live: Live) -> None:
    run(live, "dial", CITIZEN, "--press", "1,2")
    ended, now = run(live, "legs", "--all"), run(live, "legs")
    assert f"completed    {CITIZEN} -> {AGENCY}" in ended.stdout
    assert (now.exit_code, now.stdout) == (0, "")
    assert run(live, "texts", CITIZEN).stdout == ""


def test_serve_runs_until_it_is_told_to_stop() -> None:
    with running() as other:
        command = [sys.executable, "-c", "from ivr.simnet.cli import simnet; simnet()", "serve"]
        taken = subprocess.run(
            [*command, "--port", str(other.port), "--app", "http://127.0.0.1:1"],
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        port = str(other.port)
    assert (taken.returncode, taken.stderr.count("\n")) == (1, 1), taken.stderr
    assert "is taken" in taken.stderr
    with subprocess.Popen(
        [*command, "--port", port, "--app", "http://127.0.0.1:1"],
        stdout=subprocess.PIPE, text=True, env=os.environ | {"CLOCK": ""},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == f"simulated network on http://127.0.0.1:{port}\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
