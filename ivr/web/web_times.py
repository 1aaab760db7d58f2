"""A citizen chooses a phone time or a visit: a place and a language, a day, and a time."""

from datetime import date, timedelta
from math import ceil
from typing import Any, Final, Literal, cast

from flask import Blueprint, abort, redirect, request, session, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.languages import Language
from ivr.db import Session
from ivr.models import Booking, Diary
from ivr.services import web_bookings, web_places
from ivr.services.moves import Moved
from ivr.services.web_places import KINDS, Kind, NoPlace, Place
from ivr.web.browsers import browser, remember
from ivr.web.pages import tell
from ivr.web.proving import proven, require_proof
from ivr.web.remembered import HELD
from ivr.web.site import site

times = Blueprint("times", __name__, url_prefix="/book/time")

Held = str | Literal["taken"] | timedelta
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@times.get("/<kind>/")
def places(kind: str) -> ResponseReturnValue:
    """Where, and in which language?"""
    with site().database.reading() as rows:
        found = web_places.every(rows, _kind(kind))
        return render("web_times/places.html", kind=kind, places=found, weekdays=WEEKDAYS)


@times.get("/<kind>/<place>/<spoken>/")
def choose(kind: str, place: str, spoken: str) -> ResponseReturnValue:
    """Which day (`day`), and what time?"""
    with site().database.reading() as rows:
        where, diary = _find(rows, kind, place, spoken)
        choice = web_places.choice(rows, diary, _held(rows), asked_day(), site().now())
        here = url_for("times.choose", **_here(kind, place, spoken))
        facts = {"kind": kind, "place": where, "spoken": spoken, "choice": choice, "here": here}
        return render("web_times/choose.html", is_proven=proven() is not None, **facts)


@times.post("/<kind>/<place>/<spoken>/")
def hold(kind: str, place: str, spoken: str) -> ResponseReturnValue:
    """Holds the time `slot`, before her number is asked for."""
    with site().database.reading() as rows:
        where, diary = _find(rows, kind, place, spoken)
        line_id = where.line.id
    result = hold_for(diary.id, line_id, cast(Language, spoken))
    if isinstance(result, timedelta):
        tell_wait(result)
    elif result == "taken":
        tell("times.taken")
    else:
        return redirect(url_for("held.page"), 303)
    return redirect(url_for("times.choose", **_here(kind, place, spoken)), 303)


@times.get("/<kind>/<place>/<spoken>/number")
def number(kind: str, place: str, spoken: str) -> ResponseReturnValue:
    """Whoever has held too many proves her number first."""
    here = _here(kind, place, spoken)
    return require_proof("times.choose", **here) or redirect(url_for("times.choose", **here), 303)


def hold_for(diary_id: int, line_id: int, language: Language) -> Held:
    """Hold the time `slot` of a diary for this browser: the hold's public id, `taken`, or how
    long she has to wait."""
    it, slot_id, now = browser(), _slot_id(), site().now()
    try:
        with site().database.writing() as rows:
            if not web_places.has(rows, diary_id, slot_id):
                abort(400)
            held = web_bookings.hold(rows, it, slot_id, line_id, language, now)
            result = held.public_id if isinstance(held, Booking) else held
    except Moved:
        return "taken"
    if isinstance(result, str) and result != "taken":
        remember(it, result)
    return result


def tell_wait(wait: timedelta) -> None:
    """After too many holds."""
    tell("times.wait", minutes=ceil(wait / timedelta(minutes=1)))


def asked_day() -> date | None:
    """The day whose times are asked for, if it can be read."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def _here(kind: str, place: str, spoken: str) -> dict[str, Any]:
    return {"kind": kind, "place": place, "spoken": spoken}


def _held(rows: Session) -> Booking | None:
    return web_bookings.held(rows, browser()) if HELD in session else None


def _find(rows: Session, kind: str, place: str, spoken: str) -> tuple[Place, Diary]:
    try:
        return web_places.find(rows, _kind(kind), place, spoken)
    except NoPlace:
        abort(404)


def _kind(kind: str) -> Kind:
    return kind if kind in KINDS else abort(404)


def _slot_id() -> int:
    slot = request.form.get("slot", "")
    if not (slot.isascii() and slot.isdigit() and len(slot) < 19):
        abort(400)
    return int(slot)
