"""Many citizens, several agents: first come, first called, each in the language that was chosen."""

from tests.stories.conftest import Begin
from tests.stories.people import PICKS_UP, rings_in_vain, serves
from tests.stories.world import SERVICE


def test_swedish_is_answered_by_an_agent_who_speaks_it(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    helmi, bo, citizen = world.agent("helmi"), world.agent("bo"), world.citizen()

    citizen.dial(SERVICE).press("2", "1", "1")
    assert "Din begäran är registrerad" in citizen.said
    bo.answer()
    assert "svenska" in bo.said
    bo.tap("1")
    citizen.pick_up()
    world.after(minutes=3)
    bo.tap("*").listen().press("1")

    assert world.callback.state == "done"
    assert not world.calls_to(helmi)


def test_where_nobody_speaks_the_language_today_no_call_is_promised_for_today(
    begin: Begin,
) -> None:
    world = begin("2026-11-24 10:00")
    helmi, _bo = world.agent("helmi"), world.agent("bo", "off")

    citizen = world.citizen().dial(SERVICE).press("2", "1", "1")
    [promise] = world.promises
    assert promise.words in citizen.said
    assert str(promise.local_date) == "2026-11-25"
    assert "socialjouren" in citizen.said

    world.after(minutes=15)
    assert not world.raised
    world.after(minutes=3)
    assert world.raised == ["no_agent"]
    assert world.callback.state == "ready"
    assert not world.calls_to(helmi)


def test_who_asked_first_is_called_first(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino = world.agent("aino", "paused").left_to(serves(minutes=2))
    citizens = [world.citizen(f"+35840123450{n}").left_to(PICKS_UP) for n in range(3)]
    for citizen in citizens:
        citizen.dial(SERVICE).press("1", "1", "1")

    world.sets("aino", "ready")
    world.after(minutes=15)

    rung = sorted(citizens, key=lambda citizen: world.calls_to(citizen)[0].created_at)
    assert rung == citizens
    assert len(world.calls_to(aino)) == 3


def test_a_retry_comes_before_those_who_asked_later(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, early, late = world.agent("aino"), world.citizen(), world.citizen("+358407654321")
    early.dial(SERVICE).press("1", "1", "1")
    rings_in_vain(aino)
    world.sets("aino", "paused")

    late.dial(SERVICE).press("1", "1", "1")
    world.after(minutes=20)
    world.sets("aino", "ready")
    aino.answer().tap("1")
    early.pick_up()

    assert not world.calls_to(late)


def test_an_agent_with_few_languages_is_taken_before_one_with_many(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, helmi = world.agent("aino"), world.agent("helmi")

    world.citizen().dial(SERVICE).press("1", "1", "1")
    helmi.answer()

    assert not world.calls_to(aino)


def test_two_schedulers_ring_nobody_twice(begin: Begin) -> None:
    world = begin("2026-11-24 10:00", schedulers=2)
    for name in ("aino", "helmi"):
        world.agent(name, "paused").left_to(serves(minutes=3))
    citizens = [world.citizen(f"+35840123450{n}").left_to(PICKS_UP) for n in range(4)]
    for citizen in citizens:
        citizen.dial(SERVICE).press("1", "1", "1")

    for name in ("aino", "helmi"):
        world.sets(name, "ready")
    world.after(minutes=12)

    assert [len(world.calls_to(citizen)) for citizen in citizens] == [1, 1, 1, 1]
    assert [callback.state for callback in world.callbacks] == ["done"] * 4


def test_who_takes_no_texts_hears_of_the_delay_from_the_agent(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen("+358981234567")
    talkative = world.citizen().left_to(PICKS_UP)
    talkative.dial(SERVICE).press("1", "1", "1")
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.answer().tap("1")

    world.after(minutes=25)
    assert not world.raised
    world.after(minutes=25)
    assert world.raised == ["overdue"]
    assert not world.network.texts(to=citizen.number)

    aino.tap("*").listen().press("1")
    aino.answer()
    assert "minuuttia. Asiakas ei tiedä." in aino.said
    aino.tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    _, promise = world.promises
    assert promise.score == "late"
    assert not world.raised


def test_who_waits_too_long_is_told_so_by_text_once(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    world.agent("aino", "paused")
    citizen = world.citizen().dial(SERVICE).press("1", "1", "1")

    world.after(hours=1)

    told, told_anew = world.promises
    assert told_anew.to_at > told.to_at
    [text] = citizen.texts
    assert told_anew.words in text.body
    assert text.created_at < told.to_at
    assert told.score == "broken"
