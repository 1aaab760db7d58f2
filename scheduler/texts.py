"""Sending text messages: taken out of the queue, committed, sent once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ivr.db import Database, Glance
from ivr.services import messages, pace
from ivr.services.messages import Outgoing
from ivr.services.moves import Moved
from ivr.telephony.client import Declined, Dialler, Placed, Result, Unknown

MOST_PER_BEAT: Final = 20

_GLANCE: Final = Glance({"texts": messages.ANY_DUE})


@dataclass(frozen=True, slots=True)
class Texts:
    """One beat: texts that are due go out, at the pace of a telephone number.

    `sender` stands for the line's number, if the agency has a name of its own for texts.
    """

    database: Database
    dialler: Dialler
    now: Callable[[], datetime]
    stopping: Callable[[], bool]
    sender: str = ""

    def __call__(self) -> None:
        with self.database.reading() as session:
            found = _GLANCE.at(session, self.now())
        if found["texts"]:
            self._send_all()

    def _send_all(self) -> None:
        for _ in range(MOST_PER_BEAT):
            if self.stopping() or not self.send_one():
                break

    def send_one(self) -> bool:
        """Send the next text, if one is due."""
        text = self._take()
        if text is None:
            return False
        sender = self.sender or text.from_
        self._record(text, self.dialler.send_text(text.to, sender, text.body, text.token))
        return True

    def _take(self) -> Outgoing | None:
        """None also if another sender was faster: the next beat is soon enough."""
        now = self.now()
        try:
            with self.database.writing() as session:
                due = messages.due(session, now, 1) if pace.is_due(session, "texts", now) else ()
                if due and not pace.take(session, "texts", now):
                    raise Moved("another sender took this second's text")
        except Moved:
            return None
        return due[0] if due else None

    def _record(self, text: Outgoing, result: Result) -> None:
        now = self.now()
        with self.database.writing() as session:
            match result:
                case Placed(sid):
                    messages.sent(session, text.id, sid, now)
                case Declined(code):
                    messages.failed(session, text.id, code, now)
                case Unknown():
                    messages.unknown(session, text.id, now)
