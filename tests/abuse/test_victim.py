"""Strangers would have us pester somebody, by every way there is, for days."""

from collections import Counter
from datetime import date

from flows.rules.window import local_date
from ivr.services import contacts, lines, proofs, web_requests
from ivr.services.contacts import Keyer
from ivr.services.policy import Policy
from ivr.services.proofs import Claimed
from ivr.services.reaching import Reach
from ivr.simnet.telephone import Telephone
from scheduler.world.office import SECRET
from tests.abuse.many import many
from tests.stories.booked import has_phone_times
from tests.stories.conftest import Begin
from tests.stories.people import serves
from tests.stories.world import FAMILIES, SERVICE, World

VICTIM = "+358407654321"
TYPED = ("1", "1", "2", "0407654321#", "1")
WITHHELD = ("1", "1", "0407654321#", "1")
A_PHONE_TIME = ("1", "2", "2", "0407654321#", "1", "1", "1", "1")
KEYER = Keyer(SECRET)
CAPS = Policy().caps


def has_two_agents(world: World) -> None:
    for name in ("aino", "onni"):
        world.agent(name).left_to(serves(minutes=1))
    has_phone_times(world)


def strangers_ask(world: World, first: int, many: int) -> None:
    """Each from a number of her own, or from none, on either line; and on our pages. One books a
    phone time for her."""
    for n in range(first, first + many):
        stranger, line = world.citizen(f"+3584055{n:05}"), (SERVICE, FAMILIES)[n % 2]
        match n % 5:
            case _ if n == 0:
                hurries(world, stranger, SERVICE, *A_PHONE_TIME)
            case 1:
                hurries(world, stranger, line, *WITHHELD, withheld=True)
            case 2 if n == 2:
                asks_for_a_code(world, n)
            case 3:
                gives_her_as_a_relay(world, stranger.number, n)
            case _:
                hurries(world, stranger, line, *TYPED)


def hurries(world: World, caller: Telephone, to: str, *keys: str, withheld: bool = False) -> None:
    """As far as she is let: who is refused hangs up."""
    caller.dial(to, withheld=withheld)
    for key in keys:
        if not caller.leg.live:
            return
        caller.press(key)
    if caller.leg.live:
        caller.hang_up()


def asks_for_a_code(world: World, n: int) -> None:
    with world.acting() as session:
        claimed = Claimed(VICTIM, f"{n:064}", lines.default(session), "fi")
        proofs.begin_text(session, KEYER, claimed, world.now)


def gives_her_as_a_relay(world: World, number: str, n: int) -> None:
    """Who has proven a number of her own would be called at the victim's."""
    with world.acting() as session:
        contact = contacts.find_or_make(session, KEYER, number, world.now)
        session.flush()
        line, her = lines.every(session)[n % 2], Reach("relay", VICTIM)
        form = web_requests.Form(f"token {n}", line, "fi", her)
        web_requests.ask(session, KEYER, contact.id, form, world.now)


def calls_by_day(world: World, victim: Telephone) -> Counter[date]:
    return Counter(local_date(leg.created_at) for leg in world.calls_to(victim))


def texts_by_day(world: World) -> Counter[date]:
    return Counter(local_date(text.created_at) for text in world.network.texts(to=VICTIM))


@many(8, 200)
def test_she_is_called_twice_a_day_and_texted_as_often_as_is_set(begin: Begin, count: int) -> None:
    world = begin("2026-11-23 09:00", numbers=(SERVICE, FAMILIES), beat=5)
    has_two_agents(world)
    victim = world.citizen(VICTIM)
    for day, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri")[: -(-count // 40)]):
        world.to(f"{name} 09:30")
        for agent in ("aino", "onni"):
            world.sets(agent, "ready")
        strangers_ask(world, day * 40, min(count, 40))
        world.to(f"{name} 11:00")

    called, texted = calls_by_day(world, victim), texts_by_day(world)
    assert called
    assert max(called.values()) <= CAPS.legs_typed
    assert max(texted.values()) <= CAPS.messages + CAPS.proofs


def test_once_she_has_said_that_she_did_not_ask_nobody_can_have_her_called_or_texted(
    begin: Begin,
) -> None:
    world = begin("2026-11-23 09:00", numbers=(SERVICE, FAMILIES), beat=5)
    aino, victim = world.agent("aino"), world.citizen(VICTIM)
    hurries(world, world.citizen("+358405599999"), SERVICE, *TYPED)
    aino.answer().tap("1")
    victim.pick_up()
    world.after(minutes=1)
    aino.tap("*").listen().press("4")
    has_two_agents(world)
    strangers_ask(world, 1, 5)
    world.to("Mon 10:30")

    assert len(world.calls_to(victim)) == 1
    assert not victim.texts
