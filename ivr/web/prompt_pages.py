"""The sentences: everything that is spoken and sent, to be read, found and listened to."""

from flask import Blueprint, request
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.languages import LANGUAGES, Language
from ivr.services import phrasebook
from ivr.services.phrasebook import PLACES
from ivr.web.forms import Form
from ivr.web.site import site
from ivr.web.words import language, word

prompt_pages = Blueprint("prompts", __name__)

TAGS: dict[Language, str] = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
"""By which a browser finds a voice."""


@prompt_pages.get("/prompts")
def page() -> ResponseReturnValue:
    """One dialogue at a time, in one language, first the reader's own."""
    form = Form.of({"place": PLACES[0], "spoken": language(), **request.args})
    place = form.one_of("place", PLACES) or PLACES[0]
    spoken = form.one_of("spoken", LANGUAGES) or language()
    sought = form.typed.get("sought", "")
    known = phrasebook.sentences(place, spoken, site().samples(), site().names()[spoken])
    page = render(
        "prompts.html",
        form=form,
        sentences=[one for one in known if one.matches(sought)],
        recordings=site().recordings,
        tag=TAGS[spoken],
        places={one: word(f"prompts.place.{one}") for one in PLACES},
        labels={name: word(f"prompts.{name}") for name in ("place", "spoken", "sought")},
    )
    return page, 400 if form.wrong else 200
