"""Golden stories on pages: a citizen who asks there, and a supervisor at her desk."""

import re

from ivr.models import Callback
from tests.crashes.cast import Cast
from tests.crashes.pages import Browser
from tests.crashes.people import Citizen
from tests.stories.booked import closes

ANY = "+358401234567"
OTHERS = ("+358401234568", "+358401234569")
_FORM = {"line": "general", "language": "fi", "reach": "call"}


async def on_a_page(cast: Cast) -> None:
    """One proves her number by a text, asks on a page to be called, and is."""
    cast.agent()
    cast.world.network.people[ANY] = Citizen(ANY)
    browser = Browser(cast)
    while not await browser.gets("/book/callback", 'name="token"'):
        await browser.sends("/book/number", number=ANY)
        if await cast.until(lambda: bool(_six(cast)), hours=0.2):
            await browser.sends("/book/number/digits", digits=_six(cast))
    token = await browser.gets("/book/callback", r'name="token" value="([^"]+)"')
    while not await browser.gets("/book/callback/done", "Soitamme"):
        await browser.sends("/book/callback", token=token, **_FORM)


async def a_supervisor(cast: Cast) -> None:
    """She stops the line's calls, pauses one request and lets it go on, ends another, and closes
    the day of a third, who has a time."""
    cast.agent()
    browser = Browser(cast)
    await browser.logs_in("saara")
    await browser.insists("/queue/lines/general/", lambda: not cast.dials, turn="dials:off")
    for number in (ANY, OTHERS[0]):
        citizen = Citizen(number)
        await cast.calls_until_told(number, citizen, citizen.told)
    visitor = Citizen(OTHERS[1], wish="visit")
    await cast.calls_until_told(visitor.number, visitor, visitor.told)
    first, second = (one.public_id for one in cast.world.callbacks[:2])

    await browser.insists(f"/callback/{first}/turn/pause/", lambda: _state(cast, first) == "paused")
    await browser.insists(
        f"/callback/{first}/turn/resume/", lambda: _state(cast, first) != "paused"
    )
    await browser.insists(
        f"/callback/{second}/cancelled/",
        lambda: _state(cast, second) == "cancelled",
        why="asked",
    )
    day = f"{cast.world.bookings[0].starts_at:%Y-%m-%d}"
    while {one.state for one in cast.world.bookings} == {"booked"}:
        await cast.does(lambda: closes(cast.world, day, "kuhmo"))
    await browser.insists("/queue/lines/general/", lambda: cast.dials, turn="dials:on")


def _state(cast: Cast, public_id: str) -> str:
    return next(one.state for one in cast.world.all(Callback) if one.public_id == public_id)


def _six(cast: Cast) -> str:
    """The six digits of the last text that has them."""
    found = [re.search(r"\d{6}", text.body) for text in cast.world.network.texts(to=ANY)]
    return next((digits[0] for digits in reversed(found) if digits), "")
