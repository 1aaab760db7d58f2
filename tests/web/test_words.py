"""The pages' words: complete in three languages, none missing where one is asked for, none idle."""

import re
from collections.abc import Iterable
from itertools import chain
from typing import get_args

import pytest
from flask import Flask

from flows.prompts.catalogue import placeholders_of
from flows.rules.languages import LANGUAGES
from flows.rules.putting_off import PARTS
from flows.rules.states import CallbackState
from ivr.services.agents import PAUSES
from ivr.services.closing_off import CANCELLED, SERVED
from ivr.services.desk import NextAs
from ivr.services.exporting import KINDS as EXPORTED
from ivr.services.exporting import WHYS as EXPORT_WHYS
from ivr.services.exporting import columns
from ivr.services.lines import Switch
from ivr.services.outcomes import OUTCOMES
from ivr.services.own_state import Code
from ivr.services.putting_off import WHYS as PUT_OFF
from ivr.services.raising import Cause
from ivr.services.resolutions import RESOLUTIONS
from ivr.services.revealing import WHYS
from ivr.services.staff import ROLES
from ivr.web.acts import TURNS
from ivr.web.words import TEXTS, load
from tests.conftest import only_sqlite
from tests.shape.sources import ROOT

SOURCES = [*(ROOT / "ivr/templates").rglob("*.html"), *(ROOT / "ivr/web").glob("*.py")]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
SERVICES = "\n".join(path.read_text() for path in (ROOT / "ivr/services").glob("*.py"))

WHOLE = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)+)["']""", CODE))
BEGUN = set(re.findall(r"""["']([a-z_]+\.(?:[a-z_]+\.)*)(?:["']|\{)""", CODE))
FIGURES = set(re.findall(r'row\.\w+\("(\w+)",', CODE))
FILES = re.compile(r".+\.(html|css|js|svg|po)")


def each(prefix: str, names: Iterable[str], *suffixes: str) -> set[str]:
    return {f"{prefix}.{name}{suffix}" for name in names for suffix in suffixes or ("",)}


FAMILIES = {
    "roles": each("role", ROLES),
    "states of callbacks": each("callback", CallbackState),
    "reasons for raising": each("raised", get_args(Cause)),
    "pauses": each("pause", (*PAUSES, "missed", "number")),
    "outcomes": each("outcome", OUTCOMES, "", ".what"),
    "outcomes filed": each("desk.filed", OUTCOMES),
    "decisions": each("decision", RESOLUTIONS, "", ".what"),
    "questions": each("decision.sure", RESOLUTIONS),
    "questions about many": each("many.sure", RESOLUTIONS),
    "decisions made": each("done", RESOLUTIONS),
    "switches": each("switch", get_args(Switch), ".on", ".off"),
    "turns": each("turn", get_args(Switch), ".on", ".off"),
    "lists taken out": each("event", EXPORTED)
    | {f"export.column.{name}" for kind in EXPORTED for name in columns(kind)},
    "reasons for taking lists out": each("export.why", EXPORT_WHYS)
    | each("cause.exported", EXPORT_WHYS),
    "figures of the day": each("day", FIGURES, "", ".meaning")
    | each("day.promise", ("kept", "late", "broken", "open"), "", ".meaning"),
    "acts on a callback": each("turn", TURNS, "", ".what"),
    "acts on a callback done": each("done.turn", TURNS),
    "questions about acts on many": each("many.sure", TURNS),
    "causes of closing": each("cause.cancelled", CANCELLED) | each("cause.served", SERVED),
    "reasons for closing": each("closing_off.why", CANCELLED) | each("closing_off.how", SERVED),
    "reasons for putting off": each("move.why", (*PUT_OFF, "none")) | each("move.part", PARTS),
    "causes of putting off": each("cause.put_off", PUT_OFF),
    "how pressing it is": each("urgency", ("due", "late", "broken")),
    "turns made": each("done", get_args(Switch), ".on", ".off"),
    "states of agents at rest": each("desk.state", ("off", "paused", "ready")),
    "causes of filing": each("cause.outcome", OUTCOMES),
    "causes of raising": each("cause.raised", get_args(Cause)),
    "causes written out": each("cause", re.findall(r'\bcause="([a-z_]+)"', SERVICES)),
    "causes of showing a number": each("cause.revealed", WHYS),
    "reasons for showing a number": each("number.why", WHYS),
    "whose a callback is first": each("cause", ("assigned", "anyones")),
    "why she is in her state": each("desk.why", get_args(Code)),
    "why an offer is hers": each("desk.next_as", get_args(NextAs)),
    "causes of pauses": each("cause", PAUSES),
    "subjects": each("event", re.findall(r'events\.record\(\s*session, \("(\w+)"', SERVICES)),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_whatever_can_happen_has_its_words(family: str) -> None:
    assert len(FAMILIES[family]) > 1
    assert FAMILIES[family] - TEXTS["fi"].keys() == set()


@only_sqlite
def test_whatever_a_page_asks_for_is_there(app: Flask) -> None:
    asked = {text for text in WHOLE if text.partition(".")[0] in _groups()}

    pages = {rule.endpoint for rule in app.url_map.iter_rules()}
    missing = asked - TEXTS["fi"].keys() - pages
    assert len(asked) > 100
    assert {text for text in missing if not FILES.fullmatch(text)} == set()


def test_no_words_lie_idle() -> None:
    idle = {
        text
        for text in TEXTS["fi"]
        if text not in WHOLE and not any(text.startswith(begun) for begun in BEGUN)
    }

    assert idle == set()


def test_the_languages_are_complete_and_equal() -> None:
    texts = load()

    for language in LANGUAGES:
        assert texts[language].keys() == texts["fi"].keys()
        for text, words in texts[language].items():
            assert placeholders_of(words) == placeholders_of(texts["fi"][text]), text


def test_the_languages_differ_where_they_should() -> None:
    """A text copied and forgotten; names and words that happen to be the same are few."""
    same = {
        text
        for text, words in TEXTS["fi"].items()
        if len(words) > 12 and words in (TEXTS["sv"][text], TEXTS["en"][text])
    }

    assert same <= {"done.agent", "hours.open"}


def test_words_are_plain_text() -> None:
    every = chain.from_iterable(texts.values() for texts in TEXTS.values())

    assert [words for words in every if re.search(r"[<>&]|&#|  ", words)] == []


def _groups() -> set[str]:
    return {text.partition(".")[0] for text in TEXTS["fi"]}
