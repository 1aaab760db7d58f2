"""How somebody gets in, set by an administrator: new secrets, and her account closed or opened.

Nobody does this to herself: what is one's own is changed on the page of one's account, where the
password is asked for once more.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from flask import Blueprint, abort, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.db import Session
from ivr.models import Booking, Staff
from ivr.services import accounts, foresight, second_steps, staffing
from ivr.services import staff as people
from ivr.services.foresight import NOBODY, Hit
from ivr.services.staff import UnknownStaff
from ivr.services.staffing import NotChanged
from ivr.web.access import the_visitor
from ivr.web.forms import Form
from ivr.web.going_back import second_look
from ivr.web.pages import tell
from ivr.web.site import site

staff_accounts = Blueprint("staff_accounts", __name__)

Deed = Callable[[Session, Staff], None]


def _reset_second_step(rows: Session, one: Staff) -> None:
    second_steps.remove(rows, one.id, the_visitor().actor, site().now())


def _enable(rows: Session, one: Staff) -> None:
    staffing.enable(rows, one, the_visitor().actor, site().now())


_DEEDS: Final[Mapping[str, Deed]] = {"second-step": _reset_second_step, "enable": _enable}


@staff_accounts.post("/staff/<public_id>/password/")
def set_password(public_id: str) -> ResponseReturnValue:
    """A new password, on the answer to this form alone; she is logged out."""
    password = accounts.new_password()
    kept = accounts.kept(password)
    with site().database.writing() as rows:
        one = _another(rows, public_id)
        accounts.set_password(rows, one.id, kept, the_visitor().actor, site().now())
        name = one.name
    return render("staff/secrets.html", name=name, done="password", password=password, pin="")


@staff_accounts.post("/staff/<public_id>/pin/")
def set_pin(public_id: str) -> ResponseReturnValue:
    """A new PIN, on the answer to this form alone."""
    with site().database.writing() as rows:
        one = _another(rows, public_id)
        pin = accounts.set_pin(rows, one, the_visitor().actor, site().now())
        name = one.name
    return render("staff/secrets.html", name=name, done="pin", password="", pin=pin)


@staff_accounts.post("/staff/<public_id>/disable/")
def disable(public_id: str) -> ResponseReturnValue:
    """Without `seen` it is done at once only if nobody's time is taken back by it."""
    form = Form.of(request.form)
    if form.is_ticked("again"):
        return _back(public_id)
    try:
        with site().database.writing() as rows:
            one = _another(rows, public_id)
            name, talks = one.name, one.state == "talking"
            hit = foresight.make(rows, lambda rows: _dismiss(rows, one), _seen(form))
    except NotChanged as refusal:
        tell(f"staff.refused.{refusal.why}")
        return _back(public_id)
    return _settled(form, hit, name, talks)


@staff_accounts.post("/staff/<public_id>/account/<deed>/")
def act(public_id: str, deed: str) -> ResponseReturnValue:
    if deed not in _DEEDS:
        abort(404)
    with site().database.writing() as rows:
        one = _another(rows, public_id)
        _DEEDS[deed](rows, one)
        tell(f"done.staff.{deed}", name=one.name)
    return _back(public_id)


def _dismiss(rows: Session, one: Staff) -> Sequence[Booking]:
    return staffing.disable(rows, one, the_visitor().actor, site().now())


def _settled(form: Form, hit: Hit, name: str, talks: bool) -> ResponseReturnValue:
    if not hit.made:
        return second_look("points/look.html", form=form, hit=hit, name=name)
    tell("done.staff.disabled_later" if talks else "done.staff.disabled", name=name)
    return redirect(url_for("staff.page"), 303)


def _back(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("staff.edit", public_id=public_id), 303)


def _seen(form: Form) -> str:
    return form.typed.get("seen", NOBODY)


def _another(rows: Session, public_id: str) -> Staff:
    """Somebody else than the reader; nobody changes her meanwhile."""
    try:
        one = people.lock(rows, public_id)
    except UnknownStaff:
        abort(404)
    if one.id == the_visitor().id:
        abort(400)
    return one
