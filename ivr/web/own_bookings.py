"""One booking of a citizen's: looked at, moved, cancelled, and taken into her own calendar."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

from flask import Blueprint, abort, make_response, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.languages import Language
from ivr.db import Session
from ivr.models import Booking
from ivr.services import booking_texts, bookings, own_things, web_bookings, web_places
from ivr.services.moves import Moved
from ivr.web.appointments import file, shown
from ivr.web.browsers import browser, open_up, who
from ivr.web.forms import Form
from ivr.web.pages import tell
from ivr.web.site import site
from ivr.web.web_times import asked_day, hold_for, tell_wait

own_bookings = Blueprint("own_bookings", __name__, url_prefix="/own/booking/<public_id>")


class NotHers(LookupError):
    """This browser may not see that booking, if there is one, or not change it any more."""


@own_bookings.errorhandler(NotHers)
def away(_: NotHers) -> ResponseReturnValue:
    """Whether there is such a booking is told to nobody else."""
    tell("own.closed")
    return redirect(url_for("own.page"), 303)


@own_bookings.get("/")
def page(public_id: str) -> ResponseReturnValue:
    """When and where, what to bring, and what may be changed."""
    return _page(public_id, Form({}))


@own_bookings.post("/code")
def code(public_id: str) -> ResponseReturnValue:
    """The four digits of the text (`code`) let the number's holder change it."""
    form, whose = Form.of(request.form), who()
    digits = "".join(form.text("code", 12).split())
    if not form.wrong:
        with _writing(public_id, to_change=False) as (rows, mine):
            if whose.contact_id is None or whose.contact_id != mine.contact_id:
                raise NotHers(public_id)
            tried = own_things.open_by_code(rows, mine, digits, whose.contact_id, site().now())
        if tried == "right":
            open_up(public_id)
            return redirect(url_for("own_bookings.page", public_id=public_id), 303)
        form.refuse("code", f"own.{tried}")
    return _page(public_id, form, 400)


@own_bookings.get("/calendar.ics")
def calendar(public_id: str) -> ResponseReturnValue:
    """For her own calendar."""
    with _reading(public_id) as (_, mine):
        return file(mine)


@own_bookings.get("/move/")
def move(public_id: str) -> ResponseReturnValue:
    """Which other day (`day`), and what time?"""
    with _reading(public_id, to_change=True) as (rows, mine):
        diary, here = mine.slot.diary, url_for("own_bookings.move", public_id=public_id)
        held = web_bookings.held(rows, browser())
        choice = web_places.choice(rows, diary, held, asked_day(), site().now())
        return render("own/move.html", **shown(mine), choice=choice, here=here)


@own_bookings.post("/move/")
def hold(public_id: str) -> ResponseReturnValue:
    """Holds the other time (`slot`) while she looks once more."""
    with _reading(public_id, to_change=True) as (_, mine):
        held = mine.slot.diary_id, mine.line_id, cast(Language, mine.language)
    result = hold_for(*held)
    if isinstance(result, timedelta):
        tell_wait(result)
    elif result == "taken":
        tell("times.taken")
    else:
        return redirect(url_for("own_bookings.look", public_id=public_id), 303)
    return redirect(url_for("own_bookings.move", public_id=public_id), 303)


@own_bookings.get("/move/look/")
def look(public_id: str) -> ResponseReturnValue:
    """From which time to which?"""
    with _reading(public_id, to_change=True) as (rows, mine):
        held = web_bookings.held(rows, browser())
        if held is None or held.slot.diary_id != mine.slot.diary_id:
            return redirect(url_for("own_bookings.move", public_id=public_id), 303)
        return render("own/move_look.html", was=shown(mine), **shown(held))


@own_bookings.post("/move/look/")
def go(public_id: str) -> ResponseReturnValue:
    """Moves it to what is held (`held`); the same form once more changes nothing more."""
    with _writing(public_id) as (rows, mine):
        held = web_bookings.of(rows, browser(), request.form.get("held", ""))
        if held is None:
            abort(400)
        there = mine.slot_id == held.slot_id and mine.state == "booked"
        done = there or bookings.move(rows, mine, held, "citizen", site().now())
    tell("own.moved" if done else "times.taken")
    page = "own_bookings.page" if done else "own_bookings.move"
    return redirect(url_for(page, public_id=public_id), 303)


@own_bookings.get("/cancel/")
def second_look(public_id: str) -> ResponseReturnValue:
    """Is she sure?"""
    with _reading(public_id, to_change=True) as (_, mine):
        return render("own/cancel.html", **shown(mine))


@own_bookings.post("/cancel/")
def cancel(public_id: str) -> ResponseReturnValue:
    """Cancels it; the same once more changes nothing more."""
    with _writing(public_id, to_change=False) as (rows, mine):
        if not who().may_change(mine):
            raise NotHers(public_id)
        bookings.cancel(rows, mine, "cancelled_web", "citizen", site().now())
    return redirect(url_for("own_bookings.cancelled", public_id=public_id), 303)


@own_bookings.get("/cancelled/")
def cancelled(public_id: str) -> ResponseReturnValue:
    """It is over; the time is hers again if she wants it and nobody else took it."""
    with _reading(public_id) as (_, mine):
        if mine.state != "cancelled":
            return redirect(url_for("own_bookings.page", public_id=public_id), 303)
        where = web_places.of_booking(mine)
        return render("own/cancelled.html", **shown(mine), place=where, now=site().now())


def _page(public_id: str, form: Form, status: int = 200) -> ResponseReturnValue:
    with _reading(public_id) as (rows, mine):
        page = render(
            "own/booking.html",
            form=form,
            may_change=who().may_change(mine),
            is_open=own_things.is_open(mine, site().now()),
            texted=booking_texts.tells_when(rows, mine),
            **shown(mine),
        )
    return make_response(page, status)


@contextmanager
def _reading(public_id: str, *, to_change: bool = False) -> Iterator[tuple[Session, Booking]]:
    whose = who()
    with site().database.reading() as rows:
        yield rows, _hers(rows, whose, public_id, to_change)


@contextmanager
def _writing(public_id: str, *, to_change: bool = True) -> Iterator[tuple[Session, Booking]]:
    """Raises NotHers, too, where somebody has changed it at this very moment."""
    whose = who()
    try:
        with site().database.writing() as rows:
            yield rows, _hers(rows, whose, public_id, to_change)
    except Moved as moved:
        raise NotHers(public_id) from moved


def _hers(rows: Session, whose: Any, public_id: str, to_change: bool) -> Booking:
    mine = own_things.booking(rows, whose, public_id)
    if mine is None:
        raise NotHers(public_id)
    if to_change and not (whose.may_change(mine) and own_things.is_open(mine, site().now())):
        raise NotHers(public_id)
    return mine
