"""The calendar: who is open when, what is booked, and whom we still have to reach about a time."""

from datetime import date, timedelta
from typing import Final

from flask import Blueprint, abort, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.window import local_date
from ivr.services import booking_lists, closure_list, month, visits
from ivr.services.visits import MARKS
from ivr.web.access import may_use, the_visitor
from ivr.web.pages import tell
from ivr.web.site import site

calendar = Blueprint("calendar", __name__)

_REACH: Final = timedelta(days=3 * 366)  # how far the pages leaf: what the calendar may know


@calendar.get("/calendar")
def page() -> ResponseReturnValue:
    """Five weeks from this one on, the closures ahead, and what waits for a person."""
    return _weeks(local_date(site().now()), whole=True)


@calendar.get("/calendar/from/<day>/")
def weeks_from(day: str) -> ResponseReturnValue:
    """Five other weeks."""
    return _weeks(a_date(day), whole=False)


@calendar.get("/calendar/<day>/")
def one_day(day: str) -> ResponseReturnValue:
    """One date, to be printed in the morning: who comes when, to which desk."""
    on, now = a_date(day), site().now()
    with site().database.reading() as rows:
        return render(
            "calendar/day.html",
            day=month.on(rows, on, now),
            closures=closure_list.on(rows, on),
            bookings=booking_lists.of_day(rows, on),
            before=on - timedelta(days=1),
            after=on + timedelta(days=1),
            today=local_date(now),
            now=now,
            marks=MARKS if may_use("calendar.mark") else (),
        )


@calendar.post("/calendar/bookings/<public_id>/")
def mark(public_id: str) -> ResponseReturnValue:
    """`came` tells whether a visit was kept or missed."""
    came = request.form.get("came")
    if came not in MARKS:
        abort(400)
    with site().database.writing() as rows:
        on = visits.mark(rows, public_id, came, the_visitor().actor, site().now())
    tell(f"done.{came}" if on else "done.moved")
    back = url_for("calendar.one_day", day=on) if on else url_for("calendar.page")
    return redirect(back, 303)


def a_date(said: str) -> date:
    """The date in a page's address; there is no page of a date out of reach."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        abort(404)
    if abs(day - local_date(site().now())) > _REACH:
        abort(404)
    return day


def _weeks(around: date, *, whole: bool) -> ResponseReturnValue:
    now = site().now()
    today, first = local_date(now), month.monday(around)
    with site().database.reading() as rows:
        return render(
            "calendar/month.html",
            weeks=month.look(rows, around, now),
            today=today,
            before=first - timedelta(weeks=month.WEEKS),
            after=first + timedelta(weeks=month.WEEKS),
            closures=closure_list.ahead(rows, today),
            owed=booking_lists.owed(rows) if whole else (),
            not_called=booking_lists.not_called(rows, now) if whole else (),
            whole=whole,
        )
