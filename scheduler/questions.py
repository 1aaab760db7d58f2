"""What is asked about attempts, calls and texts: taken, committed, asked once, settled."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog

from ivr.db import Database
from ivr.services import doubts, open_calls, text_doubts, verdicts
from ivr.services.doubts import Doubt
from ivr.services.settlement import ASKED, Leg
from ivr.services.text_doubts import Listed
from ivr.services.verdicts import Candidate, Seen
from ivr.telephony.inquiry import Inquirer, LegSeen, NoAnswer, NotKnown, TextSeen

_log = structlog.get_logger(__name__)


class Network(Inquirer, Protocol):
    """A telephone network that can be asked, and told to cancel what nobody wants any more."""

    def cancel(self, sid: str) -> object: ...


@dataclass(frozen=True, slots=True)
class AboutAttempts:
    """The agent's leg is asked about first: once it has ended, no more legs begin inside it."""

    database: Database
    network: Network
    now: Callable[[], datetime]

    def ask(self, one: int) -> bool:
        with self.database.writing() as session:
            doubt = doubts.take(session, one, self.now())
        return doubt is None or self._settle(doubt, self._look(doubt))

    def _look(self, doubt: Doubt) -> Seen | Sequence[LegSeen] | NoAnswer:
        if doubt.sid is None:
            return self.network.legs_to(doubt.to, doubt.from_)
        leg = LegSeen(doubt.sid, "completed") if doubt.over else self.network.leg(doubt.sid)
        match leg:
            case NoAnswer():
                return leg
            case NotKnown():
                return Seen(doubt.sid, None)
            case LegSeen():
                seen = Seen(leg.sid, leg.status, leg.ended_at)
                return self._inside(seen, leg.sid) if doubt.dialled else seen

    def _inside(self, seen: Seen, sid: str) -> Seen | NoAnswer:
        children, now = self.network.children(sid), self.now()
        if isinstance(children, NoAnswer):
            return children
        return replace(seen, legs=tuple(_leg(child, now) for child in children))

    def _settle(self, doubt: Doubt, answer: Seen | Sequence[LegSeen] | NoAnswer) -> bool:
        now, unwanted = self.now(), None
        with self.database.writing() as session:
            match answer:
                case NoAnswer():
                    verdicts.unanswered(session, doubt.attempt_id, now)
                case Seen():
                    unwanted = verdicts.settle(session, doubt.attempt_id, answer, now)
                case listed:
                    found = verdicts.pick(session, doubt, _candidates(listed))
                    unwanted = verdicts.settle(session, doubt.attempt_id, found, now)
        if unwanted:
            result = self.network.cancel(unwanted)
            _log.info("leg cancelled", attempt=doubt.attempt_id, result=type(result).__name__)
        return not isinstance(answer, NoAnswer)


@dataclass(frozen=True, slots=True)
class AboutCalls:
    """Whether a call goes on whose end nobody has told."""

    database: Database
    network: Network
    now: Callable[[], datetime]

    def ask(self, one: int) -> bool:
        with self.database.writing() as session:
            sid = open_calls.take(session, one, self.now())
        leg = self.network.leg(sid) if sid else None
        if isinstance(leg, LegSeen):
            self._settle(one, leg.status, leg.ended_at)
        elif isinstance(leg, NotKnown):
            self._settle(one, None, None)
        return not isinstance(leg, NoAnswer)

    def _settle(self, one: int, status: str | None, ended_at: datetime | None) -> None:
        with self.database.writing() as session:
            open_calls.settle(session, one, status, ended_at, self.now())


@dataclass(frozen=True, slots=True)
class AboutTexts:
    """Whether a text was taken over, when the network's answer to it was lost."""

    database: Database
    network: Network
    now: Callable[[], datetime]

    def ask(self, one: int) -> bool:
        with self.database.writing() as session:
            number = text_doubts.take(session, one, self.now())
        texts = self.network.texts_to(number) if number else None
        if texts is None or isinstance(texts, NoAnswer):
            return texts is None
        with self.database.writing() as session:
            text_doubts.settle(session, one, _listed(texts), self.now())
        return True


def _leg(seen: LegSeen, now: datetime) -> Leg:
    """The network does not tell when a leg was answered that goes on: at the latest, now."""
    return Leg(seen.status, min(seen.ended_at or now, now), seen.sid, ASKED, seen.seconds)


def _candidates(legs: Iterable[LegSeen]) -> list[Candidate]:
    return [Candidate(leg.sid, leg.status, leg.created_at, leg.ended_at) for leg in legs]


def _listed(texts: Iterable[TextSeen]) -> list[Listed]:
    return [Listed(each.sid, each.status, each.body, each.created_at, each.error) for each in texts]
