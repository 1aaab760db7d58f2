"""The dialogues drawn as trees, with the calls that are in each step at this moment."""

from collections.abc import Mapping
from hashlib import sha256

from flask import Blueprint, Response, abort
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.dialogues import DIALOGUES
from flows.engine.outline import outline
from flows.engine.script import Reader
from flows.engine.steps import Dial, Dialogue, Do, End, Step
from flows.prompts import texts
from ivr.services import whereabouts
from ivr.services.whereabouts import Whereabouts
from ivr.web.live import fresh
from ivr.web.site import site
from ivr.web.words import language

dialogue_pages = Blueprint("dialogue", __name__)


@dialogue_pages.get("/dialogue")
def page() -> ResponseReturnValue:
    """What citizens hear who call."""
    return _live(DIALOGUES["caller"])


@dialogue_pages.get("/dialogue/<name>/")
def one(name: str) -> ResponseReturnValue:
    if name not in DIALOGUES:
        abort(404)
    return _live(DIALOGUES[name])


def _live(dialogue: Dialogue) -> Response:
    with site().database.reading() as rows:
        found = whereabouts.at(rows, site().now())
    tag = sha256(repr((dialogue.name, language(), found)).encode()).hexdigest()[:16]
    return fresh(tag, lambda: _show(dialogue, found))


def _show(dialogue: Dialogue, found: Whereabouts) -> ResponseReturnValue:
    return render(
        "dialogue.html",
        dialogue=dialogue,
        dialogues=tuple(DIALOGUES),
        tree=outline(dialogue),
        calls=_steps(dialogue, found),
        everywhere={name: _calls_in(name, found) for name in DIALOGUES},
        read=lambda step: _words(dialogue, step),
    )


def _steps(dialogue: Dialogue, found: Whereabouts) -> Mapping[str, int]:
    """The calls of a dialogue by step; of one that has been renamed, by its present name."""
    counted: dict[str, int] = {}
    for (name, at), many in found.items():
        step = dialogue.find(at) if name == dialogue.name else None
        if step:
            counted[step.name] = counted.get(step.name, 0) + many
    return counted


def _calls_in(name: str, found: Whereabouts) -> int:
    return sum(many for (dialogue, _), many in found.items() if dialogue == name)


def _words(dialogue: Dialogue, step: Step) -> str:
    """What is said there, to the reader of the page; nothing where nothing is."""
    if isinstance(step, Do | Dial) or (isinstance(step, End) and step.silent):
        return ""
    return Reader(texts(), language()).read(dialogue.prompt(step.name))
