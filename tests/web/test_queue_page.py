"""The queue's page: what supervisors see, that it is always of now, and what they may do."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Callback, Event, Line, Promise, Staff
from ivr.services import events, raising
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.make import NOW, span
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def saara(app: Flask) -> Visitor:
    return logged_in(app, "saara")


def line(session: Session) -> Line:
    return session.query(Line).one()


def ask(database: Database, **values: object) -> str:
    """A callback that waits; its public id."""
    with database.writing() as session:
        return make.a_callback(session, line(session), **values).public_id  # type: ignore[arg-type]


def promise(database: Database, public_id: str, until: datetime, form: str = "window") -> None:
    with database.writing() as session:
        row = session.query(Callback).filter_by(public_id=public_id).one()
        session.add(
            Promise(
                callback_id=row.id,
                from_at=until - span("2 h"),
                to_at=until,
                local_date=until.date(),
                form=form,
                words="…",
                language="fi",
                channel="spoken",
                told_at=row.arrived_at,
            )
        )


# --- what is seen ---


def test_a_row_tells_state_line_language_promise_tries_and_why(
    database: Database, saara: Visitor
) -> None:
    row = ask(database, waiting="35 min", language="sv", counted=2)
    promise(database, row, NOW + span("40 min"))

    page = saara.get("/queue").text

    for told in (
        "vuorossa",
        "yleinen linja, ruotsi",
        "8.40–10.40",
        "aikaa 40 min",
        "klo 9.25",
        "35 min sitten",
        "Pyydetty klo 9.25, vuoro pyyntöajan mukaan",
    ):
        assert told in page


@pytest.mark.parametrize(
    ("until", "form", "told", "lateness"),
    [
        ("-12 min", "window", "7.48–9.48", "12 min myöhässä"),
        ("-125 min", "window", "5.55–7.55", "2 h 5 min myöhässä"),
        ("0 s", "window", "8.00–10.00", "aikaa 0 min"),
        ("25 min", "half_hour", "viimeistään 10.25", "aikaa 25 min"),
        ("24 h", "window", "ke 25.11. 8.00–10.00", "aikaa 1 pv"),
    ],
)
def test_a_promise_is_told_with_how_much_of_it_is_left(
    database: Database, saara: Visitor, until: str, form: str, told: str, lateness: str
) -> None:
    ask_id = ask(database)
    promise(database, ask_id, NOW + span(until), form)

    page = saara.get("/queue").text

    assert told in page
    assert lateness in page


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"waiting": "1 h"}, "Pyydetty klo 9.00, vuoro pyyntöajan mukaan"),
        ({"kind": "phone_time"}, "Puhelinaika klo 9.00, siksi ensimmäisten joukossa"),
        ({"kind": "cut_off"}, "Puhelu katkesi, siksi ensimmäisten joukossa"),
        (
            {"state": "waiting", "not_before": NOW + span("20 min")},
            "Soitetaan aikaisintaan klo 10.20",
        ),
    ],
)
def test_why_a_callback_is_where_it_is_stands_in_words(
    database: Database, saara: Visitor, values: dict[str, object], why: str
) -> None:
    ask(database, **values)

    assert why in saara.get("/queue").text


@pytest.mark.parametrize("name", ["saara", "arvo"])
def test_no_number_is_ever_shown_whole(app: Flask, database: Database, name: str) -> None:
    row = ask(database, number="+358401234567")
    with database.writing() as session:
        subject = ("callback", session.query(Callback).one().id)
        events.record(session, subject, None, "ready", "asked", "citizen", NOW)
    reader = logged_in(app, name)

    for path in ("/queue", "/queue.json", f"/callback/{row}/"):
        text = reader.get(path).text
        assert "67" in text
        for number in ("+358401234567", "040 123 4567", "0401234567", "1234"):
            assert number not in text


def test_the_summary_counts_open_late_and_undecided(database: Database, saara: Visitor) -> None:
    for minutes in (-2, -1, 1):
        promise(database, ask(database), NOW + span(f"{minutes} min"))
    ask(database, state="needs_human")
    ask(database, state="done")

    assert "Avoinna 4, myöhässä 2, odottaa päätöstä 1" in saara.get("/queue").text


def test_what_was_raised_says_why(database: Database, saara: Visitor) -> None:
    ask(database)
    with database.writing() as session:
        raising.raise_up(session, session.query(Callback).one(), "no_agent", NOW)

    assert "kukaan ei palvele tätä" in saara.get("/queue").text


def test_agents_stand_with_their_state_its_reason_and_its_length(
    database: Database, saara: Visitor
) -> None:
    with database.writing() as session:
        aino = session.query(Staff).filter_by(name="aino").one()
        aino.state, aino.state_reason = "paused", "lunch"

    assert "tauolla: lounas, 30 min" in saara.get("/queue").text


def test_the_journal_names_people_and_hides_numbers(database: Database, saara: Visitor) -> None:
    ask(database, number="+358401234567")
    with database.writing() as session:
        row, aino = session.query(Callback).one(), session.query(Staff).filter_by(name="aino").one()
        subject = ("callback", row.id)
        events.record(session, subject, "talking", "done", "outcome:done", f"agent:{aino.id}", NOW)

    page = saara.get("/queue").text

    assert "puhelussa → hoidettu (tulos: hoidettu) – aino" in page
    assert "+358 40 ••• ••67" in page


@pytest.mark.parametrize("name", ["saara", "arvo"])
def test_an_empty_queue_says_so(app: Flask, name: str) -> None:
    assert "Avoimia soittopyyntöjä ei ole." in logged_in(app, name).get("/queue").text


def test_what_people_are_called_can_t_become_part_of_the_page(
    database: Database, saara: Visitor
) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x>"
    with database.writing() as session:
        make.an_agent(session, evil)
        line(session).names = dict.fromkeys(("fi", "sv", "en"), evil)
    row = ask(database)

    for path in ("/queue", f"/callback/{row}/", "/"):
        page = saara.get(path).text
        assert "alert(1)" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


# --- always of now ---


def add(session: Session) -> None:
    make.a_callback(session, line(session))
    events.record(session, ("callback", 1), None, "waiting", "asked", "citizen", NOW)


def test_nothing_new_is_told_in_three_digits(saara: Visitor) -> None:
    first = saara.get("/queue")

    again = saara.get("/queue", If_None_Match=first.headers["ETag"])

    assert again.status_code == 304
    assert again.text == ""
    assert again.headers["ETag"] == first.headers["ETag"]


def test_the_page_and_its_list_for_programs_have_one_tag(saara: Visitor) -> None:
    assert saara.get("/queue").headers["ETag"] == saara.get("/queue.json").headers["ETag"]


def _an_event(database: Database, clock: Settable, saara: Visitor) -> None:
    with database.writing() as session:
        add(session)


def _a_minute(database: Database, clock: Settable, saara: Visitor) -> None:
    clock.advance(minutes=1)


def _a_language(database: Database, clock: Settable, saara: Visitor) -> None:
    saara.post("/language", language="sv", back="/queue")


@pytest.mark.parametrize("change", [_an_event, _a_minute, _a_language])
@pytest.mark.parametrize("path", ["/queue", "/queue.json"])
def test_what_has_changed_is_shown(
    database: Database,
    clock: Settable,
    saara: Visitor,
    path: str,
    change: Callable[[Database, Settable, Visitor], None],
) -> None:
    tag = saara.get(path).headers["ETag"]

    change(database, clock, saara)

    assert saara.get(path, If_None_Match=tag).status_code == 200


# --- page by page ---


def test_a_long_queue_comes_in_pages_of_fifty(database: Database, saara: Visitor) -> None:
    ids = [ask(database, waiting=f"{500 - n} min") for n in range(120)]

    seen, path = [], "/queue.json"
    while path:
        answer = saara.get(path)
        seen.append([row["id"] for row in answer.json])  # type: ignore[index,union-attr]
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")

    assert [len(page) for page in seen] == [50, 50, 20]
    assert [one for page in seen for one in page] == ids


def test_more_leads_to_the_next_rows_and_back(database: Database, saara: Visitor) -> None:
    ids = [ask(database, waiting=f"{500 - n} min") for n in range(51)]

    first = saara.get("/queue").text
    second = saara.get(f"/queue/after/{ids[49]}/").text

    assert f'href="/queue/after/{ids[49]}/"' in first
    assert f"row-{ids[50]}" not in first
    assert f"row-{ids[50]}" in second
    assert f"row-{ids[49]}" not in second
    assert "Näytä seuraavat" not in second
    assert saara.get("/queue/after/nothing/").status_code == 404


# --- orders ---


@pytest.mark.parametrize("which", ["takes_requests", "dials"])
def test_a_supervisor_turns_a_line_s_switches(
    database: Database, saara: Visitor, which: str
) -> None:
    for where in ("off", "on"):
        answer = saara.post("/queue/lines/general/", turn=f"{which}:{where}")
        assert answer.location == "/queue"
        with database.reading() as session:
            assert getattr(line(session), which) is (where == "on")
    with database.reading() as session:
        last = session.query(Event).order_by(Event.id.desc()).first()
        assert last
        assert (last.subject, last.cause, last.to_state) == ("line", which, "on")
        assert last.actor.startswith("supervisor:")


@pytest.mark.parametrize("turn", ["", "dials", "dials:maybe", "number:off", "dials:off:on"])
def test_there_are_no_other_switches(database: Database, saara: Visitor, turn: str) -> None:
    assert saara.post("/queue/lines/general/", turn=turn).status_code == 400
    with database.reading() as session:
        assert line(session).dials


def test_a_supervisor_sets_what_an_agent_does(database: Database, saara: Visitor) -> None:
    with database.reading() as session:
        aino = session.query(Staff).filter_by(name="aino").one().public_id

    told = saara.post(f"/queue/agents/{aino}/", wanted="ready")

    assert told.location == "/queue"
    assert "aino: vapaana." in saara.get("/queue").text
    assert saara.post(f"/queue/agents/{aino}/", wanted="talking").status_code == 400
    assert saara.post("/queue/agents/nobody/", wanted="ready").status_code == 404


@pytest.mark.parametrize("change", [{"active": False}, {"role": "auditor"}])
def test_who_is_no_agent_any_more_is_set_to_nothing(
    database: Database, saara: Visitor, change: dict[str, object]
) -> None:
    with database.writing() as session:
        gone = make.an_agent(session, "gone", ready=False, **change)

    assert saara.post(f"/queue/agents/{gone.public_id}/", wanted="ready").status_code == 404

    with database.reading() as session:
        assert session.get_one(Staff, gone.id).state == "off"


def test_an_agent_in_a_call_finishes_it_first(database: Database, saara: Visitor) -> None:
    with database.writing() as session:
        aino = session.query(Staff).filter_by(name="aino").one()
        aino.state, public_id = "talking", aino.public_id

    saara.post(f"/queue/agents/{public_id}/", wanted="off")

    page = saara.get("/queue").text
    assert "aino hoitaa puhelun ensin loppuun." in page
    assert "puhelussa, 30 min, tauko puhelun jälkeen" in page


def test_an_auditor_is_given_nothing_to_press(app: Flask, database: Database) -> None:
    row = ask(database, state="needs_human")
    arvo = logged_in(app, "arvo")

    for path in ("/queue", f"/callback/{row}/"):
        page = arvo.get(path).text
        assert "formaction" not in page
        assert "Palauta jonoon" not in page
