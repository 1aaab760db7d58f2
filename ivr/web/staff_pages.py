"""The staff: who works here, as what and for whom, and how each of them gets in."""

from flask import Blueprint, abort, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.db import Session
from ivr.models import Booking, Staff
from ivr.services import accounts, foresight, lines, staffing
from ivr.services import staff as people
from ivr.services.foresight import NOBODY, Hit
from ivr.services.staff import ROLES, Newcomer, NotFit, UnknownStaff
from ivr.services.staffing import NotChanged
from ivr.web import staff_form
from ivr.web.access import may_use, the_visitor
from ivr.web.forms import Form, version
from ivr.web.going_back import second_look
from ivr.web.pages import tell
from ivr.web.site import site
from ivr.web.staff_form import Person
from ivr.web.words import word

staff_pages = Blueprint("staff", __name__)


@staff_pages.get("/staff")
def page() -> ResponseReturnValue:
    """Everybody by name; those whose accounts are closed come last."""
    with site().database.reading() as rows:
        everyone = sorted(people.every(rows), key=lambda one: not one.active)
        named = {line.key: line.names for line in lines.every(rows)}
        return render("staff/list.html", people=everyone, lines=named)


@staff_pages.get("/staff/new/")
def new() -> ResponseReturnValue:
    return _form(Form(staff_form.EMPTY), None)


@staff_pages.post("/staff/new/")
def add() -> ResponseReturnValue:
    """Adds somebody; her password and PIN are on the answer to this form alone."""
    form = Form.of(request.form)
    name = form.text("name", staff_form.LONGEST_NAME)
    with site().database.reading() as rows:
        wanted = staff_form.read(form, lines.every(rows), whole=True)
    if form.wrong:
        return _form(form, None)
    password = accounts.new_password()
    try:
        pin = _add(name, wanted, password)
    except NotFit as unfit:
        staff_form.refuse(form, unfit)
        return _form(form, None)
    return render("staff/secrets.html", name=name, done="added", password=password, pin=pin)


@staff_pages.get("/staff/<public_id>/")
def edit(public_id: str) -> ResponseReturnValue:
    with site().database.reading() as rows:
        typed = staff_form.shown(_known(rows, public_id), whole=_is_whole())
    return _form(Form({**typed, "version": version(typed)}), public_id)


@staff_pages.post("/staff/<public_id>/")
def save(public_id: str) -> ResponseReturnValue:
    """Without `seen` it is stored at once only if nobody's time is taken back by it."""
    form, hit = Form.of(request.form), None
    try:
        with site().database.writing() as rows:
            one = people.lock(rows, _known(rows, public_id).public_id)
            name = one.name
            wanted = staff_form.read(form, lines.every(rows), whole=_is_whole())
            form.compare(staff_form.shown(one, whole=_is_whole()))
            if not form.wrong and not form.is_ticked("again"):
                hit = foresight.make(rows, lambda rows: _store(rows, one, wanted), _seen(form))
    except NotFit as unfit:
        staff_form.refuse(form, unfit)
    except NotChanged as refusal:
        form.refuse("role", f"staff.refused.{refusal.why}")
    if hit is None:
        return _form(form, public_id)
    return _settled(form, hit, "done.staff", name)


def _add(name: str, wanted: Person, password: str) -> str:
    newcomer = Newcomer(
        name=name,
        role=wanted.role or "agent",
        phone=wanted.phone,
        languages=wanted.work.languages,
        password=password,
        line_keys=wanted.work.line_keys,
    )
    with site().database.writing() as rows:
        keyer = site().exchange.keyer
        return people.add(rows, keyer, newcomer, site().now(), the_visitor().actor)


def _store(rows: Session, one: Staff, wanted: Person) -> list[Booking]:
    actor, now = the_visitor().actor, site().now()
    taken = list(staffing.set_work(rows, one, wanted.work, actor, now))
    if wanted.role is not None:
        taken += staffing.set_role(rows, one, wanted.role, actor, now)
        staffing.set_phone(rows, site().exchange.keyer, one, wanted.phone, actor, now)
    return taken


def _settled(form: Form, hit: Hit, done: str, name: str) -> ResponseReturnValue:
    if not hit.made:
        return second_look("points/look.html", form=form, hit=hit, name=name)
    tell(done, name=name, hit=len(hit.rows))
    return redirect(url_for("staff.page"), 303)


def _form(form: Form, public_id: str | None) -> ResponseReturnValue:
    with site().database.reading() as rows:
        one = _known(rows, public_id) if public_id else None
        known = lines.every(rows)
        page = render(
            "staff/person.html",
            form=form,
            one=one,
            lines=known,
            whole=_is_whole(),
            roles={role: word(f"role.{role}") for role in ROLES},
            labels=staff_form.labels(known),
        )
    return page, 400 if form.wrong else 200


def _is_whole() -> bool:
    """Whether the reader sets more than lines and languages."""
    return may_use("staff.add")


def _seen(form: Form) -> str:
    return form.typed.get("seen", NOBODY)


def _known(rows: Session, public_id: str) -> Staff:
    try:
        return people.by_public_id(rows, public_id)
    except UnknownStaff:
        abort(404)
