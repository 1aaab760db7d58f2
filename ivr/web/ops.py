"""For those who run the system: is it alive, is it ready, how is it doing."""

from datetime import datetime, timedelta
from ipaddress import ip_address

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from ivr.db import Unavailable
from ivr.services import vitals
from ivr.web.figures import registry
from ivr.web.site import site

ops = Blueprint("ops", __name__)


@ops.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return jsonify(status="alive")


@ops.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database can be read and written and has our tables; if not, which of these fails. The
    scheduler's age is told, not judged: calls can be taken without it."""
    try:
        database, age = _ask_the_database(site().now())
    except Unavailable as trouble:
        database, age = type(trouble).__name__.lower(), None
    ready = database == "ready"
    seconds = None if age is None else age.total_seconds()
    status = "ready" if ready else "unready"
    body = jsonify(status=status, database=database, scheduler_heartbeat_seconds=seconds)
    return body, 200 if ready else 503


def _ask_the_database(now: datetime) -> tuple[str, timedelta | None]:
    """Whoever asks often makes us write no more often than is needed to be sure."""
    with site().database.reading() as session:
        if not vitals.at_head(session):
            return "outdated", None
        age, is_sure = vitals.scheduler_age(session, now), vitals.has_beaten_lately(session, now)
    if not is_sure:
        with site().database.writing() as session:
            vitals.beat(session, "web", now)
    return "ready", age


@ops.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Prometheus' text form, for this machine or the holder of the metrics token."""
    if not (_from_this_machine() or _has_token()):
        abort(404)
    return Response(generate_latest(registry(site())), content_type=CONTENT_TYPE_LATEST)


def _from_this_machine() -> bool:
    """By the connection alone: behind a proxy the token is needed, as its requests come from it."""
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and ip_address(request.remote_addr or "::").is_loopback


def _has_token() -> bool:
    token = site().metrics_token
    return bool(token) and request.headers.get("Authorization") == f"Bearer {token}"
