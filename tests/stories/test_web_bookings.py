"""A visit is booked on a page, moved by telephone, reminded of, and kept."""

import re
from dataclasses import dataclass
from datetime import datetime

from ivr.app import create_app
from ivr.settings import Settings
from scheduler.world.office import ORIGIN, SECRET
from tests.stories.booked import OWN, begins, code_of
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE, World
from tests.web.booker import confirm, hold
from tests.web.proofs import Citizen

NUMBER = "+358401234567"


@dataclass
class Clock:
    world: World
    speed: float = 1.0

    def now(self) -> datetime:
        return self.world.now


def at_a_page(world: World) -> Citizen:
    """Another process of the same office, with a browser before it."""
    settings = Settings(
        _env_file=None,
        public_url=ORIGIN,
        twilio_account_sid="AC" + "51" * 16,
        twilio_auth_token="a token that is never used",
        secret_key=SECRET,
    )
    app = create_app(settings, database=world.database, clock=Clock(world))
    return Citizen.at(app, world.database)


def passes(world: World, **span: float) -> None:
    """What was done on a page is noticed, and time goes on."""
    with world.acting():
        pass
    world.after(**span)


def test_what_is_booked_on_a_page_is_moved_by_telephone_reminded_of_and_kept(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    telephone, page = world.citizen(NUMBER), at_a_page(world)

    hold(page)
    page.get("/book/time/number/")
    page.post("/book/number", number=NUMBER)
    passes(world, minutes=2)
    [proof] = telephone.texts
    six = re.search(r"\d{6}", proof.body)
    assert six
    assert page.post("/book/number/digits", digits=six[0]).location == "/book/time/held/"
    assert confirm(page).location == "/book/time/booked/"
    passes(world, minutes=2)
    assert "pe 27.11.2026 klo 9.00, Kuhmon palvelupiste" in telephone.texts[-1].body

    telephone.dial(SERVICE).press(*OWN)
    assert "Sinulla on aika Kuhmon palvelupisteessä perjantaina" in telephone.said
    telephone.press("1", code_of(telephone), "1", "2", "1")
    assert begins(world.booking) == "2026-11-27 09:30"
    assert "klo 9.30" in page.get(f"/own/booking/{world.booking.public_id}/").text

    world.to("2026-11-26 18:00")
    assert "Muistutus" in telephone.texts[-1].body
    world.to("2026-11-28 12:00")
    assert world.booking.state == "kept"
    assert world.calls_to(telephone) == ()
