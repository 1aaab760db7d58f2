"""When the database fails: what callers hear, and that it is true."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ivr.app import create_app
from ivr.db import Database, Session, make_engine
from ivr.db.engines import WEB
from ivr.db.patience import PING
from ivr.models import Line
from ivr.services.moves import Moved
from ivr.settings import Settings
from ivr.simnet.twiml import read
from ivr.web.trouble import MOMENTS, Moment, answered
from tests import make
from tests.ailments import ALL, SHORT, SWIFT, full, locked, read_only
from tests.clocks import Settable
from tests.conftest import only_postgresql, only_sqlite
from tests.postgres import Server
from tests.services.scene import Scene
from tests.web.ailing import Ailing, ailing
from tests.web.conftest import ORIGIN, Network, Rows

REPORTS = {"voice.offer_status", "voice.leg_status", "voice.status"}
"""What the network tells without waiting for words."""

WAIT = ("Pieni hetki.", "Ett ögonblick.", "One moment, please.")
UNSURE = (
    "Emme voi vahvistaa viimeistä valintaasi.",
    "Vi kan inte bekräfta ditt senaste val.",
    "We cannot confirm your last choice.",
)
NOTHING_SAVED = (
    "Uutta soittopyyntöä ei tallennettu.",
    "Ingen ny begäran har registrerats.",
    "No new request was saved.",
)
AGENTS_SORRY = "Soitto ei katoa jonosta."

ill = pytest.fixture(ailing, params=ALL, name="ill")


def voice_routes(app: Flask) -> Iterator[tuple[str, str]]:
    """Endpoint and path of every route of the telephone."""
    values = {"turn": 2, "waited": 1, "token": "nobody"}
    address = app.url_map.bind("ours")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("voice."):
            named = {name: values[name] for name in rule.arguments}
            yield rule.endpoint, address.build(rule.endpoint, named)


def tell(network: Network, path: str) -> TestResponse:
    return network.post(path, CallStatus="completed", SequenceNumber="0")


def is_sound(answer: TestResponse) -> bool:
    """Whether a telephone network can do what it is told, in full."""
    document = read(answer.data, answer.content_type, ORIGIN + answer.request.path)
    return answer.status_code == 200 and not document.problems and bool(document.verbs)


def says(answer: TestResponse, words: tuple[str, ...]) -> bool:
    return all(sentence in answer.text for sentence in words)


def waits(network: Network, answer: TestResponse, **fields: str) -> TestResponse:
    """The caller waits as she is asked to, and the network asks again."""
    [where] = re.findall(rf"<Redirect method=\"POST\">{ORIGIN}([^<]+)<", answer.text)
    network.clock.advance(seconds=8)
    return network.post(where, **fields)


# --- whatever ails the database, every route has an answer in time ---


@pytest.mark.parametrize("ill", SWIFT, indirect=True)
def test_every_route_answers_while_the_database_is_ill_and_afterwards(ill: Ailing) -> None:
    routes = list(voice_routes(ill.network.app))
    assert len(routes) >= 8

    with ill.ails():
        during = {endpoint: tell(ill.network, path) for endpoint, path in routes}
    after = {endpoint: tell(ill.network, path) for endpoint, path in routes}

    for endpoint, answer in during.items():
        if endpoint in REPORTS:
            assert (answer.status_code, after[endpoint].status_code) == (503, 204)
        else:
            assert is_sound(answer), answer.text
            assert says(answer, WAIT) or AGENTS_SORRY in answer.text or "<Hangup" in answer.text
            assert after[endpoint].status_code == 200
            assert not says(after[endpoint], WAIT)


@pytest.mark.parametrize("wait", ["busy", "lost", "moved first"])
def test_no_wait_is_longer_than_the_network_is_to_wait_for_us(wait: str) -> None:
    connecting = 2.0  # the least that libpq takes
    longest = {
        "busy": WEB.pool + max(WEB.lock, WEB.whole),
        "lost": PING + connecting,
        "moved first": 1.0 + max(WEB.lock, WEB.whole),
    }

    assert longest[wait] < 4


def test_a_webhook_does_not_wait_for_a_lock_until_it_is_free(
    database: Database, database_url: str, settings: Settings, clock: Settable
) -> None:
    with database.writing() as session:
        make.an_open_line(session)
    waiting = Database(make_engine(database_url))
    network = Network(create_app(settings, database=waiting, clock=clock), clock)

    with locked(database_url):  # for as long as it takes
        assert says(network.calls_in(), WAIT)

    waiting.close()


@only_sqlite
def test_a_full_disk_takes_no_call_until_there_is_room(
    app: Flask, network: Network, database: Database
) -> None:
    def call() -> TestResponse:
        network.sid = f"CA{len(heard):032x}"
        heard.append(network.calls_in())
        return heard[-1]

    heard: list[TestResponse] = []
    with full(database):
        while not says(call(), WAIT):
            assert len(heard) < 1000
        assert is_sound(heard[-1])

    assert "<Gather" in waits(network, heard[-1]).text


@only_sqlite
def test_a_file_that_may_only_be_read_takes_no_call(
    app: Flask, network: Network, database_url: str, settings: Settings
) -> None:
    protected = Database(make_engine(f"{database_url}?mode=ro", SHORT))
    network.app = create_app(settings, database=protected, clock=network.clock)

    assert says(network.calls_in(), WAIT)

    protected.close()


@only_postgresql
def test_a_standby_takes_no_call_until_it_leads(
    network: Network, database: Database, postgresql: Server
) -> None:
    with read_only(postgresql, database):
        held = network.calls_in()
        assert says(held, WAIT)

    assert "<Gather" in waits(network, held).text


# --- what is said is true ---


@pytest.mark.parametrize("ill", SWIFT, indirect=True)
def test_who_has_pressed_no_key_hears_that_nothing_was_saved(ill: Ailing) -> None:
    with ill.ails():
        answer = ill.network.calls_in()
        for _ in range(MOMENTS):
            assert says(answer, WAIT)
            answer = waits(ill.network, answer)

    assert says(answer, NOTHING_SAVED)
    assert is_sound(answer)


def test_who_has_pressed_a_key_hears_no_claim(ill: Ailing) -> None:
    ill.network.calls_in()
    ill.network.presses("1", "1")
    with ill.ails():
        answer = ill.network.presses("1", first=4)
        for _ in range(MOMENTS):
            assert says(answer, WAIT)
            answer = waits(ill.network, answer)

    assert says(answer, UNSURE)
    assert is_sound(answer)
    assert not any(sentence in answer.text for sentence in NOTHING_SAVED)


@pytest.mark.parametrize("ill", SWIFT, indirect=True)
def test_the_fallback_claims_nothing_either(ill: Ailing) -> None:
    with ill.ails():
        answer = ill.network.post("/voice/fallback", ErrorCode="11200")
        for _ in range(MOMENTS):
            answer = waits(ill.network, answer)

    assert says(answer, UNSURE)


def test_an_agent_hears_that_the_call_is_not_lost(ill: Ailing) -> None:
    with ill.ails():
        answer = ill.network.post("/voice/offer/nobody/", Direction="outbound-api")
        for _ in range(MOMENTS):
            assert says(answer, WAIT)
            answer = waits(ill.network, answer, Direction="outbound-api")

    assert AGENTS_SORRY in answer.text
    assert is_sound(answer)


# --- and when it is well again ---


def test_a_call_begins_when_the_database_is_back(ill: Ailing) -> None:
    with ill.ails():
        answer = ill.network.calls_in()

    answer = waits(ill.network, answer)
    assert "<Gather" in answer.text
    assert "Soittopyyntösi on tallessa" in ill.network.presses("1", "1", "1").text


def test_a_step_is_read_again_when_the_database_is_back(ill: Ailing) -> None:
    ill.network.calls_in()
    menu = ill.network.presses("1").text
    with ill.ails():
        answer = ill.network.presses("1", first=3)

    answer = waits(ill.network, answer)
    assert "paina yksi" in answer.text
    assert answer.text.count("<Gather") == menu.count("<Gather") == 1
    assert "Soittopyyntösi on tallessa" in ill.network.presses("1", "1", first=4).text


def test_an_agent_hears_her_offer_when_the_database_is_back(ill: Ailing) -> None:
    with ill.database.writing() as session:
        callback = make.a_callback(session, session.query(Line).one())
        scene = Scene(ill.database, callback_id=callback.id, agent_id=make.an_agent(session).id)
    assert scene.claim()
    ill.network.standard = {"Direction": "outbound-api"}
    with ill.ails():
        answer = ill.network.post(f"/voice/offer/{scene.token}/")

    offer = waits(ill.network, answer)
    assert "<Gather" in offer.text
    assert ill.network.post(f"/voice/offer/{scene.token}/").data == offer.data
    assert "<Dial" in ill.network.presses("1").text


def test_being_asked_again_twice_is_being_asked_once(network: Network, rows: Rows) -> None:
    network.calls_in()
    network.presses("1")

    first = network.post("/voice/again/3/1/").data
    before = rows()

    assert network.post("/voice/again/3/1/").data == first
    assert network.post("/voice/again/3/2/").data == first
    assert rows() == before


def test_being_asked_again_after_all_is_over_is_still_being_asked_once(
    network: Network, rows: Rows
) -> None:
    network.calls_in()
    network.presses("1")
    first = network.post("/voice/again/3/1/").data
    network.presses("1", "1", first=4)
    network.post("/voice/status", CallStatus="completed")
    network.clock.advance(minutes=1)
    before = rows()

    assert network.post("/voice/again/3/1/").data == first
    assert rows() == before


def test_what_was_stored_all_the_same_is_said(network: Network, rows: Rows) -> None:
    network.calls_in()
    network.presses("1", "1")
    saved = network.presses("1", first=4)
    before = rows()

    assert "Soittopyyntösi on tallessa" in saved.text
    assert network.post("/voice/again/4/1/").data == saved.data
    assert network.post("/voice/fallback", ErrorCode="11200").data == saved.data
    assert rows() == before


@pytest.mark.postgres
@pytest.mark.parametrize(
    "ill",
    [pytest.param(("postgresql", "out of reach"), id="postgresql")],
    indirect=True,
)
def test_a_request_whose_commit_got_no_answer_is_confirmed_in_the_same_call(ill: Ailing) -> None:
    ill.network.calls_in()
    ill.network.presses("1", "1")
    assert ill.wire
    ill.wire.break_behind(b"COMMIT\0")

    answer = ill.network.presses("1", first=4)
    assert says(answer, WAIT)
    assert "Soittopyyntösi on tallessa" in waits(ill.network, answer).text
    assert len(Rows(ill.database)("callback")["callback"]) == 1


def test_nobody_is_dialled_by_asking_again(network: Network, database: Database) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, session.query(Line).one())
        scene = Scene(database, callback_id=callback.id, agent_id=make.an_agent(session).id)
    assert scene.claim()
    network.standard = {"Direction": "outbound-api"}
    network.post(f"/voice/offer/{scene.token}/")
    network.clock.advance(seconds=3)
    assert "<Dial" in network.post("/voice/turn/2/", Digits="1").text

    again = network.post("/voice/again/2/1/")

    assert "<Dial" not in again.text
    assert AGENTS_SORRY in again.text


# --- faults of our own, and races ---


class Broken(Database):
    """A database with a fault that nobody has thought of."""

    def writing(self):  # type: ignore[no-untyped-def]
        raise RuntimeError("a fault that nobody has thought of")


class Stopped(Settable):
    """A clock with such a fault, which shows only within a transaction."""

    def now(self) -> datetime:
        raise RuntimeError("a fault that nobody has thought of")


@pytest.mark.parametrize("part", ["database", "clock"])
def test_a_fault_in_any_route_is_answered_in_words(
    app: Flask, database: Database, settings: Settings, clock: Settable, part: str
) -> None:
    broken = Broken(database.engine) if part == "database" else database
    stopped = Stopped() if part == "clock" else clock
    faulty = create_app(settings, database=broken, clock=stopped)

    for endpoint, path in voice_routes(faulty):
        answer = tell(Network(faulty, clock), path)
        if endpoint in REPORTS:
            assert answer.status_code == 500
        else:
            assert is_sound(answer), answer.text
            assert "<Hangup" in answer.text


@pytest.mark.parametrize(("moved", "told"), [(0, "served"), (2, "served"), (3, "<Hangup")])
def test_a_webhook_begins_anew_twice_and_then_apologises(app: Flask, moved: int, told: str) -> None:
    tries = []

    def work(_session: Session, now: datetime) -> str:
        tries.append(now)
        if len(tries) <= moved:
            raise Moved("by another process")
        return "served"

    with app.app_context():
        answer = answered(work, Moment(1))

    assert answer.status_code == 200
    assert told in answer.get_data(as_text=True)
    assert len(tries) == min(moved + 1, 3)
