"""What a supervisor can do with a callback in its state, and the doing of it in one place."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, cast, get_args

from werkzeug.datastructures import MultiDict

from ivr.db import Session
from ivr.services import calling_up, closing_off, pausing, resolutions
from ivr.services.closing_off import CANCELLED, SERVED, Cancelled, Served
from ivr.services.moves import Moved
from ivr.services.queue import Row
from ivr.services.resolutions import NotResolved, Resolution
from ivr.services.supervised import NotAsSeen
from ivr.web.access import the_visitor
from ivr.web.site import site

Turn = Literal["next", "in_turn", "urgent", "not_urgent", "pause", "resume"]
"""Acts that another one undoes."""
TURNS: Final[tuple[Turn, ...]] = get_args(Turn)

Decision = Literal["waiting", "done", "refused", "cancelled"]
DECISIONS: Final[tuple[Decision, ...]] = get_args(Decision)

OPPOSITES: Final[Mapping[Turn, Turn]] = {
    "next": "in_turn",
    "in_turn": "next",
    "urgent": "not_urgent",
    "not_urgent": "urgent",
    "pause": "resume",
    "resume": "pause",
}

REFUSALS: Final = (NotAsSeen, NotResolved, Moved)
"""Somebody or something was faster, and nothing was changed."""

_CLOSING: Final[tuple[Decision, ...]] = ("done", "cancelled")


def turns(row: Row) -> tuple[Turn, ...]:
    """What can be done and undone: of each pair the one that changes something."""
    if row.state == "paused":
        return ("resume",)
    if row.state not in ("waiting", "ready"):
        return ()
    sooner: Turn = "in_turn" if row.called_next else "next"
    return sooner, "not_urgent" if row.urgent else "urgent", "pause"


def decisions(row: Row) -> tuple[Decision, ...]:
    """What can be decided: all of it where a person is needed; otherwise only that it ends, as
    long as no agent has it in hand."""
    if row.state == "needs_human":
        return DECISIONS
    return _CLOSING if row.state in closing_off.CLOSABLE else ()


def is_known(act: str) -> bool:
    return act in TURNS or act in DECISIONS


def can(row: Row, act: str) -> bool:
    """Whether this can be done with the callback as it is."""
    return act in turns(row) or act in decisions(row)


def turn(rows: Session, public_id: str, act: Turn, seen: str | None, nth: int = 0) -> None:
    """Do it. Of several that are called next the `nth` comes after those before. Raises one of
    REFUSALS."""
    actor, now = the_visitor().actor, site().now()
    match act:
        case "next":
            in_order = now + nth * timedelta(microseconds=1)
            calling_up.call_next(rows, public_id, actor, in_order, seen)
        case "in_turn":
            calling_up.call_in_turn(rows, public_id, actor, now, seen)
        case "urgent" | "not_urgent":
            calling_up.mark(rows, public_id, act == "urgent", actor, now, seen)
        case "pause":
            pausing.pause(rows, public_id, actor, now, seen)
        case "resume":
            pausing.go_on(rows, public_id, actor, now, seen)


def decide(
    rows: Session, public_id: str, to: Decision, form: MultiDict[str, str], seen: str | None
) -> bool:
    """Decide it, for the reason that the form gives; False if the citizen was to be told, and
    can't be. Raises one of REFUSALS."""
    actor, now = the_visitor().actor, site().now()
    if to == "cancelled":
        why = cast(Cancelled, form["why"])
        return closing_off.cancel(rows, public_id, why, "tell" in form, actor, now, seen)
    if to == "done":
        closing_off.close(rows, public_id, cast(Served, form["how"]), actor, now, seen)
    else:
        _resolve(rows, public_id, to, actor, now)
    return True


def has_reason(to: Decision, form: Mapping[str, str]) -> bool:
    """Whether the form gives the reason that the decision needs."""
    match to:
        case "cancelled":
            return form.get("why") in CANCELLED
        case "done":
            return form.get("how") in SERVED
        case _:
            return True


def _resolve(rows: Session, public_id: str, to: Resolution, actor: str, now: datetime) -> None:
    resolutions.resolve(rows, public_id, to, actor, now)
