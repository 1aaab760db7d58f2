"""What a citizen has with us: found by her proven number, or by the eight digits she was told."""

from flask import Blueprint, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.prompts import written
from flows.rules.numbers import masked
from ivr.models import Booking, Callback, Contact
from ivr.services import booking_lists, lines, own_things
from ivr.web.address import address
from ivr.web.browsers import open_up, who
from ivr.web.forms import Form
from ivr.web.proving import require_proof
from ivr.web.site import site
from ivr.web.words import language

own = Blueprint("own", __name__)


@own.get("/own")
def page() -> ResponseReturnValue:
    """Her bookings and callbacks, as far as this browser may see them."""
    return _page(Form({}))


@own.get("/own/number")
def number() -> ResponseReturnValue:
    """Her number is proven, and then she sees what belongs to it."""
    return require_proof("own.page") or redirect(url_for("own.page"), 303)


@own.post("/own")
def open_one() -> ResponseReturnValue:
    """Opens what the eight digits (`reference`) were told for."""
    form, whose, now = Form.of(request.form), who(), site().now()
    digits = "".join(form.text("reference", 30).split())
    if form.wrong:
        return _page(form, 400)
    with site().database.writing() as rows:
        found = own_things.open_by_reference(
            rows, site().exchange.keyer, digits, whose.contact_id, address(), now
        )
        where = found if isinstance(found, str) else _address(found)
        public_id = "" if isinstance(found, str) else found.public_id
    if not public_id:
        form.refuse("reference", f"own.{where}")
        return _page(form, 400)
    open_up(public_id)
    return redirect(where, 303)


def _address(found: Booking | Callback) -> str:
    page = "own_bookings.page" if isinstance(found, Booking) else "own_requests.page"
    return url_for(page, public_id=found.public_id)


def _page(form: Form, status: int = 200) -> ResponseReturnValue:
    whose, now, spoken = who(), site().now(), language()
    with site().database.reading() as rows:
        contact = rows.get(Contact, whose.contact_id) if whose.contact_id else None
        asked = own_things.asked(rows, whose)
        page = render(
            "own/page.html",
            form=form,
            number=masked(contact.number or "") if contact else "",
            booked=[booking_lists.row(one) for one in own_things.booked(rows, whose, now)],
            asked=[(one, own_things.outlook(rows, one, spoken, now)) for one in asked],
            cli=written.number(lines.default(rows).number),
        )
    return page, status
