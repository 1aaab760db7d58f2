"""An announcement is heard on its line for its time, in the caller's language, and by itself no
longer."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.engine.turn import Outcome
from flows.rules.languages import Language
from ivr.db import Database
from ivr.models import Announcement, Event, Line
from ivr.services import announcements
from ivr.services.announcements import New, Overlapping
from ivr.services.context import Context
from ivr.services.policy import Policy
from tests import make
from tests.conftest import only_sqlite
from tests.make import KEYER, NOW, span

WORDS: Mapping[Language, str] = {"fi": "Jono on pitkä.", "sv": "Kön är lång."}
AN_HOUR = timedelta(hours=1)


def announce(session: Session, line: Line, after: str = "0 h", lasts: str = "1 h") -> Announcement:
    start = NOW + span(after)
    new = New(WORDS, start, start + span(lasts))
    return announcements.put_in(session, line, new, "supervisor:1", NOW)


def told(session: Session, line: Line, language: Language = "fi", **call: Any) -> Outcome:
    a_call = make.a_call(session, line, **call)
    return announcements.tell(Context(session, a_call, line, Policy(), language, 1, KEYER, NOW), {})


def written(session: Session) -> list[tuple[str | None, str, str, str]]:
    events = session.scalars(select(Event).where(Event.subject == "line").order_by(Event.id))
    return [(one.from_state, one.to_state, one.cause, one.actor) for one in events]


def test_it_is_heard_from_its_beginning_up_to_its_end_and_on_its_line_alone(
    database: Database,
) -> None:
    with database.writing() as session:
        line, other = make.an_open_line(session), make.a_line(session, "authority")
        announce(session, line, after="1 h")

        second = timedelta(seconds=1)
        heard = [
            announcements.current(session, line, NOW + after)
            for after in (AN_HOUR - second, AN_HOUR, 2 * AN_HOUR - second, 2 * AN_HOUR)
        ]
        assert heard == [None, WORDS, WORDS, None]
        assert announcements.current(session, other, NOW + AN_HOUR) is None
        assert written(session) == [(None, "announced", "announcement", "supervisor:1")]


def test_a_line_has_one_at_a_time(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        announce(session, line, after="1 h")

        for after, lasts in (("0 h", "61 min"), ("90 min", "5 min"), ("119 min", "9 h")):
            with pytest.raises(Overlapping):
                announce(session, line, after, lasts)
        announce(session, line, after="0 h")
        announce(session, line, after="2 h")

        starts = [one.starts_at - NOW for one in announcements.ahead(session, line, NOW)]
        assert starts == [0 * AN_HOUR, AN_HOUR, 2 * AN_HOUR]


@pytest.mark.parametrize("after", ["0 h", "2 h"])
def test_it_is_ended_at_once_or_taken_back_and_leaves_room(database: Database, after: str) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        row = announce(session, line, after, lasts="3 h")

        soon = NOW + span("1 min")
        assert announcements.end(session, line, row.id, "supervisor:2", soon)
        assert not announcements.end(session, line, row.id, "supervisor:2", soon)

        assert announcements.current(session, line, soon) is None
        assert announcements.current(session, line, NOW + span("3 h")) is None
        assert written(session)[1:] == [("announced", "ended", "announcement", "supervisor:2")]
        announce(session, line, after="1 min")


def test_that_of_another_line_is_not_ended(database: Database) -> None:
    with database.writing() as session:
        line, other = make.an_open_line(session), make.a_line(session, "authority")
        row = announce(session, line)

        assert not announcements.end(session, other, row.id, "supervisor:1", NOW)
        assert announcements.current(session, line, NOW) == WORDS


def test_a_caller_hears_it_in_her_language_or_not_at_all(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        assert told(session, line) == Outcome("none")
        announce(session, line)

        assert told(session, line) == Outcome("some", {"announcement": "Jono on pitkä."})
        assert told(session, line, "sv") == Outcome("some", {"announcement": "Kön är lång."})
        assert told(session, line, "en") == Outcome("none")


@only_sqlite
@pytest.mark.parametrize(("state", "heard"), [("ready", "some"), ("dialling", "none")])
def test_whom_we_are_calling_at_this_moment_is_not_kept_from_hanging_up(
    database: Database, state: str, heard: str
) -> None:
    with database.writing() as session:
        line, contact = make.an_open_line(session), make.a_contact(session)
        announce(session, line)
        make.a_callback(session, line, state=state, contact=contact)

        assert told(session, line, contact_id=contact.id, shown="callable").name == heard


@pytest.mark.parametrize(
    ("words", "sign"),
    [("Jono on pitkä.", ""), ("Avaamme klo 9", "9"), ("<Dial>", "<"), ("{x}", "{")],
)
def test_signs_that_no_voice_reads_out_are_found(words: str, sign: str) -> None:
    assert announcements.unspeakable(words) == sign


def test_twelve_seconds_are_as_long_as_it_may_take() -> None:
    letters: Mapping[Language, int] = {"fi": 139, "sv": 142, "en": 152}

    for language, most in letters.items():
        assert not announcements.takes_too_long("a" * most, language)
        assert announcements.takes_too_long("a" * (most + 1), language)


@pytest.mark.parametrize(
    "sign", ["\x00", "\x02", "\x1b", "\x7f", "\x85", "\ufffe", "\ufdd0", "\ue000"]
)
def test_what_can_t_be_written_into_an_answer_to_the_network_is_not_announced(sign: str) -> None:
    assert announcements.unspeakable(f"Jono on{sign} pitkä.") == sign


def test_words_of_all_kinds_of_letters_are_announced() -> None:
    assert announcements.unspeakable('Jono on pitkä – tänään & huomenna; "käy" verkossa!') == ""
