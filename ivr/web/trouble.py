"""One webhook, one transaction; and when that fails, words instead of an error.

A caller must never hear the network's own error message. What she hears must be true: where a
commit may or may not have happened, nothing is said about what is stored.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import structlog
from flask import Response
from prometheus_client import Counter

from flows.engine.turn import HangUp, Line, State, Turn
from flows.rules.languages import LANGUAGES
from ivr.db import Session, Unavailable
from ivr.services.moves import Moved
from ivr.web.site import site

TROUBLES = Counter("webhooks_troubled", "Webhooks that could not be served as meant", ["kind"])
_TRIES = 3

Result = TypeVar("Result")
Work = Callable[[Session, datetime], Result]

_log = structlog.get_logger(__name__)


def answered(work: Work[str]) -> Response:
    """TwiML from one transaction, or the words for trouble."""
    try:
        twiml = _transact(work)
    except Unavailable as trouble:
        twiml = _apologise(trouble)
    except Exception as fault:
        _log.exception("webhook failed")
        twiml = _apologise(fault)
    return Response(twiml, mimetype="text/xml")


def noted(work: Work[None]) -> Response:
    """A report of the network is taken in one transaction. It is told again after a 503."""
    try:
        _transact(work)
    except Unavailable as trouble:
        TROUBLES.labels(kind=type(trouble).__name__).inc()
        return Response(status=503)
    return Response(status=204)


def _transact(work: Work[Result]) -> Result:
    """Another process may move the same rows between our reading and our writing: then what we
    read is no longer true, all is undone, and the work is done again on what is true now."""
    for left in reversed(range(_TRIES)):
        try:
            with site().database.writing() as session:
                return work(session, site().now())
        except Moved:
            if not left:
                raise
    raise AssertionError("unreachable")


def _apologise(trouble: Exception) -> str:
    TROUBLES.labels(kind=type(trouble).__name__).inc()
    lines = tuple(Line("caller.trouble", {}, language) for language in LANGUAGES)
    return site().exchange.render(Turn(State("caller", "trouble"), lines, HangUp()))
