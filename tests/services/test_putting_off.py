"""A supervisor has a citizen called at another time, of which she is told."""

from datetime import date, datetime, time

import pytest

from flows.rules.putting_off import Part
from ivr.db import Database
from ivr.models import Callback, Event, Message, Promise
from ivr.services import calling_up, messages, promises, putting_off, supervised, sweeps
from ivr.services.policy import Policy
from ivr.services.putting_off import NotPutOff, Told, Why
from ivr.services.supervised import NotAsSeen
from tests.make import NOW, at, span
from tests.services.scene import Scene

BOSS = "supervisor:9"
LANDLINE = "+358914785263"
TOMORROW = at("2026-11-25 12:00")


def put_off(
    scene: Scene,
    to: datetime = TOMORROW,
    why: Why | None = "asked",
    told: Told = "text",
    seen: str | None = None,
) -> None:
    public_id = scene.callback.public_id
    scene.do(
        lambda session: putting_off.put_off(
            session, public_id, to, why=why, told=told, actor=BOSS, now=scene.now, seen=seen
        )
    )


def promised(scene: Scene) -> Promise:
    """What the citizen heard when she asked."""
    with scene.database.writing() as session:
        callback = session.get_one(Callback, scene.callback_id)
        told = promises.foresee(session, callback.line, "fi", Policy(), NOW)
        promises.tell(session, callback, told, "spoken", NOW)
    return told_of(scene)[0]


def told_of(scene: Scene) -> list[Promise]:
    with scene.database.reading() as session:
        return session.query(Promise).order_by(Promise.id).all()


def test_she_is_texted_the_new_time_and_not_called_before_it(database: Database) -> None:
    scene = Scene.set(database)
    promised(scene)

    put_off(scene)

    assert (scene.callback.state, scene.callback.not_before) == ("waiting", TOMORROW)
    assert scene.callback.arrived_at == NOW - span("1 h")
    old, new = told_of(scene)
    assert (old.score, new.score, new.channel) == ("broken", None, "text")
    assert new.from_at <= TOMORROW < new.to_at
    with database.reading() as session:
        text = session.query(Message).one()
        assert (text.kind, new.words in (text.body or "")) == ("put_off", True)
        last = session.query(Event).filter_by(subject="callback").order_by(Event.id.desc()).first()
        assert last
        assert (last.cause, last.actor) == ("put_off:asked", BOSS)
    scene.promote()
    assert scene.claim() is None
    scene.now = TOMORROW
    scene.promote()
    assert scene.claim() is not None


def test_a_later_time_needs_a_reason_and_an_earlier_one_does_not(database: Database) -> None:
    scene = Scene.set(database)
    promised(scene)

    with pytest.raises(NotPutOff, match="why"):
        put_off(scene, why=None)
    assert scene.callback.state == "ready"

    put_off(scene)
    put_off(scene, at("2026-11-25 09:00"), why=None, told="self")
    assert [one.score for one in told_of(scene)] == ["broken", None, None]


@pytest.mark.parametrize("number", [LANDLINE, None])
def test_whoever_can_t_be_texted_is_told_by_the_supervisor_or_nothing_is_changed(
    database: Database, number: str | None
) -> None:
    scene = Scene.set(database, **({"number": number} if number else {}))
    if number is None:  # a text has told her once already
        put_off(scene)
    before = scene.callback.not_before

    with pytest.raises(NotPutOff, match="untold"):
        put_off(scene, at("2026-11-26 12:00"))
    assert scene.callback.not_before == before

    put_off(scene, at("2026-11-26 12:00"), told="self")
    assert scene.callback.not_before == at("2026-11-26 12:00")
    assert told_of(scene)[-1].channel == "staff"


def test_a_text_that_has_not_gone_out_tells_no_time_that_is_none_any_more(
    database: Database,
) -> None:
    scene = Scene.set(database)
    put_off(scene)
    scene.wait(seconds=1)
    put_off(scene, at("2026-11-26 12:00"), told="self")

    with database.writing() as session:
        assert messages.due(session, scene.now) == []
    with database.reading() as session:
        assert session.query(Message).one().state == "obsolete"


def test_what_was_to_be_called_next_has_its_own_place_again(database: Database) -> None:
    scene = Scene.set(database)
    public_id = scene.callback.public_id
    scene.do(lambda session: calling_up.call_next(session, public_id, BOSS, NOW))

    put_off(scene)

    assert (scene.callback.lane, scene.callback.next_at) == ("general/fi/callback", None)


def test_whatever_was_told_before_gives_way_and_is_late_no_more(database: Database) -> None:
    scene = Scene.set(database)
    promised(scene)
    scene.now += span("2 h")  # that time went by, and she has been told another one
    with database.writing() as session:
        callback = session.get_one(Callback, scene.callback_id)
        promises.current(session, callback, "fi", Policy(), scene.now)

    put_off(scene, told="self")

    assert [one.score for one in told_of(scene)] == ["broken", "broken", None]
    assert sweeps.run(database, sweeps.OVERDUE, scene.now) == 0


@pytest.mark.parametrize(
    "values", [{"state": "offered"}, {"state": "paused"}, {"kind": "phone_time"}]
)
def test_what_is_in_hand_or_agreed_is_left_alone(
    database: Database, values: dict[str, str]
) -> None:
    scene = Scene.set(database, **values)

    with pytest.raises(NotAsSeen):
        put_off(scene)


def test_what_another_supervisor_has_changed_meanwhile_is_left_alone(database: Database) -> None:
    scene = Scene.set(database)
    seen = supervised.sight(scene.callback)
    public_id = scene.callback.public_id
    scene.do(lambda session: calling_up.mark(session, public_id, True, BOSS, NOW))

    with pytest.raises(NotAsSeen):
        put_off(scene, seen=seen)


@pytest.mark.parametrize(
    ("on", "part", "clock", "says"),
    [
        (date(2026, 11, 24), "morning", None, "past"),
        (date(2026, 11, 24), "clock", time(9, 59), "past"),
        (date(2026, 11, 25), "clock", time(16, 0), "closed"),
        (date(2026, 11, 25), "clock", None, "closed"),
        (date(2030, 1, 1), "morning", None, "closed"),
        (date(2026, 11, 25), "morning", None, at("2026-11-25 09:00")),
        (date(2026, 11, 25), "afternoon", None, at("2026-11-25 12:00")),
        (date(2026, 11, 24), "clock", time(10, 1), at("2026-11-24 10:01")),
    ],
)
def test_a_day_and_a_part_of_it_are_a_moment_in_open_hours(
    database: Database, on: date, part: Part, clock: time | None, says: object
) -> None:
    Scene.set(database)
    with database.reading() as session:
        try:
            meant: object = putting_off.begins(session, "general", on, part, clock, NOW)
        except NotPutOff as no:
            meant = no.code
    assert meant == says
