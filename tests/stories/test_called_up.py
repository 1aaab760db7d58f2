"""A supervisor has a say in who is called when, and citizens are told what becomes of it."""

from ivr.models import Callback
from ivr.services import calling_up, pausing, putting_off
from tests.clocks import helsinki
from tests.stories.conftest import Begin
from tests.stories.people import PICKS_UP, serves
from tests.stories.world import SERVICE, World

BOSS = "supervisor:0"


def three_ask(world: World) -> list[str]:
    """Three citizens ask one after the other, while nobody is free; their numbers."""
    world.agent("aino", "paused").left_to(serves(minutes=2))
    numbers = [f"+35840123450{n}" for n in range(3)]
    for number in numbers:
        world.citizen(number).left_to(PICKS_UP).dial(SERVICE).press("1", "1", "1")
    world.after(minutes=2)
    return numbers


def asked_by(world: World, number: str) -> Callback:
    with world.database.reading() as session:
        return next(one for one in session.query(Callback) if one.contact.number == number)


def rung(world: World, numbers: list[str]) -> list[str]:
    """Whose telephones have rung, in order."""
    calls = {number: world.calls_to(world.citizen(number)) for number in numbers}
    return sorted(
        (number for number in numbers if calls[number]), key=lambda n: calls[n][0].created_at
    )


def test_what_is_called_next_and_what_is_urgent_are_dialled_before_who_asked_first(
    begin: Begin,
) -> None:
    world = begin("2026-11-24 10:00")
    first, second, third = numbers = three_ask(world)
    with world.acting() as session:
        urgent = asked_by(world, second).public_id
        calling_up.mark(session, urgent, True, BOSS, world.now)
        next_one = asked_by(world, third).public_id
        calling_up.call_next(session, next_one, BOSS, world.now)

    world.sets("aino", "ready")
    world.after(minutes=15)

    assert rung(world, numbers) == [third, second, first]


def test_one_that_is_moved_is_not_dialled_before_the_time_that_its_text_tells(
    begin: Begin,
) -> None:
    world = begin("2026-11-24 10:00")
    first, second, third = numbers = three_ask(world)
    at = helsinki("2026-11-24 13:00")
    with world.acting() as session:
        public_id = asked_by(world, first).public_id
        putting_off.put_off(
            session, public_id, at, why="asked", told="text", actor=BOSS, now=world.now
        )

    world.sets("aino", "ready")
    world.after(minutes=30)
    [text] = world.citizen(first).texts
    assert "Soittomme aika on muuttunut" in text.body
    assert "Soitamme sinulle ti 24.11.2026 klo 13.00-15.00" in text.body
    assert rung(world, numbers) == [second, third]

    world.to("2026-11-24 13:10")
    assert rung(world, numbers) == [second, third, first]
    assert world.calls_to(world.citizen(first))[0].created_at >= at
    assert world.promises[-1].score == "kept"


def test_one_that_is_paused_is_dialled_only_once_it_goes_on(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    first, second, third = numbers = three_ask(world)
    public_id = asked_by(world, first).public_id
    with world.acting() as session:
        pausing.pause(session, public_id, BOSS, world.now)

    world.sets("aino", "ready")
    world.after(minutes=20)
    assert rung(world, numbers) == [second, third]

    with world.acting() as session:
        pausing.go_on(session, public_id, BOSS, world.now)
    world.after(minutes=5)
    assert rung(world, numbers) == [second, third, first]
