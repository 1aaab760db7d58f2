"""One webhook, one transaction; and when that fails, words instead of an error.

A caller must never hear the network's own error message. While the database does not answer, she
is asked to wait a moment, and we are asked again. What she hears in the end needs no database and
must be true: once she may have asked for anything, nothing is claimed of what is stored, since a
commit may have happened whose answer never came.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

import structlog
from flask import Response
from prometheus_client import Counter

from ivr.clock import Stopwatch
from ivr.db import Session, Unavailable
from ivr.services.moves import Moved
from ivr.services.turns import UNSURE, farewell
from ivr.telephony.twiml import EMPTY
from ivr.web.site import site

TROUBLES = Counter("webhooks_troubled", "Webhooks that could not be served as meant", ["kind"])
MOMENTS: Final = 2
"""Times that a caller is asked to wait: about twenty seconds, with all that is said and tried."""

_MOMENT = 4  # seconds of silence after the words
_TRIES = 3
_ENOUGH = 1.0  # seconds, after which nothing is tried anew: the answer must come in four

Result = TypeVar("Result")
Work = Callable[[Session, datetime], Result]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in its call a webhook comes: the turn that it asks for (0 where it does not say), how
    often the caller has been asked to wait for it, whether it is an agent's leg, and by which
    token it asks for an offer."""

    turn: int
    waited: int = 0
    agent: bool = False
    token: str = ""

    @property
    def next(self) -> str:
        """The path at which the same is asked for again."""
        where = f"offer/{self.token}/again" if self.token else f"again/{self.turn}"
        return f"/voice/{where}/{self.waited + 1}/"


def answered(work: Work[str], moment: Moment) -> Response:
    """TwiML from one transaction, or the words for trouble."""
    try:
        twiml = _transact(work)
    except Unavailable as trouble:
        _note(trouble)
        twiml = _hold(moment) if moment.waited < MOMENTS else _apologise(moment)
    except Exception as fault:
        _note(fault)
        twiml = _apologise(moment)
    return Response(twiml, mimetype="text/xml")


def noted(work: Work[None]) -> Response:
    """A report of the network is taken in one transaction; 503 or 500 if it could not be. Should
    it not be told again, the sweeps ask for what became of the leg or text."""
    try:
        _transact(work)
    except Unavailable as trouble:
        _note(trouble)
        return Response(status=503)
    except Exception as fault:
        _note(fault)
        return Response(status=500)
    return Response(status=204)


def replied(work: Work[str]) -> Response:
    """TwiML for who has sent us a text, from one transaction; without one there is no answer."""
    try:
        twiml = _transact(work)
    except Exception as trouble:
        _note(trouble)
        twiml = EMPTY
    return Response(twiml, mimetype="text/xml")


def _transact(work: Work[Result]) -> Result:
    """Another process may move the same rows between our reading and our writing: then what we
    read is no longer true, all is undone, and the work is done again on what is true now."""
    watch = Stopwatch()
    for left in reversed(range(_TRIES)):
        try:
            with site().database.writing() as session:
                return work(session, site().now())
        except Moved:
            if not left or watch.seconds() > _ENOUGH:
                raise
    raise AssertionError("unreachable")


def _note(trouble: Exception) -> None:
    TROUBLES.labels(kind=type(trouble).__name__).inc()
    if isinstance(trouble, Unavailable):
        _log.warning("webhook put off", trouble=str(trouble))
    else:
        _log.error("webhook failed", exc_info=trouble)


def _hold(moment: Moment) -> str:
    said = farewell("error.moment").say
    return site().spare.hold(said, _MOMENT, moment.next)


def _apologise(moment: Moment) -> str:
    """Before the first key nothing can have been asked for, so that much is certain."""
    if moment.agent:
        return site().spare(farewell("agent.trouble"))
    return site().spare(farewell("caller.trouble" if moment.turn == 1 else UNSURE))
