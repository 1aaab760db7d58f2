"""What is told of the service itself: how accessible it is, what it keeps, where to write to."""

from datetime import date
from typing import Final

from flask import Blueprint, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.prompts import written
from ivr.services import feedback, knocks, lines, retention
from ivr.services.feedback import ABOUT, LONGEST, LONGEST_ADDRESS, Message, Personal
from ivr.services.knocks import ASKING
from ivr.web.address import address
from ivr.web.forms import Form
from ivr.web.site import site
from ivr.web.words import language, word

about = Blueprint("about", __name__)

LOOKED_AT: Final = date(2026, 11, 24)
"""When the pages were last held against WCAG 2.1, as the statement has to say."""


@about.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """The accessibility statement. Source: Act 306/2019, section 9; decision (EU) 2018/1523."""
    return render("about/accessibility.html", looked_at=LOOKED_AT, numbers=_numbers())


@about.get("/privacy")
def privacy() -> ResponseReturnValue:
    """What is kept of whom, why and how long. Source: General Data Protection Regulation, 13."""
    kept = {
        "numbers": retention.NUMBERS_KEPT.days,
        "keys": round(retention.STATES_KEPT.total_seconds() / 3600),
        "feedback": feedback.WORDS_KEPT.days,
    }
    return render("about/privacy.html", kept=kept, numbers=_numbers())


@about.get("/feedback")
def write() -> ResponseReturnValue:
    return _form(Form({"about": request.args.get("about", ABOUT[0])}))


@about.post("/feedback")
def send() -> ResponseReturnValue:
    """Takes a message; what is wrong with it is said beside it, and nothing typed is lost."""
    form = Form.of(request.form, LONGEST)
    message = _read(form)
    if form.wrong:
        return _form(form, 400)
    now = site().now()
    with site().database.writing() as rows:
        if knocks.knock(rows, {knocks.door("feedback", address()): ASKING}, now):
            form.refuse("words", "feedback.too_often")
        else:
            feedback.take(rows, message, now)
    return _form(form, 429) if form.wrong else redirect(url_for("about.sent"), 303)


@about.get("/feedback/sent")
def sent() -> ResponseReturnValue:
    return render("about/sent.html", days=feedback.TO_ANSWER.days)


def _read(form: Form) -> Message:
    message = Message(
        about=form.one_of("about", ABOUT) or "other",
        language=language(),
        words=form.paragraphs("words", LONGEST),
        answer_to=form.typed.get("answer_to", "")[:LONGEST_ADDRESS],
    )
    try:
        feedback.look(message)
    except Personal:
        form.refuse("words", "feedback.personal")
    return message


def _form(form: Form, status: int = 200) -> ResponseReturnValue:
    options = {one: word(f"feedback.about.{one}") for one in ABOUT}
    return render("about/feedback.html", form=form, options=options, longest=LONGEST), status


def _numbers() -> list[str]:
    with site().database.reading() as rows:
        return [written.number(line.number) for line in lines.every(rows)]
