"""A text in doubt is looked for in the network's list: found, or never sent; never sent again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.db import Database, find
from ivr.models import Message
from ivr.services import messages, text_doubts
from ivr.services.text_doubts import Listed
from tests.make import CITIZEN, NOW, span
from tests.services.scene import Scene

SID = "SM" + "1" * 32


@pytest.fixture
def scene(database: Database) -> Scene:
    """A citizen was missed, and nobody knows whether the text that says so has gone out."""
    scene = Scene.set(database, number=CITIZEN).released()
    scene.rings_out()
    with database.writing() as session:
        [text] = messages.due(session, scene.now)
    with database.writing() as session:
        messages.unknown(session, text.id, scene.now)
    return scene.wait(seconds=30)


def message(scene: Scene) -> Message:
    with scene.database.reading() as session:
        return session.scalars(select(Message)).one()


def due(scene: Scene) -> list[int]:
    with scene.database.reading() as session:
        return list(find(session, text_doubts.DUE, scene.now))


def answer(scene: Scene, *listed: Listed) -> None:
    """It is asked about, and these are the newest texts to its number."""
    key = message(scene).id
    assert scene.do(lambda session: text_doubts.take(session, key, scene.now)) == CITIZEN
    scene.do(lambda session: text_doubts.settle(session, key, listed, scene.now))


def listed(scene: Scene, status: str = "delivered", seconds: float = 2, **changes: str) -> Listed:
    created_at = NOW + timedelta(seconds=seconds)
    body = changes.get("body", message(scene).body or "")
    return Listed(SID, status, body, created_at, 30006 if status == "undelivered" else None)


def test_it_is_asked_about_twice_a_minute_for_an_hour(scene: Scene) -> None:
    key = message(scene).id
    assert due(scene) == [key]
    assert scene.do(lambda session: text_doubts.take(session, key, scene.now))
    assert due(scene) == []
    assert scene.do(lambda session: text_doubts.take(session, key, scene.now)) is None
    assert due(scene.wait(seconds=30)) == [key]
    assert due(scene.wait(hours=1)) == []


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("queued", "sent"),
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("undelivered", "failed"),
        ("failed", "failed"),
    ],
)
def test_a_text_that_is_found_has_been_sent(scene: Scene, status: str, state: str) -> None:
    answer(scene, listed(scene, status))

    found = message(scene)
    assert (found.state, found.sid) == (state, SID)
    assert found.error == (30006 if status == "undelivered" else None)


def test_a_text_that_is_not_found_twice_was_never_sent(scene: Scene) -> None:
    answer(scene)
    assert message(scene).state == "unknown"

    scene.wait(seconds=30)
    answer(scene)

    assert message(scene).state == "failed"
    with scene.database.writing() as session:
        assert messages.due(session, scene.now + span("1 d")) == []


@pytest.mark.parametrize("seconds", [-61, 61])
def test_the_same_words_at_another_time_are_another_text(scene: Scene, seconds: float) -> None:
    answer(scene, listed(scene, seconds=seconds))

    assert message(scene).state == "unknown"


def test_other_words_are_another_text(scene: Scene) -> None:
    answer(scene, listed(scene, body="Muuta asiaa"))

    assert message(scene).sid is None


def test_a_text_of_another_message_is_not_it(scene: Scene) -> None:
    with scene.database.writing() as session:
        mine = session.scalars(select(Message)).one()
        row = {
            name: getattr(mine, name)
            for name in ("contact_id", "callback_id", "language", "created_at", "send_after")
        }
        session.add(Message(**row, kind="missed_last", body=mine.body, state="sent", sid=SID))
        session.flush()
        found = [listed_one(mine)]
        text_doubts.settle(session, mine.id, found, scene.now)
        assert (mine.state, mine.sid) == ("unknown", None)


def listed_one(mine: Message) -> Listed:
    return Listed(SID, "delivered", mine.body or "", mine.sent_at)


def test_a_status_that_comes_after_all_settles_it_first(scene: Scene) -> None:
    token = message(scene).token
    scene.do(lambda session: messages.status(session, token, SID, "delivered", None, scene.now))

    assert due(scene) == []
