"""An open callback as programs read it: `ivr queue --json` and /queue.json tell the same."""

from datetime import datetime
from typing import Any, Final

from flows.rules.reason import Reason
from flows.rules.window import HELSINKI
from ivr.services.queue import Row

_RAISED: Final = {
    "no_agent": "no agent for it",
    "overdue": "later than promised",
    "unfiled": "outcome missing",
    "silence": "nothing heard of the call",
    "out_of_reach": "no answer from the network",
    "two_legs": "the network made two calls",
    "restored": "under way when the backup was made",
    "called_since": "called after the backup was made",
}


def plain(row: Row) -> dict[str, Any]:
    """Moments in Helsinki time with their offset, `why` in English."""
    promise = row.promise
    return {
        "id": row.id,
        "state": row.state,
        "number": row.number,
        "line": row.line,
        "language": row.language,
        "kind": row.kind,
        "attempts": row.attempts,
        "asked": _iso(row.asked),
        "due": _iso(row.due),
        "promise": promise
        and {
            "from": _iso(promise.from_at),
            "to": _iso(promise.to_at),
            "words": promise.words,
        },
        "raised": row.raised,
        "why": why(row),
    }


def why(row: Row) -> str:
    """Why it is where it is, in a few English words."""
    raised = f"{_RAISED.get(row.raised, row.raised)}; " if row.raised else ""
    match row.why:
        case None:
            return raised + row.state.replace("_", " ")
        case reason if reason.code == "earliest":
            return f"{raised}{_earliest(row, reason)}"
        case _:
            return f"{raised}not before {short(row.due)}"


def _earliest(row: Row, reason: Reason) -> str:
    if row.called_next:
        return f"called next by a supervisor at {short(row.called_next)}"
    since = "phone time" if row.kind == "phone_time" else "asked"
    urgent = "urgent, " if row.urgent else ""
    minutes = reason.values["head_start"]
    return f"{urgent}{since} {short(row.asked)}, minus a head start of {minutes} min"


def short(moment: datetime) -> str:
    return f"{moment.astimezone(HELSINKI):%Y-%m-%d %H:%M}"


def _iso(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).isoformat(timespec="seconds")
