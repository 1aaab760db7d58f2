"""What a demonstration stands on: a folder, two ports, secrets of its own, an agency in a hurry."""

import secrets
import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.services.agency import AgencyFile, LineEntry

_FIRST_DELAY = 5  # seconds; nobody likes to wait for a minute before a demonstration


class NoPlace(Exception):
    """The demonstration can't take place here; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """`web` and `network` are addresses of this machine; `secret` outlives a single run."""

    folder: Path
    port: int
    secret: str
    token: str

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def network(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'demo.db'}"

    def environment(
        self, account: str, number: str, clock: str, recordings: str = ""
    ) -> Mapping[str, str]:
        """What every process of the demonstration is told, and nothing of a `.env` file."""
        return {
            "ENV": "development",
            "DATABASE_URL": self.database,
            "PUBLIC_URL": self.web,
            "SECRET_KEY": self.secret,
            "TWILIO_ACCOUNT_SID": account,
            "TWILIO_AUTH_TOKEN": self.token,
            "TWILIO_API_URL": self.network,
            "TWILIO_EDGE": "",
            "TWILIO_REGION": "",
            "PHONE_NUMBER": number,
            "SMS_SENDER": "",
            "AGENCY_FILE": "",
            "RECORDINGS": recordings,
            "CLOCK": clock,
        }

    def write_down(self, environment: Mapping[str, str]) -> None:
        """Leaves the environment in the folder, for other commands of the same demonstration."""
        path = self.folder / "environment"
        path.touch(mode=0o600)
        path.write_text("".join(f"{name}={value}\n" for name, value in environment.items()))


def find(folder: Path, port: int, fresh: bool) -> Place:
    """The place, made if it is not there, emptied if `fresh`. Raises NoPlace."""
    for wanted in (port, port + 1):
        _demand_free(wanted)
    try:
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Place(folder, port, _secret(folder / "secret"), secrets.token_hex(16))
    except OSError as error:
        raise NoPlace(
            f"The folder {folder} can't be written: {error.strerror}. Run this where you may write."
        ) from None


def in_a_hurry(agency: AgencyFile) -> AgencyFile:
    """The agency with so short a first delay that nobody has to wait."""
    return agency.model_copy(update={"lines": [_hurried(line) for line in agency.lines]})


def _hurried(line: LineEntry) -> LineEntry:
    return line.model_copy(update={"policy": {**line.policy, "first_delay": _FIRST_DELAY}})


def _demand_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise NoPlace(
                f"Port {port} can't be had: choose another with --port N (N and N+1 are used)."
            ) from None


def _secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()
