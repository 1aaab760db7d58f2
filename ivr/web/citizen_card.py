"""The card of the citizen before an agent: times are booked, moved and cancelled during the call.

Every page here is one of an agent's own conversation or task; to everybody else it does not exist.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final, Literal, get_args

from flask import Blueprint, abort, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.visit_reasons import VISIT_REASONS
from ivr.db import Session
from ivr.models import Booking
from ivr.services import agent_bookings, beside, booking_lists, cards
from ivr.services.agent_bookings import Told
from ivr.services.beside import Chosen, InUse
from ivr.services.cards import Dealing, NotHers
from ivr.services.free_times import Part
from ivr.services.moves import Moved
from ivr.web.access import the_visitor
from ivr.web.pages import phrases, tell
from ivr.web.site import site

citizen = Blueprint("citizen", __name__, url_prefix="/desk/<through>/<key>")

PARTS: Final[tuple[Part, ...]] = get_args(Part)

Result = Told | Literal["taken"]
Act = Callable[[Session, Dealing], Result]


@citizen.get("/")
def page(through: str, key: str) -> ResponseReturnValue:
    """The card, and free times: of a place (`at`), of a part of the day, `after` a moment, or
    to which a booking may be moved (`move`)."""
    now, part = site().now(), _part()
    place, moving = (request.args.get(name, "") for name in ("at", "move"))
    with _dealing(through, key, writing=False) as (rows, dealing):
        choice = agent_bookings.choice(
            rows, dealing, now, place=place, part=part, after=_after(), moving=moving
        )
        return render(
            "desk/card.html",
            card=cards.look(rows, dealing, now),
            dealing=dealing,
            choice=choice,
            moving=choice.moving and booking_lists.row(choice.moving),
            part=part,
            parts=PARTS,
            reasons=VISIT_REASONS,
        )


@citizen.post("/book")
def book(through: str, key: str) -> ResponseReturnValue:
    """Book the time `slot`; a visit for a `reason`."""
    slot_id, reason = _slot_id(), request.form.get("reason", "other")
    if reason not in VISIT_REASONS:
        abort(400)

    def act(rows: Session, dealing: Dealing) -> Result:
        return agent_bookings.book(rows, dealing, slot_id, reason, site().now())

    return _attempt(through, key, act, "booked")


@citizen.post("/bookings/<public_id>/move")
def move(through: str, key: str, public_id: str) -> ResponseReturnValue:
    """Move a booking to the time `slot`."""
    slot_id = _slot_id()

    def act(rows: Session, dealing: Dealing) -> Result:
        return agent_bookings.move(rows, dealing, public_id, slot_id, site().now())

    return _attempt(through, key, act, "moved")


@citizen.post("/bookings/<public_id>/cancel")
def cancel(through: str, key: str, public_id: str) -> ResponseReturnValue:
    try:
        with _dealing(through, key) as (rows, dealing):
            gone = agent_bookings.cancel(rows, dealing, public_id, site().now())
            told = gone and _words(gone)
    except Moved:
        told = None
    if told:
        tell("desk.cancelled", what=told)
    else:
        tell("done.moved")
    return redirect(url_for("desk.page"), 303)


@citizen.post("/requests/<public_id>/close")
def close(through: str, key: str, public_id: str) -> ResponseReturnValue:
    """End a callback of another line: its matter was dealt with in this conversation."""
    chosen = Chosen(requests=frozenset({public_id}))
    try:
        with _dealing(through, key) as (rows, dealing):
            beside.close_rest(rows, dealing, chosen, site().now())
    except InUse:
        tell("desk.in_use")
    except Moved:
        tell("done.moved")
    else:
        tell("desk.closed")
    return redirect(url_for("desk.page"), 303)


def _attempt(through: str, key: str, act: Act, done: str) -> ResponseReturnValue:
    """Back to the desk with what was booked; if the time is taken, to the free times anew."""
    try:
        with _dealing(through, key) as (rows, dealing):
            result = act(rows, dealing)
            told = None if result == "taken" else _confirmation(result, done)
    except Moved:
        told = None
    if told is None:
        tell("desk.time_taken")
        again = url_for("citizen.page", through=through, key=key)
        return redirect(f"{again}?{request.query_string.decode()}", 303)
    tell(told[0], **told[1])
    return redirect(url_for("desk.page"), 303)


def _confirmation(told: Told, done: str) -> tuple[str, dict[str, object]]:
    """What follows, too: a text goes out, or the agent has to tell the citizen the code."""
    how = "text" if told.texted else "code" if told.code else "aloud"
    return f"desk.{done}.{how}", {"what": _words(told.booking), "code": told.code}


def _words(booking: Booking) -> str:
    """What was booked: käynti pe 27.11. klo 9.00, Kuhmo"""
    return phrases().booked(booking_lists.row(booking))


@contextmanager
def _dealing(through: str, key: str, *, writing: bool = True) -> Iterator[tuple[Session, Dealing]]:
    """Her own conversation or task, in a transaction."""
    database = site().database
    try:
        with database.writing() if writing else database.reading() as rows:
            yield rows, cards.dealing(rows, the_visitor().id, through, key)
    except NotHers:
        abort(404)


def _slot_id() -> int:
    slot = request.form.get("slot", "")
    if not (slot.isascii() and slot.isdigit() and len(slot) < 19):
        abort(400)
    return int(slot)


def _part() -> Part | None:
    part = request.args.get("part")
    return part if part in PARTS else None


def _after() -> datetime | None:
    try:
        after = datetime.fromisoformat(request.args.get("after", ""))
    except ValueError:
        return None
    return after if after.tzinfo else None
