"""Taking lists out as files for a spreadsheet: of which days and why is asked, and written down."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from flask import Blueprint, Response, request
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.languages import Language
from flows.rules.window import HELSINKI, local_date
from ivr.services import exporting
from ivr.services.exporting import KINDS, LONGEST, WHYS, Order, Value
from ivr.web.access import the_visitor
from ivr.web.forms import Form
from ivr.web.site import site
from ivr.web.words import language, worded

export = Blueprint("export", __name__)

BOM: Final = "\ufeff"
"""Without it Excel takes the letters of UTF-8 for others."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@export.get("/export")
def page() -> ResponseReturnValue:
    today = local_date(site().now()).isoformat()
    return _form(Form({"first": today, "last": today}))


@export.post("/export")
def take() -> ResponseReturnValue:
    """The file, once it is written down who takes it."""
    form = Form.of(request.form)
    order = _read(form)
    why = form.one_of("why", WHYS)
    if form.wrong or order is None or why is None:
        return _form(form), 422
    who, now = the_visitor(), site().now()
    with site().database.writing() as rows:
        exporting.begin(rows, order, why, (who.id, who.actor), now)
    found = exporting.rows(site().database.reading, order)
    file = f"{order.kind}-{order.first}-{order.last}.csv"
    return Response(
        _encoded(_lines(order, found, language())),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


def _form(form: Form) -> str:
    return render("export.html", form=form, kinds=KINDS, whys=WHYS)


def _read(form: Form) -> Order | None:
    kind, first, last = form.one_of("kind", KINDS), form.day("first"), form.day("last")
    if kind is None or first is None or last is None:
        return None
    try:
        return Order(kind, first, last)
    except exporting.TooLong:
        form.refuse("last", "export.too_long", days=LONGEST.days)
        return None


def _lines(
    order: Order, rows: Iterable[Sequence[Value]], reader: Language
) -> Iterator[Sequence[str]]:
    names = exporting.columns(order.kind)
    yield [worded(reader, f"export.column.{name}") for name in names]
    for row in rows:
        yield [_said(value) for value in row]


def _said(value: Value) -> str:
    """Moments as a spreadsheet in Helsinki reads them; nothing as nothing."""
    if isinstance(value, datetime):
        return value.astimezone(HELSINKI).strftime("%Y-%m-%d %H:%M:%S")
    return "" if value is None else str(value)


def _encoded(lines: Iterable[Sequence[str]]) -> Iterator[bytes]:
    yield BOM.encode()
    for line in lines:
        yield (";".join(cell(value) for value in line) + "\r\n").encode()


def cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what could be one.

    It makes a masked number (`+358 …`) a text as well. Source: OWASP, "CSV Injection".
    """
    safe = f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
    if any(sign in safe for sign in ';"\r\n'):
        return '"' + safe.replace('"', '""') + '"'
    return safe
