"""The network's doors as seen from another process: JSON over HTTP, one request at a time."""

import json
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException
from time import sleep
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

ADDRESS: Final = "http://127.0.0.1:5001"
PATIENCE: Final = 10.0
GLANCE: Final = 0.1
"""Real seconds: the longest wait for an answer, and the pause between two looks."""


class NoAnswerError(Exception):
    """The network is not there or refuses; the message is the sentence to show."""


class Visitor:
    """Asks a running network. Every method raises NoAnswerError."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme != "http" or not parts.hostname:
            raise NoAnswerError(f"{address!r} is no address of a network, such as {ADDRESS}")
        self._address = address
        self._host, self._port = parts.hostname, parts.port or 80

    def dial(
        self, caller: str, to: str | None, person: Mapping[str, Any], *, withheld: bool
    ) -> str:
        """Somebody dials; the name of the leg."""
        call = {"from": caller, "withheld": withheld, "person": person}
        told = self._ask("POST", "dial", call | ({"to": to} if to else {}))
        return str(told["sid"])

    def hang_up(self, sid: str) -> None:
        """Ends a call from the phone's side."""
        self._ask("POST", f"legs/{sid}/hang-up")

    def legs(self, *, live: bool) -> list[dict[str, Any]]:
        """The legs, oldest first."""
        return list(self._ask("GET", "legs?live=yes" if live else "legs"))

    def texts(self, number: str) -> list[dict[str, Any]]:
        """The texts to that number, oldest first."""
        return list(self._ask("GET", f"texts?to={quote(number)}"))

    def faults(self) -> list[dict[str, Any]]:
        """Every fault there is, and how things stand with it."""
        return list(self._ask("GET", "faults"))

    def set_fault(self, name: str, probability: float) -> None:
        """Switches a fault on, or off with probability 0."""
        self._ask("POST", "faults", {"name": name, "probability": probability})

    def clear_faults(self) -> None:
        """Switches all faults off."""
        self._ask("DELETE", "faults")

    def crowd(self, wanted: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Sends for a crowd if it is told which; how the crowd is doing."""
        return dict(self._ask("POST" if wanted else "GET", "crowd", wanted))

    def send_home(self) -> dict[str, Any]:
        """Lets nobody of the crowd call any more; how it has done."""
        return dict(self._ask("DELETE", "crowd"))

    def replay(self) -> dict[str, Any]:
        """How far the network's replay has come."""
        return dict(self._ask("GET", "replay"))

    def follow(self, sid: str) -> Iterator[dict[str, Any]]:
        """Everything that happens on a call, as it happens, up to its end."""
        seen = 0
        while True:
            for event in self._ask("GET", f"events?{urlencode({'sid': sid, 'after': seen})}"):
                yield event
                if event["kind"] == "end":
                    return
                seen = event["number"]
            sleep(GLANCE)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        connection = HTTPConnection(self._host, self._port, timeout=PATIENCE)
        try:
            connection.request(method, f"/network/{path}", json.dumps(body) if body else None)
            answer = connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, HTTPException, ValueError) as error:
            raise NoAnswerError(f"no simulated network answers at {self._address}") from error
        finally:
            connection.close()
        if answer.status >= 400:
            raise NoAnswerError(str(told.get("error", answer.reason)))
        return told
