"""Service points and phone times: where and when citizens can book, and with how many places."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.db import Session
from ivr.models import Line, ServicePoint
from ivr.services import foresight, lines, phone_time_settings, points
from ivr.services.agency import POINT_FORMS
from ivr.services.foresight import NOBODY, Change, Hit
from ivr.services.month import line_names, point_names
from ivr.services.policy import Policy
from ivr.web import phone_time_form, point_form
from ivr.web.access import the_visitor
from ivr.web.forms import Form, version
from ivr.web.going_back import second_look
from ivr.web.known import known
from ivr.web.pages import tell
from ivr.web.site import site
from ivr.web.words import language

service_points = Blueprint("points", __name__)


NEW_POINT: Mapping[str, str] = {
    "desks": "1",
    "slot_minutes": "30",
    "buffer_minutes": "0",
    "horizon_days": "60",
    "notice_minutes": "60",
    "kept_percent": "33",
    "kept_days": "1",
    "language.fi": "on",
    "language.sv": "on",
    "active": "on",
}


@service_points.get("/service-points")
def page() -> ResponseReturnValue:
    """All points in the order of every list, and each line's phone times."""
    with site().database.reading() as rows:
        return render(
            "points/list.html",
            points=points.every(rows, active=False),
            phone_times=[
                (line, Policy.read(line.policy).phone_times) for line in lines.every(rows)
            ],
            weekdays=point_form.WEEKDAYS,
        )


@service_points.get("/service-points/new/")
def new() -> ResponseReturnValue:
    with site().database.reading() as rows:
        last = max((point.position for point in points.every(rows, active=False)), default=0)
    return _point(Form({**NEW_POINT, "position": str(last + 1)}), None)


@service_points.post("/service-points/new/")
def add() -> ResponseReturnValue:
    form = Form.of(request.form)
    values = point_form.read(form)
    if form.wrong:
        return _point(form, None)
    with site().database.writing() as rows:
        point = points.add(rows, values, the_visitor().actor, site().now())
        tell("done.point_added", point=point_names(point)[language()])
    return redirect(url_for("points.page"), 303)


@service_points.get("/service-points/<key>/")
def edit(key: str) -> ResponseReturnValue:
    with site().database.reading() as rows:
        point = known(points.by_key, rows, key)
        typed = point_form.shown(point)
    return _point(Form({**typed, "version": version(typed)}), point)


@service_points.post("/service-points/<key>/")
def save(key: str) -> ResponseReturnValue:
    """Without `seen` it is stored at once only if nobody's time is taken back by it."""
    form = Form.of(request.form)
    values = point_form.read(form)
    with site().database.writing() as rows:
        point = known(points.lock, rows, key)
        name = point_names(point)[language()]
        form.compare(point_form.shown(point))
        hit = _attempt(rows, form, lambda rows: points.save(rows, point, values, *_by()))
    if hit is None:
        return _point(form, point)
    return _settled(form, hit, "done.point", name)


@service_points.get("/phone-times/<key>/")
def edit_phone_times(key: str) -> ResponseReturnValue:
    with site().database.reading() as rows:
        line = known(lines.by_key, rows, key)
        typed = phone_time_form.shown(line)
    return _phone_times(Form({**typed, "version": version(typed)}), line)


@service_points.post("/phone-times/<key>/")
def save_phone_times(key: str) -> ResponseReturnValue:
    form = Form.of(request.form)
    values = phone_time_form.read(form)
    with site().database.writing() as rows:
        line = known(lines.lock, rows, key)
        name = line_names(line)[language()]
        form.compare(phone_time_form.shown(line))
        hit = _attempt(
            rows, form, lambda rows: phone_time_settings.save(rows, line, values, *_by())
        )
    if hit is None:
        return _phone_times(form, line)
    return _settled(form, hit, "done.phone_times", name)


def _by() -> tuple[str, Any]:
    return the_visitor().actor, site().now()


def _attempt(rows: Session, form: Form, change: Change) -> Hit | None:
    """What comes of it; None if the form is to be filled in once more."""
    if form.wrong or form.is_ticked("again"):
        return None
    return foresight.make(rows, change, form.typed.get("seen", NOBODY))


def _settled(form: Form, hit: Hit, done: str, name: str) -> ResponseReturnValue:
    if not hit.made:
        return second_look("points/look.html", form=form, hit=hit, name=name)
    tell(done, name=name, hit=len(hit.rows))
    return redirect(url_for("points.page"), 303)


def _point(form: Form, point: ServicePoint | None) -> ResponseReturnValue:
    page = render(
        "points/point.html",
        form=form,
        point=point,
        forms=POINT_FORMS,
        weekdays=point_form.WEEKDAYS,
        labels=point_form.labels(),
    )
    return page, _status(form)


def _phone_times(form: Form, line: Line) -> ResponseReturnValue:
    labels = phone_time_form.labels()
    return render("points/phone_times.html", form=form, line=line, labels=labels), _status(form)


def _status(form: Form) -> int:
    return 400 if form.wrong else 200
