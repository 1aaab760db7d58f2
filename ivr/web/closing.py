"""Dates are closed or shortened: first it is shown whose times that takes back, then it is done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import Blueprint, abort, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.hours import OUTER, SATURDAY, Hours
from flows.rules.languages import Language
from flows.rules.window import local_date
from ivr.db import Session
from ivr.models import Booking, Closure, Line, ServicePoint
from ivr.services import closure_list, closures, foresight, lines, points
from ivr.services.closure_list import Listed
from ivr.services.foresight import Change, Hit
from ivr.services.month import line_names, point_names
from ivr.web.access import the_visitor
from ivr.web.calendar import a_date
from ivr.web.forms import Form
from ivr.web.going_back import second_look
from ivr.web.pages import phrases, tell
from ivr.web.site import site
from ivr.web.words import language, word

closing = Blueprint("closing", __name__)

LONGEST: Final = timedelta(days=92)
"""So many days a single entry closes at most; who means more may enter twice."""
_LONGEST_REASON: Final = 80  # signs: it is spoken to every caller

Owner = Line | ServicePoint | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A closure that somebody has in mind: `hours` is what is left of each day."""

    owner: Owner
    days: tuple[date, ...]
    hours: Hours | None
    reasons: Mapping[Language, str]

    @property
    def line(self) -> Line | None:
        return self.owner if isinstance(self.owner, Line) else None

    @property
    def point(self) -> ServicePoint | None:
        return self.owner if isinstance(self.owner, ServicePoint) else None

    def carry_out(self, rows: Session) -> Iterator[Booking]:
        """Store it; the bookings that it takes back."""
        whose, actor, now = (self.line, self.point), the_visitor().actor, site().now()
        for day in self.days:
            effect = closures.add(rows, *whose, day, self.hours, self.reasons, actor, now)
            yield from effect.displaced

    def is_of(self, closure: Closure) -> bool:
        """Whether a closure is of the same owner."""
        whose = (self.line and self.line.id, self.point and self.point.id)
        return (closure.line_id, closure.point_id) == whose


@closing.get("/calendar/closing/")
def new() -> ResponseReturnValue:
    return _form(Form({}))


@closing.get("/calendar/<day>/closing/")
def new_on(day: str) -> ResponseReturnValue:
    """For a date that was chosen in the calendar."""
    return _form(Form({"first": a_date(day).isoformat()}))


@closing.post("/calendar/closing/")
def close() -> ResponseReturnValue:
    """Without `seen`, or if somebody else is hit than was seen, it is only looked at."""
    form = Form.of(request.form)
    with site().database.writing() as rows:
        plan = _read(form, _owners(rows))
        hit = _attempt(rows, form, plan) if plan else None
    if plan is None or hit is None:
        return _form(form)
    if not hit.made:
        whose = _words(plan.owner)
        return second_look("calendar/closing_look.html", form=form, plan=plan, hit=hit, whose=whose)
    tell("done.closing", count=len(plan.days), hit=len(hit.rows))
    return redirect(url_for("calendar.page"), 303)


@closing.get("/calendar/closures/<int:closure_id>/removal/")
def removal(closure_id: int) -> ResponseReturnValue:
    """A closure may have opened more than is usual: then its removal hits somebody, too."""
    with site().database.writing() as rows:
        closure = _closure(rows, closure_id)
        hit = foresight.make(rows, _removing(closure_id), seen=None)
    return render("calendar/removal.html", closure=closure, hit=hit)


@closing.post("/calendar/closures/<int:closure_id>/removal/")
def remove(closure_id: int) -> ResponseReturnValue:
    """The times are offered again; whose time was taken back is called all the same."""
    with site().database.writing() as rows:
        closure = _closure(rows, closure_id)
        hit = foresight.make(rows, _removing(closure_id), request.form.get("seen", ""))
    if not hit.made:
        return render("calendar/removal.html", closure=closure, hit=hit)
    tell("done.closure_removed")
    return redirect(url_for("calendar.page"), 303)


def _removing(closure_id: int) -> Change:
    actor, now = the_visitor().actor, site().now()
    return lambda rows: closures.remove(rows, closure_id, actor, now)


def _attempt(rows: Session, form: Form, plan: Plan) -> Hit | None:
    """What comes of it; None if the form is to be filled in once more."""
    known = {one.date for one in closures.ahead(rows, plan.days[0]) if plan.is_of(one)}
    if closed := sorted(known.intersection(plan.days)):
        form.refuse("first", "closing.already", day=phrases().day(closed[0]))
    if form.wrong or form.is_ticked("again"):
        return None
    return foresight.make(rows, plan.carry_out, form.typed.get("seen"))


def _read(form: Form, owners: Mapping[str, Owner]) -> Plan | None:
    whose = form.typed.get("whose", "")
    if whose not in owners:
        form.refuse("whose", "form.missing")
    days, hours = _days(form), _hours(form)
    reasons = form.in_languages("reason", _LONGEST_REASON)
    return None if form.wrong else Plan(owners[whose], days, hours, reasons)


def _days(form: Form) -> tuple[date, ...]:
    """The working days meant; at weekends everything is closed anyway."""
    first = form.day("first")
    last = form.day("last") if form.typed.get("last") else first
    if first is None or last is None:
        return ()
    if first < local_date(site().now()):
        form.refuse("first", "closing.past")
    if not timedelta() <= last - first <= LONGEST:
        form.refuse("last", "closing.last.wrong", most=LONGEST.days)
        return ()
    dates = (first + timedelta(days=n) for n in range((last - first).days + 1))
    days = tuple(day for day in dates if day.weekday() < SATURDAY)
    if not days:
        form.refuse("first", "closing.weekend")
    return days


def _hours(form: Form) -> Hours | None:
    """What is left of the day: nothing unless a time was typed."""
    typed = form.typed.get("opens") or form.typed.get("closes")
    return form.hours("opens", "closes", OUTER) if typed else None


def _owners(rows: Session) -> dict[str, Owner]:
    """Who can be closed, by the value that the form sends."""
    known: dict[str, Owner] = {"all": None}
    known |= {f"line:{line.key}": line for line in lines.every(rows)}
    return known | {f"point:{point.key}": point for point in points.every(rows)}


def _form(form: Form) -> ResponseReturnValue:
    with site().database.reading() as rows:
        owners = {value: _words(owner) for value, owner in _owners(rows).items()}
    return render("calendar/closing.html", form=form, owners=owners), 400 if form.wrong else 200


def _words(owner: Owner) -> str:
    match owner:
        case Line():
            return line_names(owner)[language()]
        case ServicePoint():
            return point_names(owner)[language()]
        case _:
            return word("closing.all")


def _closure(rows: Session, closure_id: int) -> Listed:
    found = closure_list.one(rows, closure_id)
    if found is None:
        abort(404)
    return found
