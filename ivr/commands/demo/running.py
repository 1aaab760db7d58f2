"""Starts the whole system at one place: the network, the web server, a scheduler."""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from flows.rules.window import HELSINKI
from ivr.clock import Wall
from ivr.commands.demo.place import Place
from ivr.commands.demo.processes import Processes

_ONE_WORKER = ("--worker-class", "gthread", "--threads", "8", "--no-control-socket")
_FRESH = 30  # seconds since a heartbeat of this run, not of an earlier one


def clock_setting(start: datetime | None, speed: float = 1) -> str:
    """The CLOCK setting that all processes share, from now on; empty for the real time."""
    if start is None:
        return ""
    return f"{start.astimezone(HELSINKI).isoformat()}@{speed:g}@{Wall().now().timestamp()}"


def start_all(processes: Processes, place: Place, options: Sequence[str]) -> None:
    """Starts each when the one before answers; `options` are the network's. Raises Broken."""
    processes.start("network", ["ivr.simnet", *options])
    processes.wait_for("The telephone network", lambda: _answers(place.network))
    bind = urlsplit(place.web).netloc
    processes.start("web", ["gunicorn", "ivr.app:serve()", "--bind", bind, *_ONE_WORKER])
    processes.wait_for("The web server", lambda: _answers(f"{place.web}/readyz"))
    processes.start("scheduler", ["scheduler"])
    processes.wait_for("The scheduler", lambda: _beats(f"{place.web}/readyz"))


def _answers(url: str) -> bool:
    return _fetch(url) is not None


def _beats(url: str) -> bool:
    ready = json.loads(_fetch(url) or b"{}")
    age = ready.get("scheduler_heartbeat_seconds")
    return age is not None and age < _FRESH


def _fetch(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  (our own address)
            body: bytes = answer.read()
            return body
    except (OSError, urllib.error.URLError):
        return None
