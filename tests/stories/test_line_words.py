"""What a line tells everybody who calls: announcements, and switches that supervisors turn."""

from ivr.services import announcements, lines
from ivr.services.announcements import New
from tests.clocks import helsinki
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE, World

WORDS = New(
    {
        "fi": "Järjestelmissämme on häiriö & <viive>.",
        "sv": "Vi har en störning i våra system.",
        "en": "Our systems are disturbed.",
    },
    helsinki("2026-11-24 09:00"),
    helsinki("2026-11-24 11:00"),
)


def announced(world: World) -> World:
    with world.acting() as session:
        line = lines.default(session)
        announcements.put_in(session, line, WORDS, "supervisor:0", world.now)
    return world


def test_a_caller_hears_the_announcement_in_her_language_and_presses_through(begin: Begin) -> None:
    world = announced(begin("2026-11-24 10:00"))
    world.agent("aino", "paused")
    citizen = world.citizen().dial(SERVICE)

    citizen.press("2")
    assert "Vi har en störning i våra system." in citizen.said
    assert "Huvudmeny" in citizen.said
    citizen.press("1", "1")

    assert world.callback.language == "sv"
    assert citizen.said.count("störning") == 1


def test_signs_that_mean_something_to_the_network_are_only_words(begin: Begin) -> None:
    world = announced(begin("2026-11-24 10:00"))

    citizen = world.citizen().dial(SERVICE).press("1")

    assert "häiriö & <viive>." in citizen.said


def test_a_caller_who_presses_nothing_hears_it_and_the_menu(begin: Begin) -> None:
    world = announced(begin("2026-11-24 10:00"))

    citizen = world.citizen().dial(SERVICE).press("3")
    world.after(seconds=20)

    assert "Our systems are disturbed." in citizen.said
    assert "Main menu" in citizen.said


def test_an_announcement_ends_by_itself(begin: Begin) -> None:
    world = announced(begin("2026-11-24 10:59"))
    world.to("2026-11-24 11:00")

    citizen = world.citizen().dial(SERVICE).press("1")

    assert "häiriö" not in citizen.said
    assert "Päävalikko" in citizen.said


def test_closed_intake_is_heard_with_what_can_be_had_instead_and_stores_nothing(
    begin: Begin,
) -> None:
    world = begin("2026-11-24 10:00")
    world.agent("aino", "paused")
    with world.acting() as session:
        line = lines.default(session)
        lines.set_switch(session, line, "takes_requests", False, "supervisor:0", world.now)

    citizen = world.citizen().dial(SERVICE).press("1", "1", "1")
    assert "Emme voi juuri nyt ottaa vastaan soittopyyntöjä." in citizen.said
    assert "Jos haluat ajan palvelupisteeseen, paina kolme." in citizen.said
    world.after(seconds=60)
    assert "sosiaalipäivystykseen" in citizen.said
    assert world.callbacks == []


def test_while_dialling_is_stopped_requests_are_promised_and_wait_until_it_goes_on(
    begin: Begin,
) -> None:
    world = begin("2026-11-24 10:00")
    aino = world.agent("aino")
    world.stops_dialling()

    citizen = world.citizen().dial(SERVICE).press("1", "1", "1")
    assert world.promises[0].words in citizen.said
    world.after(minutes=5)
    assert not world.calls_to(aino)

    with world.acting() as session:
        lines.set_switch(session, lines.default(session), "dials", True, "supervisor:0", world.now)
    aino.answer().tap("1")
    citizen.pick_up()

    assert [promise.score for promise in world.promises] == ["kept"]
