"""Citizens and agents at their telephones, and what is to be seen of the network from outside."""

import json
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any, Final
from urllib.parse import quote

_PATIENCE = 10.0
_NEWEST = 60

Manners = Mapping[str, Any]

ASKS: Final[Manners] = {"does": "caller", "presses": ["1", "1", "1"], "think": 0.5}
ANSWERS: Final[Manners] = {"does": "answers", "after": 3, "hang_up_after": 15}
DECLINES: Final[Manners] = {"does": "declines"}
SERVES: Final[Manners] = {"does": "answers", "after": 2, "presses": ["1"] * 6, "think": 0.5}
"""An agent for whom `1` is always right: take the call, all is done."""
WAITS: Final[Manners] = {"does": "handset"}
"""Whoever does only what the drill does for her."""


class NoAnswerError(Exception):
    """The network is not there, or refuses."""


@dataclass
class Town:
    """Who is at which number. The network forgets it when it is killed; `come_back` tells it,
    of the staff and of the newest citizens: of the others most have had their call.
    """

    port: int
    staff: Mapping[str, Manners] = field(default_factory=dict)
    _newest: deque[tuple[str, Manners]] = field(default_factory=lambda: deque(maxlen=_NEWEST))

    def settle(self, number: str, manners: Manners) -> None:
        self._newest.append((number, manners))
        with suppress(NoAnswerError):
            self._put(number, manners)

    def come_back(self) -> None:
        for number, manners in (*self.staff.items(), *tuple(self._newest)):
            self._put(number, manners)

    def asks_for_a_call(self, number: str) -> bool:
        """Somebody calls and asks to be called back; whether the network was there."""
        with suppress(NoAnswerError):
            self._ask("POST", "dial", {"from": number, "person": ASKS})
            return True
        return False

    def picks_up(self, number: str) -> bool:
        """Whether her telephone rang, and she took the call."""
        ringing = [leg for leg in self._live(number) if leg["status"] == "ringing"]
        for leg in ringing:
            self._ask("POST", f"legs/{leg['sid']}/answer", {})
        return bool(ringing)

    def takes_the_call(self, number: str) -> None:
        """She presses 1, as soon as she is asked anything."""
        for leg in self._live(number):
            self._ask("POST", f"legs/{leg['sid']}/press", {"keys": "1"})

    @property
    def is_there(self) -> bool:
        with suppress(NoAnswerError):
            return bool(self._ask("GET", ""))
        return False

    @property
    def is_silent(self) -> bool:
        """Nobody is on the telephone."""
        return self.is_there and not self._ask("GET", "legs?live=yes")

    def _live(self, number: str) -> list[dict[str, Any]]:
        return list(self._ask("GET", f"legs?person={quote(number)}&live=yes"))

    def _put(self, number: str, manners: Manners) -> None:
        self._ask("PUT", f"handsets/{quote(number)}", manners)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.request(method, f"/network/{path}", json.dumps(body) if body else None)
            answer = connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, HTTPException) as error:
            raise NoAnswerError(path) from error
        finally:
            connection.close()
        if answer.status >= 400:
            raise NoAnswerError(told)
        return told
