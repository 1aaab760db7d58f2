"""What a citizen can ask for on our pages: a call as soon as it is her turn, or a time."""

from flask import Blueprint
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.web.proving import require_proof

book = Blueprint("book", __name__)


@book.get("/book")
def page() -> ResponseReturnValue:
    """A callback, a phone time or a visit?"""
    return render("book/choice.html")


@book.get("/book/callback")
def callback() -> ResponseReturnValue:
    """Whether, how and in which language she is to be called."""
    return require_proof("book.callback") or render("book/choice.html")
