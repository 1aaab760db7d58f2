"""What a citizen holds becomes her booking once her number is proven; then it is shown to her."""

from typing import Final

from flask import Blueprint, redirect, request, session, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.numbers import masked
from ivr.db import Session
from ivr.models import Booking, Contact
from ivr.services import booking_texts, web_bookings, web_places
from ivr.services.moves import Moved
from ivr.web.appointments import shown
from ivr.web.browsers import browser, open_up
from ivr.web.pages import tell
from ivr.web.proving import require_proof
from ivr.web.remembered import BOOKED, HELD, INTERPRETER
from ivr.web.site import site

held = Blueprint("held", __name__, url_prefix="/book/time")

_REFUSED: Final = frozenset({"gone", "taken", "limit", "refused"})


@held.get("/held/")
def page() -> ResponseReturnValue:
    """What is held for her and until when; her number, and whether she takes it."""
    it, now = browser(), site().now()
    with site().database.reading() as rows:
        mine = _mine(rows)
        if mine is None or mine.state not in ("held", "released"):
            return redirect(url_for("held.booked" if mine else "book.page"), 303)
        contact = rows.get(Contact, it.contact_id) if it.contact_id else None
        return render(
            "web_times/held.html",
            **shown(mine),
            place=web_places.of_booking(mine),
            number=masked(contact.number or "") if contact else "",
            over=mine.held_until is None or mine.held_until <= now,
            interpreter=bool(session.get(INTERPRETER)),
        )


@held.get("/number/")
def number() -> ResponseReturnValue:
    """Her number is proven, and then she comes back to what is held."""
    return require_proof("held.page") or redirect(url_for("held.page"), 303)


@held.post("/held/")
def confirm() -> ResponseReturnValue:
    """Books what is held (`held`); the same form once more books nothing more."""
    session[INTERPRETER] = bool(request.form.get("interpreter"))
    if way := require_proof("held.page"):
        return way
    told = _confirm(request.form.get("held", ""))
    if told in _REFUSED:
        tell(f"times.{told}")
        return redirect(url_for("own.page") if told == "limit" else _again(), 303)
    session[BOOKED] = told
    session.pop(INTERPRETER, None)
    open_up(told)
    return redirect(url_for("held.booked"), 303)


@held.post("/held/end")
def give_up() -> ResponseReturnValue:
    """She wants another time, or none: others can have this one at once."""
    again = _again()
    with site().database.writing() as rows:
        web_bookings.give_up(rows, browser(), site().now())
    session.pop(HELD, None)
    return redirect(again, 303)


@held.get("/booked/")
def booked() -> ResponseReturnValue:
    """What she has booked, and by which digits it is found again."""
    it = browser()
    with site().database.reading() as rows:
        mine = web_bookings.of(rows, it, session.get(BOOKED, ""))
        if mine is None or mine.state != "booked" or mine.contact_id != it.contact_id:
            return redirect(url_for("own.page"), 303)
        return render(
            "web_times/booked.html",
            **shown(mine),
            reference=web_bookings.reference(site().exchange.keyer, it, mine),
            texted=booking_texts.tells_when(rows, mine),
        )


def _confirm(public_id: str) -> str:
    """The booking's public id, or why there is none."""
    it, keyer, now = browser(), site().exchange.keyer, site().now()
    needs = bool(session[INTERPRETER])
    try:
        with site().database.writing() as rows:
            result = web_bookings.confirm(rows, keyer, it, public_id, now, interpreter=needs)
            return result.public_id if isinstance(result, Booking) else result
    except Moved:
        return "taken"


def _again() -> str:
    """Where other times of the same place are."""
    with site().database.reading() as rows:
        mine = _mine(rows)
        where = web_places.of_booking(mine) if mine else None
    return url_for("times.choose", **where) if where else url_for("book.page")


def _mine(rows: Session) -> Booking | None:
    return web_bookings.of(rows, browser(), session.get(HELD, ""))
