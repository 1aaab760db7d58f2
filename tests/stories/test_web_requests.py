"""A call asked for on a page is made like any other, once the number has been proven."""

from ivr.services import lines, proofs, reaching, web_requests
from ivr.services.contacts import Keyer
from ivr.services.proofs import Claimed
from ivr.services.reaching import Reach
from scheduler.world.office import SECRET
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE, World

KEYER = Keyer(SECRET)
HOLDER = "h" * 64
LANDLINE = "+35881234567"
RELAY = "+35891234567"


def asks(world: World, reach: Reach = reaching.Reach()) -> web_requests.Answer:  # noqa: B008
    """Who has proven her number sends the form."""
    with world.acting() as session:
        whose = proofs.proven(session, HOLDER, world.now)
        assert whose
        form = web_requests.Form("token", lines.default(session), "fi", reach)
        return web_requests.ask(session, KEYER, whose.contact_id, form, world.now)


def claims(world: World, number: str) -> Claimed:
    with world.database.reading() as session:
        return Claimed(number, HOLDER, lines.default(session), "fi")


def test_a_landline_is_proven_by_ringing_and_then_called(begin: Begin) -> None:
    world = begin()
    aino, citizen = world.agent(), world.citizen(LANDLINE)
    with world.acting() as session:
        digits = proofs.digits(
            KEYER, proofs.begin_ring(session, KEYER, claims(world, LANDLINE), world.now)
        )

    citizen.dial(SERVICE).press("1", "4", digits)
    assert "numerosi on vahvistettu" in citizen.said
    assert asks(world).outcome == "today"

    aino.answer().tap("1")
    citizen.pick_up()
    world.after(seconds=5)
    assert world.callback.state == "talking"


def test_a_relays_telephone_rings_in_place_of_hers(begin: Begin) -> None:
    world = begin()
    aino, relay = world.agent(), world.citizen(RELAY)
    with world.acting() as session:
        claimed = claims(world, "+358401234567")
        proof = proofs.begin_text(session, KEYER, claimed, world.now)
        assert (
            proofs.prove(session, KEYER, HOLDER, proofs.digits(KEYER, proof), world.now) == "right"
        )

    asks(world, Reach("relay", RELAY))
    aino.answer().tap("1")
    relay.pick_up()

    world.after(seconds=5)
    assert world.callback.state == "talking"
    assert world.callback.contact_id != world.callback.relay_contact_id
